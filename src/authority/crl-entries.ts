// The entries of a revocation list, joined as bytes: a list may hold 100,000 of them, and they are small and regular.
// Source: RFC 5280 §5.1.2.6 and §5.3.
import { encode, objectIdentifier, UTC_TIME_LENGTH } from '../x509/asn1.ts'
import { TAG } from '../x509/der-reader.ts'
import { EXTENSION_OIDS } from '../x509/oids.ts'

/**
 * Why a certificate is revoked: the names and codes of RFC 5280 §5.3.1. There is no 7; 8, removeFromCRL, stands in
 * delta lists only, and these lists are whole: what is no longer on hold is left out.
 */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const
export type RevocationReason = keyof typeof REVOCATION_REASONS

export interface RevokedEntry {
  /** Hex. */
  readonly serialNumber: string
  /** The moment as the ledger has it: `2026-11-22T10:00:00Z`. */
  readonly revocation: { readonly at: string; readonly reason: RevocationReason }
}

const MAXIMUM_SERIAL_BYTES = 20 // RFC 5280 §4.1.2.2
const ENUMERATED = 0x0a

/** The entries one after the other, DER, without the SEQUENCE around them. */
export function encodeEntries(entries: readonly RevokedEntry[]): Uint8Array {
  const writer = Buffer.allocUnsafe(entries.length * MAXIMUM_ENTRY_BYTES)
  let end = 0
  for (const entry of entries) end = writeEntry(writer, end, entry)
  return writer.subarray(0, end)
}

/** `SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }`; gives the next place. */
function writeEntry(buffer: Buffer, start: number, { serialNumber, revocation }: RevokedEntry): number {
  const content = start + 2
  let at = writeSerialNumber(buffer, content, serialNumber)
  at = writeTime(buffer, at, revocation.at)
  const extensions = REASON_EXTENSIONS[revocation.reason]
  at += extensions.copy(buffer, at)
  // an entry is far shorter than 128 bytes, so its length is one
  buffer.writeUInt8(TAG.sequence, start)
  buffer.writeUInt8(at - content, start + 1)
  return at
}

function writeSerialNumber(buffer: Buffer, start: number, serialNumber: string): number {
  const digits = serialNumber.startsWith('00') ? serialNumber.replace(/^(?:00)+(?=..)/, '') : serialNumber
  if (!/^(?:[0-9a-f]{2}){1,20}$/i.test(digits))
    throw new RangeError(`expected a serial number in whole bytes of hexadecimal, got '${serialNumber}'`)
  const sign = Number.parseInt(digits.slice(0, 1), 16) >= 8 ? 1 : 0 // X.690 §8.3.3
  let at = buffer.writeUInt8(TAG.integer, start)
  at = buffer.writeUInt8(digits.length / 2 + sign, at)
  if (sign === 1) at = buffer.writeUInt8(0, at)
  return at + buffer.write(digits, at, 'hex')
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5): the digits and the Z, copied as they stand. */
function writeTime(buffer: Buffer, start: number, moment: string): number {
  if (!MOMENT.test(moment)) throw new RangeError(`expected a moment in whole seconds, UTC, got '${moment}'`)
  const isUtcTime = moment >= '1950' && moment < '2050'
  let at = start
  buffer[at++] = isUtcTime ? TAG.utcTime : TAG.generalizedTime
  buffer[at++] = isUtcTime ? UTC_TIME_LENGTH : UTC_TIME_LENGTH + 2
  for (let index = isUtcTime ? 2 : 0; index < moment.length; index++) {
    const code = moment.charCodeAt(index)
    if (code !== DASH && code !== COLON && code !== LETTER_T) buffer[at++] = code
  }
  return at
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/
const [DASH, COLON, LETTER_T] = [0x2d, 0x3a, 0x54]

/** Ready for copying; none for `unspecified`, which §5.3.1 wants left out. */
const REASON_EXTENSIONS: Readonly<Record<RevocationReason, Buffer>> = Object.fromEntries(
  Object.entries(REVOCATION_REASONS).map(([reason, code]) => [reason, encodeReason(code)]),
) as Record<RevocationReason, Buffer>

/** `SEQUENCE { Extension { reasonCode, OCTET STRING { ENUMERATED } } }` */
function encodeReason(code: number): Buffer {
  if (code === REVOCATION_REASONS.unspecified) return Buffer.alloc(0)
  const oid = encode(objectIdentifier(EXTENSION_OIDS.reasonCode))
  const value = [TAG.octetString, 3, ENUMERATED, 1, code]
  const extension = [TAG.sequence, oid.length + value.length, ...oid, ...value]
  return Buffer.from([TAG.sequence, extension.length, ...extension])
}

/** Header; serial number with its sign byte; GeneralizedTime; extensions. */
const MAXIMUM_ENTRY_BYTES =
  2 + (2 + 1 + MAXIMUM_SERIAL_BYTES) + (2 + 'YYYYMMDDHHMMSSZ'.length) + REASON_EXTENSIONS.keyCompromise.length
