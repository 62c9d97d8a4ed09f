// Reads the private key in a PrivateKeyInfo number by number, and lets OpenSSL make a key of the numbers: where it has to
// find out by itself what kind of key it is given, OpenSSL 3.0 takes a third of a millisecond for that.
// Source: RFC 5208 §5; the numbers' names in a JWK, RFC 7518 §6.
import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import {
  contextTag,
  type Element,
  expectTag,
  malformed,
  readElement,
  readSequence,
  TAG,
} from './der-reader.ts'
import { readBitString, readIntegerHex, readObjectIdentifier, readSmallInteger } from './der-values.ts'
import { PRIVATE_KEY_OIDS } from './oids.ts'

/**
 * @param der of an RSA key, or one on the curves P-256 and P-384
 * @throws wrong-input on what is malformed; any other error where OpenSSL makes no key of it
 */
export function readPrivateKeyInfo(der: Uint8Array): KeyObject {
  const [version, algorithm, privateKey] = readSequence(readElement(der))
  expectNumber(version, 0)
  const [type, parameters] = readSequence(algorithm)
  const key = readElement(expectTag(privateKey, TAG.octetString, 'a private key').content)
  return createPrivateKey({ key: readNumbers(oidOf(type), parameters, key), format: 'jwk' })
}

function readNumbers(type: string, parameters: Element | undefined, key: Element): JsonWebKey {
  if (type === PRIVATE_KEY_OIDS.rsaEncryption) return readRsa(key)
  if (type === PRIVATE_KEY_OIDS['id-ecPublicKey']) return readEllipticCurve(oidOf(parameters), key)
  throw malformed(`a key of another kind, ${type}`)
}

/** `RSAPrivateKey ::= SEQUENCE { version 0, n, e, d, p, q, dp, dq, qi }`, RFC 8017 appendix A.1.2 */
function readRsa(key: Element): JsonWebKey {
  const [version, ...numbers] = readSequence(key)
  expectNumber(version, 0)
  const names = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const
  if (numbers.length !== names.length) throw malformed('an RSA key of other numbers')
  const read = numbers.map((number) => base64url(Buffer.from(readIntegerHex(number), 'hex')))
  return { kty: 'RSA', ...Object.fromEntries(names.map((name, i) => [name, read[i]])) }
}

const CURVES: ReadonlyMap<string, { readonly crv: string; readonly bytes: number }> = new Map([
  [PRIVATE_KEY_OIDS.secp256r1, { crv: 'P-256', bytes: 32 }],
  [PRIVATE_KEY_OIDS.secp384r1, { crv: 'P-384', bytes: 48 }],
])
const UNCOMPRESSED = 4 // SEC 1 §2.3.3: then x and y

/** `ECPrivateKey ::= SEQUENCE { version 1, privateKey OCTET STRING, [1] publicKey BIT STRING }`, RFC 5915 §3 */
function readEllipticCurve(curve: string, key: Element): JsonWebKey {
  const [version, scalar, publicKey] = readSequence(key)
  expectNumber(version, 1)
  const { crv, bytes } = CURVES.get(curve) ?? { crv: '', bytes: 0 }
  const wrapped = expectTag(publicKey, contextTag(1, true), 'a public key').content
  const point = readBitString(readElement(wrapped)).bytes
  if (point[0] !== UNCOMPRESSED || point.length !== 1 + 2 * bytes)
    throw malformed('a point of no known curve')
  const x = base64url(point.subarray(1, 1 + bytes))
  const y = base64url(point.subarray(1 + bytes))
  const d = base64url(expectTag(scalar, TAG.octetString, 'a scalar').content)
  return { kty: 'EC', crv, x, y, d }
}

function expectNumber(element: Element | undefined, number: number): void {
  if (readSmallInteger(expectTag(element, TAG.integer, 'a version')) !== number)
    throw malformed('another version')
}

function oidOf(element: Element | undefined): string {
  return readObjectIdentifier(expectTag(element, TAG.objectIdentifier, 'an OBJECT IDENTIFIER'))
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
