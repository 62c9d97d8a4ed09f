import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KEY_ALGORITHMS } from '../../src/x509/key-algorithms.ts'
import { encodePrivateKeyInfo, encodePublicKeyInfo } from '../../src/x509/key-info.ts'
import { generateUserKey } from '../../src/x509/user-key.ts'

describe('keys are written as OpenSSL writes them', () => {
  test.each(KEY_ALGORITHMS)('%s', async (algorithm) => {
    const { publicKeyInfo, privateKeyInfo } = await generateUserKey(algorithm)
    const privateKey = createPrivateKey({ key: Buffer.from(privateKeyInfo), type: 'pkcs8', format: 'der' })
    expect(privateKey.export({ type: 'pkcs8', format: 'der' })).toEqual(privateKeyInfo)
    expect(createPublicKey(privateKey).export({ type: 'spki', format: 'der' })).toEqual(publicKeyInfo)
  })

  /** One key in 256 is such a one. */
  test.each(['prime256v1', 'secp384r1'])('where a number starts with zeros, on %s', (curve) => {
    const pair = createECDH(curve)
    const crv = curve === 'prime256v1' ? 'P-256' : 'P-384'
    for (const number of ['x', 'y', 'd'] as const) {
      const key = findKey(() => {
        pair.generateKeys()
        const point = pair.getPublicKey().subarray(1) // SEC 1 §2.3.3: x and y
        const [x, y] = [point.subarray(0, point.length / 2), point.subarray(point.length / 2)]
        const d = Buffer.alloc(x.length)
        pair.getPrivateKey().copy(d, d.length - pair.getPrivateKey().length)
        return { x, y, d }
      }, number)
      const text = (name: keyof typeof key) => key[name].toString('base64url')
      const jwk = { kty: 'EC', crv, x: text('x'), y: text('y'), d: text('d') }
      const privateKey = createPrivateKey({ key: jwk, format: 'jwk' })
      const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
      expect(encodePublicKeyInfo(jwk)).toEqual(publicKey.export({ type: 'spki', format: 'der' }))
      expect(encodePrivateKeyInfo(jwk)).toEqual(privateKey.export({ type: 'pkcs8', format: 'der' }))
    }
  })
})

type Numbers = Readonly<Record<'x' | 'y' | 'd', Buffer>>

function findKey(draw: () => Numbers, startsWithZero: keyof Numbers): Numbers {
  for (;;) {
    const numbers = draw()
    if (numbers[startsWithZero][0] === 0) return numbers
  }
}
