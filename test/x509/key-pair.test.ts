import { describe, expect, test } from 'vitest'
import { generateKeyPair, generateKeyPairSync, keyAlgorithmName } from '../../src/x509/key-pair.ts'

describe('key pairs', () => {
  test.each([
    ['rsa-2048', 'RSA 2048'],
    ['ec-p256', 'EC P-256'],
    ['ec-p384', 'EC P-384'],
  ] as const)('%s is made either way, and shown as %s', async (algorithm, name) => {
    const aside = await generateKeyPair(algorithm)
    expect(keyAlgorithmName(aside.publicKey)).toBe(name)
    expect(keyAlgorithmName(generateKeyPairSync(algorithm).privateKey)).toBe(name)
  })
})
