// Generates the key pairs of users, encoded for certificate and PFX. Node encodes them while it generates them, because Node 20
// may wait for itself if they are encoded later (see `generateKeyPairSync` in `key-pair.ts`).
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

/** RSA keys in another thread, so that this one can go on; for other keys starting a thread would take longer. */
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

/**
 * Blocks until the key is generated. For worker threads, one for each core: Node's own threads beside them would make keys for
 * several rows at once, and no row the sooner.
 */
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
