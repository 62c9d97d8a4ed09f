import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto'
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

  test.each([1, 8, 31])('gives a scalar that starts with zeros, %i bytes of them', (zeros) => {
    const scalar = Buffer.alloc(32, 1).fill(0, 0, zeros)
    const pair = createECDH('prime256v1')
    pair.setPrivateKey(scalar)
    const point = pair.getPublicKey() // RFC 5480 §2.2: 04, then x and y
    const text = (bytes: Buffer) => bytes.toString('base64url')
    const numbers = { x: text(point.subarray(1, 33)), y: text(point.subarray(33)), d: text(scalar) }
    const key = createPrivateKey({ key: { kty: 'EC', crv: 'P-256', ...numbers }, format: 'jwk' })
    const read = readPrivateKeyInfo(derOf(key))
    expect(read.equals(key)).toBe(true)
    expect(read.export({ format: 'jwk' }).d).toBe(numbers.d)
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
