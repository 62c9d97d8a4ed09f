// Reads a CRL as far as the next one needs it: issuer, number and entries. Does not verify it. Source: RFC 5280 §5.1 and §5.2.
import { REVOCATION_REASONS, type RevocationReason } from '../inventory/reasons.ts'
import {
  contextTag,
  type Element,
  expectTag,
  malformed,
  readElement,
  readElements,
  readSequence,
  TAG,
} from '../x509/der-reader.ts'
import { readIntegerHex, readTime } from '../x509/der-values.ts'
import { indexExtensions, type ReadExtension, readKeyIdentifier } from '../x509/inspect-extensions.ts'
import { decodePem } from '../x509/pem.ts'
import { decodeText } from './root-text.ts'

export interface CrlFacts {
  /** Name, DER. */
  readonly issuerDer: Uint8Array
  /** Lower-case hex. Null: it has none. */
  readonly authorityKeyIdentifier: string | null
  /** Null: it has none, as in version 1. */
  readonly crlNumber: bigint | null
  readonly thisUpdate: Date
  /** Null: it has none. */
  readonly nextUpdate: Date | null
  /** False: it lists only changes, or certificates of other CAs too. */
  readonly isComplete: boolean
}

/** PEM or DER to DER. @throws UserError wrong-input: PEM without a CRL */
export function decodeCrl(bytes: Uint8Array): Uint8Array {
  const text = decodeText(bytes)
  if (text === null) return bytes
  const block = decodePem(text).find(({ label }) => label === 'X509 CRL')
  if (block === undefined) throw malformed('expected an X509 CRL')
  return block.der
}

/** @param crl DER @throws UserError wrong-input: it is not a CRL */
export function inspectCrl(crl: Uint8Array): CrlFacts {
  const [tbsCertList] = readSequence(readElement(crl), 'a CertificateList')
  const fields = readSequence(tbsCertList, 'a TBSCertList')
  const hasVersion = fields[0]?.tag === TAG.integer
  const issuer = expectTag(fields[hasVersion ? 2 : 1], TAG.sequence, 'the name of the issuer')
  const [thisUpdate, nextUpdate] = fields.filter(isTime)
  const wrapped = fields.find(({ tag }) => tag === contextTag(0, true))
  const find = indexExtensions(
    wrapped === undefined ? [] : readElements(readElement(wrapped.content).content),
  )
  return {
    issuerDer: issuer.der,
    authorityKeyIdentifier: find('authorityKeyIdentifier', readKeyIdentifier),
    crlNumber: find('cRLNumber', readCrlNumber),
    thisUpdate: readTime(thisUpdate),
    nextUpdate: nextUpdate === undefined ? null : readTime(nextUpdate),
    isComplete:
      find('deltaCRLIndicator', () => true) === null && find('issuingDistributionPoint', isIndirect) !== true,
  }
}

function isTime({ tag }: Element): boolean {
  return tag === TAG.utcTime || tag === TAG.generalizedTime
}

/** `indirectCRL [4] BOOLEAN DEFAULT FALSE` */
function isIndirect({ value }: ReadExtension): boolean {
  return readSequence(value).some(({ tag, content }) => tag === contextTag(4, false) && content[0] !== 0)
}

/** One entry. */
export interface ReadRevocation {
  /** Lower-case hex. */
  readonly serialNumber: string
  readonly revokedAt: Date
  readonly reason: RevocationReason
}

/** Every entry. @param crl DER @throws UserError wrong-input: it is not a CRL */
export function readRevocations(crl: Uint8Array): ReadRevocation[] {
  const [tbsCertList] = readSequence(readElement(crl), 'a CertificateList')
  const fields = readSequence(tbsCertList, 'a TBSCertList')
  const lastTime = fields.findLastIndex(isTime)
  const entries = fields[lastTime + 1]
  return entries?.tag === TAG.sequence ? readElements(entries.content).map(readRevocation) : []
}

const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[]

function readRevocation(entry: Element): ReadRevocation {
  const [serial, time, extensions] = readSequence(entry)
  const find = indexExtensions(extensions === undefined ? [] : readElements(extensions.content))
  const code = find('reasonCode', ({ value }) => value.content[0] ?? 0)
  return {
    serialNumber: readIntegerHex(expectTag(serial, TAG.integer, 'a serial number')),
    revokedAt: readTime(time),
    reason: REASONS.find((reason) => REVOCATION_REASONS[reason] === code) ?? 'unspecified',
  }
}

function readCrlNumber({ value }: ReadExtension): bigint {
  const hex = readIntegerHex(value)
  if (hex.startsWith('-') || hex.length > 40) throw malformed('a CRL number out of range') // RFC 5280 §5.2.3
  return BigInt(`0x${hex}`)
}
