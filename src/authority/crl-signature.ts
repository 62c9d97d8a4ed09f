// Verifies the signature of a CRL, whoever made it. Source: RFC 5280 §5.1.1; RFC 4055 §3.1 and §5; RFC 3279 §2.2; RFC 5758 §3.2.
import { constants, createPublicKey, verify } from 'node:crypto'
import { type Element, readElement, readElements, readSequence, TAG } from '../x509/der-reader.ts'
import { readBitString, readObjectIdentifier } from '../x509/der-values.ts'

/** The hash of each signature algorithm, by its OID. Null: the algorithm has its own (RFC 8410). Old CAs used MD5 and SHA-1. */
const HASHES: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.4': 'md5',
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
  '1.3.101.113': null,
}
const RSASSA_PSS = '1.2.840.113549.1.1.10'
const PSS_HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/**
 * @param crl DER
 * @param publicKeyInfo SubjectPublicKeyInfo of the issuer, DER
 * @returns false where it is signed by another key, or with an algorithm that is not known here
 * @throws UserError wrong-input: it is not a CRL
 */
export function isCrlSignedBy(crl: Uint8Array, publicKeyInfo: Uint8Array): boolean {
  const [tbs, algorithm, signature] = readSequence(readElement(crl))
  const [type, parameters] = readSequence(algorithm)
  if (tbs === undefined || type === undefined || signature?.tag !== TAG.bitString) return false
  const oid = readObjectIdentifier(type)
  const { bytes } = readBitString(signature)
  try {
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
    if (oid !== RSASSA_PSS) return oid in HASHES && verify(HASHES[oid], tbs.der, key, bytes)
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
    return verify(pssHashOf(parameters), tbs.der, { key, ...pss }, bytes)
  } catch {
    return false // OpenSSL does not know the key, or the key cannot verify such a signature
  }
}

/** `hashAlgorithm [0] DEFAULT sha1` */
function pssHashOf(parameters: Element | undefined): string {
  const [first] = readSequence(parameters)
  if (first?.tag !== 0xa0) return 'sha1'
  const [type] = readSequence(readElements(first.content)[0])
  return (type === undefined ? undefined : PSS_HASHES[readObjectIdentifier(type)]) ?? 'sha1'
}
