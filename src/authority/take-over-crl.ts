// Imports a CRL that another tool created with this root: its number and its entries, so that the next CRL revokes no fewer
// certificates. Source: RFC 5280 §5.
import { constants, createPublicKey, verify } from 'node:crypto'
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Writer } from '../inventory/writer.ts'
import { type Element, readElement, readElements, readSequence, TAG } from '../x509/der-reader.ts'
import { readBitString, readObjectIdentifier } from '../x509/der-values.ts'
import { inspectCrl, type ReadRevocation, readRevocations } from './crl-reader.ts'
import { isOurs } from './issue-crl.ts'
import type { Authority } from './root-certificate.ts'

export interface FoundCrl {
  readonly crlNumber: bigint | null
  readonly entries: readonly ReadRevocation[]
}

/** @param crl DER @throws UserError wrong-input: it is not a complete CRL of this root; the message follows the file's name */
export function readCrlOfRoot(crl: Uint8Array, root: Authority): FoundCrl {
  const { isComplete, crlNumber, ...facts } = inspectCrl(crl)
  if (!isOurs({ ...facts, isComplete, crlNumber }, root) || !isCrlSignedBy(crl, root.facts.publicKeyInfo))
    throw new UserError('wrong-input', 'is not a CRL of this root CA')
  if (!isComplete) throw new UserError('wrong-input', 'is a delta or indirect CRL; give the complete one')
  const entries = readRevocations(crl)
  const odd = entries.find(({ serialNumber }) => !isKeepable(serialNumber))
  if (odd === undefined) return { crlNumber, entries }
  throw new UserError('wrong-input', `revokes ${odd.serialNumber}, which cannot be a serial number`)
}

/** As the next CRL can write it: 1 to 20 bytes, not negative. */
export function isKeepable(serialNumber: string): boolean {
  return /^(?:[0-9a-f]{2}){1,20}$/.test(serialNumber)
}

/**
 * Of a certificate that the inventory does not have, only the serial number is known; no certificate outlives its root.
 * @returns how many certificates were added and revoked
 */
export function takeOverCrl(
  { entries }: FoundCrl,
  root: Authority,
  writer: Writer,
): { readonly certificates: number; readonly revocations: number } {
  const unknown = {
    thumbprint: null,
    notBefore: null,
    der: null,
    notAfter: formatInstant(root.facts.notAfter),
  }
  let [certificates, revocations] = [0, 0]
  for (const { serialNumber, reason, revokedAt } of entries) {
    const known = writer.inventory.find(serialNumber)
    if (known === null) {
      writer.import({ ...unknown, serialNumber, userPrincipalName: serialNumber, name: serialNumber })
      certificates++
    }
    const isFinal = (known?.revokedAt ?? null) !== null && known?.reason !== 'certificateHold'
    if (isFinal || known?.reason === reason) continue
    writer.revoke(serialNumber, { reason, revokedAt: formatInstant(revokedAt) })
    revocations++
  }
  return { certificates, revocations }
}

/** Hashes of signature algorithms: RFC 4055 §5, RFC 3279 §2.2, RFC 5758 §3.2; null: the algorithm has its own (RFC 8410). */
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
const PSS = '1.2.840.113549.1.1.10' // RFC 4055 §3.1
const PSS_HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** `CertificateList { tbsCertList, signatureAlgorithm, signature }` @param publicKeyInfo DER */
function isCrlSignedBy(crl: Uint8Array, publicKeyInfo: Uint8Array): boolean {
  const [tbs, algorithm, signature] = readSequence(readElement(crl))
  const [type, parameters] = readSequence(algorithm)
  if (tbs === undefined || type === undefined || signature?.tag !== TAG.bitString) return false
  const oid = readObjectIdentifier(type)
  const { bytes } = readBitString(signature)
  try {
    const key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
    if (oid !== PSS) return oid in HASHES && verify(HASHES[oid], tbs.der, key, bytes)
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
