// The entries of a revocation list, joined as bytes: a list may hold 100,000 of them, and they are small and regular.
// Source: RFC 5280 §5.1.2.6 and §5.3.
import { encode, formatTime, objectIdentifier, UTC_TIME_LENGTH } from '../x509/asn1.ts'
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
  readonly revokedAt: Date
  readonly reason: RevocationReason
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
function writeEntry(
  buffer: Buffer,
  start: number,
  { serialNumber, revokedAt, reason }: RevokedEntry,
): number {
  const content = start + 2
  let at = writeSerialNumber(buffer, content, serialNumber)
  const time = formatTime(revokedAt)
  at = buffer.writeUInt8(time.length === UTC_TIME_LENGTH ? TAG.utcTime : TAG.generalizedTime, at)
  at = buffer.writeUInt8(time.length, at)
  at += buffer.write(time, at, 'latin1')
  const extensions = REASON_EXTENSIONS[reason]
  at += extensions.copy(buffer, at)
  // an entry is far shorter than 128 bytes, so its length is one
  buffer.writeUInt8(TAG.sequence, start)
  buffer.writeUInt8(at - content, start + 1)
  return at
}

function writeSerialNumber(buffer: Buffer, start: number, serialNumber: string): number {
  const digits = serialNumber.replace(/^(?:00)+(?=..)/, '')
  if (!/^(?:[0-9a-f]{2}){1,20}$/i.test(digits))
    throw new RangeError(`expected a serial number in whole bytes of hexadecimal, got '${serialNumber}'`)
  const sign = Number.parseInt(digits.slice(0, 1), 16) >= 8 ? 1 : 0 // X.690 §8.3.3
  let at = buffer.writeUInt8(TAG.integer, start)
  at = buffer.writeUInt8(digits.length / 2 + sign, at)
  if (sign === 1) at = buffer.writeUInt8(0, at)
  return at + buffer.write(digits, at, 'hex')
}

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
