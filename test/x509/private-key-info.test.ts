import { createPrivateKey, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateKeyPairSync, KEY_ALGORITHMS } from '../../src/x509/key-pair.ts'
import { readPrivateKeyInfo } from '../../src/x509/private-key-info.ts'

function derOf(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs8', format: 'der' })
}

describe('reading a private key', () => {
  test.each(KEY_ALGORITHMS)('gives the key that OpenSSL reads: %s', (algorithm) => {
    const der = derOf(generateKeyPairSync(algorithm).privateKey)
    const read = readPrivateKeyInfo(der)
    expect(read.equals(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))).toBe(true)
    expect(derOf(read)).toEqual(der)
  })

  test('gives a scalar that starts with zeros', () => {
    for (let made = 0; made < 600; made++) {
      const { privateKey } = generateKeyPairSync('ec-p256')
      const der = derOf(privateKey)
      expect(readPrivateKeyInfo(der).equals(privateKey)).toBe(true)
    }
  })

  test('refuses what is no such key', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec-p256')
    const der = derOf(privateKey)
    const sec1 = privateKey.export({ type: 'sec1', format: 'der' })
    const others = [publicKey.export({ type: 'spki', format: 'der' }), sec1, der.subarray(1), Buffer.alloc(0)]
    for (const other of others) expect(() => readPrivateKeyInfo(other)).toThrow('malformed DER')
  })

  test('makes no other key of any damage to the numbers that a certificate has too', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec-p256')
    const der = derOf(privateKey)
    const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)
    const at = der.indexOf(point)
    fc.assert(
      fc.property(fc.nat(64), fc.integer({ min: 1, max: 255 }), (offset, change) => {
        const damaged = Buffer.from(der)
        damaged[at + offset] = (damaged[at + offset] ?? 0) ^ change
        expect(() => readPrivateKeyInfo(damaged)).toThrow()
      }),
    )
  })
})
