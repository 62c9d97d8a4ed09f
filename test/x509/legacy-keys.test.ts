import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/secret.ts'
import { deriveAndKeep, takeOrDerive } from '../../src/x509/legacy-keys.ts'

const salted = (salt: number) => ({
  certificateSalt: new Uint8Array(8).fill(salt),
  keySalt: new Uint8Array(8).fill(salt + 1),
  macSalt: new Uint8Array(8).fill(salt + 2),
  iterations: 3,
})
const password = new Secret('correct horse')

describe('keys of a legacy PFX', () => {
  test('are those that were kept, for one reading, and derived again after that', () => {
    const kept = deriveAndKeep(password, salted(1))
    expect(takeOrDerive(new Secret('correct horse'), salted(1))).toBe(kept)
    const again = takeOrDerive(password, salted(1))
    expect(again).not.toBe(kept)
    expect(again).toEqual(kept)
  })

  test.each([
    ['another password', new Secret('correct horses'), salted(1)],
    ['another salt of the certificates', password, { ...salted(1), certificateSalt: new Uint8Array(8) }],
    ['another salt of the key', password, { ...salted(1), keySalt: new Uint8Array(8) }],
    ['another salt of the MAC', password, { ...salted(1), macSalt: new Uint8Array(8) }],
    ['another count', password, { ...salted(1), iterations: 4 }],
  ])('are not given for %s', (_, its, from) => {
    const kept = deriveAndKeep(password, salted(1))
    expect(takeOrDerive(its, from)).not.toEqual(kept)
  })

  test('are told apart where passwords are no Unicode', () => {
    const kept = deriveAndKeep(new Secret('\ud800'), salted(1))
    expect(takeOrDerive(new Secret('\ud801'), salted(1))).not.toEqual(kept)
  })

  test('are kept of the last few only', () => {
    const first = deriveAndKeep(password, salted(1))
    for (let salt = 2; salt < 70; salt++) deriveAndKeep(password, salted(salt))
    expect(takeOrDerive(password, salted(1))).not.toBe(first)
  })
})
