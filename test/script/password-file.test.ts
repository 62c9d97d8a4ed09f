import fc from 'fast-check'
import { expect, test } from 'vitest'
import { passwordProblems } from '../../src/answer-file/password-rules.ts'
import { decodePassword, encodePassword } from '../../src/script/password-file.ts'
import { Secret } from '../../src/secret.ts'

test('a password that a script may import with comes back as it went in, in UTF-8 alone', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(text, (password) => {
      fc.pre(passwordProblems(new Secret(password), 'script').length === 0)
      const bytes = encodePassword(new Secret(password))
      expect(Buffer.from(bytes).toString()).toBe(password)
      expect(decodePassword(bytes)?.reveal()).toBe(password)
    }),
  )
})

test.each([
  ['nothing', []],
  ['more than any password', new Array(1025).fill(0x61)],
  ['UTF-16', [0xff, 0xfe, 0x61, 0]],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x61]],
  ['another encoding', [0x67, 0x72, 0xfc, 0xdf]],
])('%s is no password, because .NET would read another one, or none', (_, bytes) => {
  expect(decodePassword(Uint8Array.from(bytes))).toBeNull()
})
