// Thumbprints of certificates and identifiers of keys. Entra's texts are in `certificate-user-ids.ts`.
import { hash } from 'node:crypto'
import { expectTag, readElement, readElements, TAG } from './der-reader.ts'
import { readBitString } from './der-values.ts'
import type { CertificateFacts } from './inspect.ts'

/** SHA-1 of the whole certificate, upper-case hex: what Windows shows as Thumbprint. */
export function thumbprint(certificateDer: Uint8Array): string {
  return hash('sha1', certificateDer, 'hex').toUpperCase()
}

/** SHA-256 of the whole certificate, upper-case hex. */
export function sha256Fingerprint(certificateDer: Uint8Array): string {
  return hash('sha256', certificateDer, 'hex').toUpperCase()
}

/** The issuer's key identifier for its certificates: from its extension; if it has none, computed from its key. */
export function authorityIdentifierOf(
  root: Pick<CertificateFacts, 'subjectKeyIdentifier' | 'publicKeyInfo'>,
): Uint8Array {
  return root.subjectKeyIdentifier === null
    ? keyIdentifierOf(root.publicKeyInfo)
    : Buffer.from(root.subjectKeyIdentifier, 'hex')
}

/**
 * 20 bytes: SHA-1 of the key's bits without tag, length and unused bits, RFC 5280 §4.2.1.2 (1).
 * @param publicKeyInfo SubjectPublicKeyInfo, DER
 */
export function keyIdentifierOf(publicKeyInfo: Uint8Array): Uint8Array {
  const [, key] = readElements(readElement(publicKeyInfo).content)
  const { bytes } = readBitString(expectTag(key, TAG.bitString, 'a public key'))
  return hash('sha1', bytes, 'buffer')
}
