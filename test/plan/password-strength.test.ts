import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { makePassword } from '../../src/plan/password.ts'
import { weaknessOf } from '../../src/plan/password-strength.ts'
import { Secret } from '../../src/secret.ts'

const NAMES = ['jane.doe@contoso.com', 'LAPTOP-01']
const reasonOf = (text: string) => weaknessOf(new Secret(text), NAMES)?.reason ?? null

test.each([
  ['x', 'it has only 1 character'],
  ['abz', 'it has only 3 characters'],
  ['k7#Vq2', 'it has only 6 characters'],
  ['Passwort1!', 'it is made of a common word'],
  ['P@ssw0rd', 'it is made of a common word'],
  ['Sommer2026!', 'it is made of a common word'],
  ['Contoso2026!', 'it contains a name of the user or device'],
  ['jane.doe123', 'it contains a name of the user or device'],
  ['12345678', 'it has characters that repeat, count up, or lie side by side on the keyboard'],
  ['aaaaaaaaaaaaaaaaaaaa', 'it has characters that repeat, count up, or lie side by side on the keyboard'],
  ['qwertzuiop', 'it has characters that repeat, count up, or lie side by side on the keyboard'],
  ['24.12.1999', 'it contains a year'],
])('%s is easy to guess: %s', (text, reason) => {
  expect(reasonOf(text)).toBe(reason)
})

test.each(['fVq7w-Lk2mZt', 'tree lamp onion cloud', 'größe über alles hinaus', 'xkqjwvzpfhbt', 'Kx9$mQ2!vR'])(
  '%s is hard to guess, of whatever characters',
  (text) => {
    expect(reasonOf(text)).toBeNull()
  },
)

test('the longer of two that are random is never easier to guess, and a generated one is hard', () => {
  for (let count = 0; count < 200; count++) {
    expect(weaknessOf(makePassword(randomBytes), NAMES)).toBeNull()
    const text = randomBytes(8).toString('base64')
    const bits = (part: string) => weaknessOf(new Secret(part), NAMES)?.bits ?? Number.POSITIVE_INFINITY
    expect(bits(text.slice(0, 7))).toBeGreaterThanOrEqual(bits(text.slice(0, 3)))
  }
})

test('a very long one is estimated at once', () => {
  expect(weaknessOf(new Secret('a'.repeat(5000)))).not.toBeNull()
  expect(weaknessOf(new Secret(randomBytes(4000).toString('base64')))).toBeNull()
})
