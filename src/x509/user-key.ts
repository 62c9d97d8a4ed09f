// Makes the key pairs of users as they are written down: they are for a certificate and a PFX, and sign nothing here.
// Node encodes them as it makes them: asked for later, Node 20 might wait for itself (`generateKeyPairSync`).
import { generateKeyPair, generateKeyPairSync } from 'node:crypto'
import { CURVES, isEllipticCurve, type KeyAlgorithm, MODULUS_BITS } from './key-algorithms.ts'

export interface UserKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array
  /** PrivateKeyInfo, DER: a secret. */
  readonly privateKeyInfo: Uint8Array
}

const publicKeyEncoding = { type: 'spki', format: 'der' } as const
const privateKeyEncoding = { type: 'pkcs8', format: 'der' } as const

/** RSA keys beside the event loop, so that several at once fill all cores; others are there sooner than a thread begins. */
export async function generateUserKey(algorithm: KeyAlgorithm): Promise<UserKey> {
  if (isEllipticCurve(algorithm)) return generateUserKeySync(algorithm)
  const modulusLength = MODULUS_BITS[algorithm]
  return new Promise((resolve, reject) => {
    generateKeyPair(
      'rsa',
      { modulusLength, publicKeyEncoding, privateKeyEncoding },
      (error, publicKeyInfo, privateKeyInfo) => {
        if (error === null) resolve({ publicKeyInfo, privateKeyInfo })
        else reject(error)
      },
    )
  })
}

/** Blocks until the key is there: for workers, which have nothing else to do. */
export function generateUserKeySync(algorithm: KeyAlgorithm): UserKey {
  const { publicKey: publicKeyInfo, privateKey: privateKeyInfo } = isEllipticCurve(algorithm)
    ? generateKeyPairSync('ec', { namedCurve: CURVES[algorithm], publicKeyEncoding, privateKeyEncoding })
    : generateKeyPairSync('rsa', {
        modulusLength: MODULUS_BITS[algorithm],
        publicKeyEncoding,
        privateKeyEncoding,
      })
  return { publicKeyInfo, privateKeyInfo }
}
