// Generates the key pairs of roots and servers. `user-key.ts` generates those of users.
import {
  createPrivateKey,
  generateKeyPair as generate,
  generateKeyPairSync as generateSync,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { readElement, readElements, readSequence, TAG } from './der-reader.ts'
import { CURVES, isEllipticCurve, type KeyAlgorithm, MODULUS_BITS } from './key-algorithms.ts'

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const generateAside = promisify(generate)

/** RSA keys in another thread; for other keys starting a thread would take longer. */
export async function generateKeyPair(algorithm: KeyAlgorithm): Promise<KeyPair> {
  return isEllipticCurve(algorithm)
    ? generateKeyPairSync(algorithm)
    : generateAside('rsa', { modulusLength: MODULUS_BITS[algorithm] })
}

/**
 * Blocks until the key is generated. The private key is then decoded again, because signing reads its details. With a key that
 * Node 20 generated synchronously this takes a lock that the garbage collector needs too, and the thread would wait for
 * itself.
 */
export function generateKeyPairSync(algorithm: KeyAlgorithm): KeyPair {
  const { privateKey, publicKey } = isEllipticCurve(algorithm)
    ? generateSync('ec', { namedCurve: CURVES[algorithm] })
    : generateSync('rsa', { modulusLength: MODULUS_BITS[algorithm] })
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  return { privateKey: createPrivateKey({ key: der, type: 'pkcs8', format: 'der' }), publicKey }
}

/** For users: `RSA 4096`, `EC P-256`; other kinds of keys by OpenSSL's name. */
export function keyAlgorithmName(publicKey: KeyObject): string {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  const type = publicKey.asymmetricKeyType ?? 'secret'
  if (modulusLength !== undefined) return `${type.toUpperCase()} ${modulusLength}`
  if (namedCurve === undefined) return type.toUpperCase()
  return `EC ${NIST_NAMES[namedCurve] ?? namedCurve}`
}

/**
 * Whether an EC key spells out the parameters of its curve instead of naming it, which RFC 5480 §2.1.1 forbids.
 * @param publicKeyInfo SubjectPublicKeyInfo, DER
 */
export function hasExplicitCurve(publicKeyInfo: Uint8Array): boolean {
  const [algorithm] = readElements(readElement(publicKeyInfo).content)
  const [, parameters] = readSequence(algorithm, 'an AlgorithmIdentifier')
  return parameters?.tag === TAG.sequence
}

/** FIPS 186-4 appendix D names of curves that have other names in OpenSSL (RFC 5480 §2.1.1.1). */
const NIST_NAMES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
}
