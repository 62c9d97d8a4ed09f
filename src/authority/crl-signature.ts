// Verifies the signature of a CRL. Source: RFC 5280 §5.1.1; RFC 4055 §5; RFC 5758 §3.2.
import { createPublicKey, verify } from 'node:crypto'
import { expectTag, readElement, readSequence, TAG } from '../x509/der-reader.ts'
import { readBitString, readObjectIdentifier } from '../x509/der-values.ts'

/** The hash of each signature algorithm, by its OID. SHA-1 is still found in lists of old CAs. */
const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}

/**
 * @param crl DER
 * @param publicKeyInfo SubjectPublicKeyInfo of the issuer, DER
 * @returns null: with an algorithm that is not known here, such as RSASSA-PSS
 * @throws UserError wrong-input: it is not a CRL
 */
export function isCrlSignedBy(crl: Uint8Array, publicKeyInfo: Uint8Array): boolean | null {
  const [tbsCertList, algorithm, signature] = readSequence(readElement(crl), 'a CertificateList')
  const [type] = readSequence(algorithm, 'an AlgorithmIdentifier')
  const hash = HASHES[readObjectIdentifier(expectTag(type, TAG.objectIdentifier, 'an algorithm'))]
  const { bytes } = readBitString(expectTag(signature, TAG.bitString, 'a signature'))
  if (hash === undefined) return null
  const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
  try {
    return verify(hash, tbsCertList?.der ?? new Uint8Array(), { key, dsaEncoding: 'der' }, bytes)
  } catch {
    return false // the algorithm is for keys of another kind
  }
}
