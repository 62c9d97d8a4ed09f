// Makes the key pairs of users, and writes them down at once: they are for a certificate and a PFX, and sign nothing here.
// Node gives their numbers as it makes them: asked for later, Node 20 might wait for itself (`generateKeyPairSync`).
import { generateKeyPair, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { promisify } from 'node:util'
import { CURVES, isEllipticCurve, type KeyAlgorithm, MODULUS_BITS } from './key-algorithms.ts'
import { encodePrivateKeyInfo, encodePublicKeyInfo } from './key-info.ts'

export interface UserKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array
  /** PrivateKeyInfo, DER: a secret. */
  readonly privateKeyInfo: Uint8Array
}

interface Numbers {
  readonly publicKey: JsonWebKey
  readonly privateKey: JsonWebKey
}

/** Of either of Node's functions, whose types do not know of a JWK: https://nodejs.org/api/crypto.html#keyobjectexportoptions */
type Generate<Result> = (type: 'rsa' | 'ec', options: object) => Result

const AS_NUMBERS = { publicKeyEncoding: { format: 'jwk' }, privateKeyEncoding: { format: 'jwk' } }
const generateAside = promisify(generateKeyPair) as unknown as Generate<Promise<Numbers>>
const generateHere = generateKeyPairSync as unknown as Generate<Numbers>

/** RSA keys beside the event loop, so that several at once fill all cores; others are there sooner than a thread begins. */
export async function generateUserKey(algorithm: KeyAlgorithm): Promise<UserKey> {
  if (isEllipticCurve(algorithm)) return generateUserKeySync(algorithm)
  return writeDown(await generateAside(...parametersOf(algorithm)))
}

/** Blocks until the key is there: for workers, which have nothing else to do. */
export function generateUserKeySync(algorithm: KeyAlgorithm): UserKey {
  return writeDown(generateHere(...parametersOf(algorithm)))
}

function parametersOf(algorithm: KeyAlgorithm): Parameters<Generate<unknown>> {
  return isEllipticCurve(algorithm)
    ? ['ec', { namedCurve: CURVES[algorithm], ...AS_NUMBERS }]
    : ['rsa', { modulusLength: MODULUS_BITS[algorithm], ...AS_NUMBERS }]
}

function writeDown({ publicKey, privateKey }: Numbers): UserKey {
  return {
    publicKeyInfo: encodePublicKeyInfo(publicKey),
    privateKeyInfo: encodePrivateKeyInfo(privateKey),
  }
}
