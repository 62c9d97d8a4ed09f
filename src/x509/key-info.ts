// Writes down the keys of users, number by number as a JWK has them: OpenSSL 3.0 would take a tenth of a millisecond to
// find out who is to write each. Reading is `private-key-info.ts`, other code on purpose.
// Sources: RFC 5280 §4.1, RFC 5208 §5; the numbers' names in a JWK, RFC 7518 §6.
import type { JsonWebKey } from 'node:crypto'
import {
  type Asn1,
  bitString,
  encode,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
  unsigned,
} from './asn1.ts'
import { PRIVATE_KEY_OIDS } from './oids.ts'

const CURVES: Readonly<Record<string, string>> = {
  'P-256': PRIVATE_KEY_OIDS.secp256r1,
  'P-384': PRIVATE_KEY_OIDS.secp384r1,
}

/** `SubjectPublicKeyInfo ::= SEQUENCE { algorithm, BIT STRING }`, DER. @param key RSA, or on the curves P-256 and P-384 */
export function encodePublicKeyInfo(key: JsonWebKey): Uint8Array {
  // RSAPublicKey, RFC 8017 appendix A.1.1; a point, RFC 5480 §2.2
  const content = key.kty === 'RSA' ? encode(sequence(...numbers(key, ['n', 'e']))) : point(key)
  return encode(sequence(algorithm(key), bitString(content)))
}

/** `PrivateKeyInfo ::= SEQUENCE { version 0, algorithm, OCTET STRING }`, DER. @param key as above, with its private numbers */
export function encodePrivateKeyInfo(key: JsonWebKey): Uint8Array {
  const content = key.kty === 'RSA' ? rsaPrivateKey(key) : ecPrivateKey(key)
  return encode(sequence(integer(0), algorithm(key), octetString(encode(content))))
}

/** RFC 3279 §2.3.1, RFC 5480 §2.1.1 */
function algorithm({ kty, crv = '' }: JsonWebKey): Asn1 {
  if (kty === 'RSA') return sequence(objectIdentifier(PRIVATE_KEY_OIDS.rsaEncryption), nullValue())
  const curve = CURVES[crv]
  if (curve === undefined) throw new Error(`a key of a kind that is not made here: ${kty} ${crv}`)
  return sequence(objectIdentifier(PRIVATE_KEY_OIDS['id-ecPublicKey']), objectIdentifier(curve))
}

/** `RSAPrivateKey ::= SEQUENCE { version 0, n, e, d, p, q, dp, dq, qi }`, RFC 8017 appendix A.1.2 */
function rsaPrivateKey(key: JsonWebKey): Asn1 {
  return sequence(integer(0), ...numbers(key, ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi']))
}

/** `ECPrivateKey ::= SEQUENCE { version 1, privateKey OCTET STRING, [1] publicKey BIT STRING }`, RFC 5915 §3 */
function ecPrivateKey(key: JsonWebKey): Asn1 {
  return sequence(integer(1), octetString(bytesOf(key, 'd')), tagged(1, bitString(point(key))))
}

/** Uncompressed, SEC 1 §2.3.3; a JWK's coordinates are as long as the curve's, RFC 7518 §6.2.1.2 */
function point(key: JsonWebKey): Uint8Array {
  return Buffer.concat([Uint8Array.of(4), bytesOf(key, 'x'), bytesOf(key, 'y')])
}

function numbers(key: JsonWebKey, names: readonly (keyof JsonWebKey)[]): Asn1[] {
  return names.map((name) => unsigned(bytesOf(key, name)))
}

function bytesOf(key: JsonWebKey, name: keyof JsonWebKey): Buffer {
  return Buffer.from(String(key[name]), 'base64url')
}
