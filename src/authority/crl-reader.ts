// Reads of a revocation list what the next one must know: whose it is, and its number. Judges nothing, verifies
// nothing. Source: RFC 5280 §5.1 and §5.2.
import { elementHeader } from '../x509/asn1.ts'
import {
  contextTag,
  type Element,
  expectTag,
  malformed,
  readElement,
  readElements,
  readHeader,
  readSequence,
  TAG,
} from '../x509/der-reader.ts'
import { readIntegerHex } from '../x509/der-values.ts'
import { indexExtensions, type ReadExtension, readKeyIdentifier } from '../x509/inspect-extensions.ts'
import { decodePem } from '../x509/pem.ts'
import { REVOCATION_REASONS } from './crl-entries.ts'
import { decodeText } from './root-text.ts'

export interface CrlFacts {
  /** Name, DER. */
  readonly issuerDer: Uint8Array
  /** Lower-case hex. Null: it has none. */
  readonly authorityKeyIdentifier: string | null
  /** Null: it has none, as in version 1. */
  readonly crlNumber: bigint | null
}

/** PEM or DER to DER. @throws UserError wrong-input: PEM, but of no revocation list */
export function decodeCrl(bytes: Uint8Array): Uint8Array {
  const text = decodeText(bytes)
  if (text === null) return bytes
  const block = decodePem(text).find(({ label }) => label === 'X509 CRL')
  if (block === undefined) throw malformed('expected an X509 CRL')
  return block.der
}

/** @param crl DER @throws UserError wrong-input: it is no revocation list */
export function inspectCrl(crl: Uint8Array): CrlFacts {
  const [tbsCertList] = readSequence(readElement(crl), 'a CertificateList')
  const fields = readSequence(tbsCertList, 'a TBSCertList')
  const hasVersion = fields[0]?.tag === TAG.integer
  const issuer = expectTag(fields[hasVersion ? 2 : 1], TAG.sequence, 'the name of the issuer')
  const wrapped = fields.find(({ tag }) => tag === contextTag(0, true))
  const find = indexExtensions(
    wrapped === undefined ? [] : readElements(readElement(wrapped.content).content),
  )
  return {
    issuerDer: issuer.der,
    authorityKeyIdentifier: find('authorityKeyIdentifier', readKeyIdentifier),
    crlNumber: find('cRLNumber', readCrlNumber),
  }
}

/** What a list says of one certificate. */
export interface ReadRevocation {
  /** Lower-case hex. */
  readonly serialNumber: string
  /** Whether it may be lifted again. */
  readonly isHold: boolean
}

/** Every entry. @param crl DER @throws UserError wrong-input: it is no revocation list */
export function readRevocations(crl: Uint8Array): ReadRevocation[] {
  const [tbsCertList] = readSequence(readElement(crl), 'a CertificateList')
  const fields = readSequence(tbsCertList, 'a TBSCertList')
  const lastTime = fields.findLastIndex(({ tag }) => tag === TAG.utcTime || tag === TAG.generalizedTime)
  const entries = fields[lastTime + 1]
  return entries?.tag === TAG.sequence ? readElements(entries.content).map(readRevocation) : []
}

function readRevocation(entry: Element): ReadRevocation {
  const [serial, , extensions] = readSequence(entry)
  const find = indexExtensions(extensions === undefined ? [] : readElements(extensions.content))
  const reason = find('reasonCode', ({ value }) => value.content[0] ?? 0)
  return {
    serialNumber: readIntegerHex(expectTag(serial, TAG.integer, 'a serial number')),
    isHold: reason === REVOCATION_REASONS.certificateHold,
  }
}

/** A file, of which parts are read. */
export interface CrlSource {
  readonly length: number
  /** Fewer bytes only where it ends. */
  readonly read: (start: number, length: number) => Uint8Array
}

/** More than all that a list has before its entries, or after them. */
const END_BYTES = 1 << 16

/** As `inspectCrl`, of a file in PEM or DER; of a long one only its ends are read, since the entries do not matter. */
export function inspectCrlFile(source: CrlSource): CrlFacts {
  const isLongDer = source.length > 2 * END_BYTES && source.read(0, 1)[0] === TAG.sequence
  return inspectCrl(isLongDer ? withoutEntries(source) : decodeCrl(source.read(0, source.length)))
}

/** The list as if it had no entries; without its signature too, which would fit no more. */
function withoutEntries({ length, read }: CrlSource): Uint8Array {
  const head = read(0, END_BYTES)
  const list = readHeader(head, 0)
  const signed = readHeader(head, list.contentStart)
  const end = signed.contentStart + signed.length
  const entries = findEntries(head, signed.contentStart)
  if (list.contentStart + list.length !== length || entries.end > end)
    throw malformed('it ends in the middle')
  if (end - entries.end > END_BYTES) throw malformed('more extensions than a list has')
  const after = read(entries.end, end - entries.end)
  return wrap(wrap(Buffer.concat([head.subarray(signed.contentStart, entries.start), after])))
}

/** They stand after the times, `thisUpdate` and `nextUpdate`, as the only SEQUENCE there; empty where there are none. */
function findEntries(head: Uint8Array, start: number): { readonly start: number; readonly end: number } {
  let [at, isAfterTime] = [start, false]
  for (;;) {
    const { tag, contentStart, length } = readHeader(head, at)
    const end = contentStart + length
    const isTime = tag === TAG.utcTime || tag === TAG.generalizedTime
    if (isAfterTime && !isTime) return { start: at, end: tag === TAG.sequence ? end : at }
    isAfterTime = isTime
    at = end
  }
}

function wrap(content: Uint8Array): Uint8Array {
  return Buffer.concat([elementHeader(TAG.sequence, content.length), content])
}

function readCrlNumber({ value }: ReadExtension): bigint {
  const hex = readIntegerHex(value)
  if (hex.startsWith('-') || hex.length > 40) throw malformed('a CRL number out of range') // RFC 5280 §5.2.3
  return BigInt(`0x${hex}`)
}
