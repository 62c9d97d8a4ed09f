// The entries of a revocation list, joined as bytes: a list may hold 100,000 of them, and they are small and regular.
// Source: RFC 5280 §5.1.2.6 and §5.3.
import { encode, objectIdentifier } from '../x509/asn1.ts'
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

/** One certificate; good until the list gives the next one. */
export interface RevokedEntry {
  /** Big-endian, within other bytes; the end exclusive. */
  readonly serialNumber: { readonly bytes: Uint8Array; readonly start: number; readonly end: number }
  /** The moment as fourteen digits, `YYYYMMDDHHMMSS`, UTC. */
  readonly at: number
  /** Code of RFC 5280 §5.3.1. */
  readonly reason: number
}

/** An array is one too. */
export interface RevokedList {
  readonly length: number
  forEach(visit: (entry: RevokedEntry) => void): void
}

const MAXIMUM_SERIAL_BYTES = 20 // RFC 5280 §4.1.2.2
const ENUMERATED = 0x0a

/** Bytes that the entries need at most. */
export function entriesRoom({ length }: RevokedList): number {
  return length * MAXIMUM_ENTRY_BYTES
}

/**
 * Writes the entries one after the other, DER, without the SEQUENCE around them.
 * @returns where they end
 */
export function writeEntries(buffer: Buffer, start: number, entries: RevokedList): number {
  let last: Revocation = { at: Number.NaN, reason: 0, der: Buffer.alloc(0) }
  let end = start
  entries.forEach((entry) => {
    if (entry.at !== last.at || entry.reason !== last.reason) last = encodeRevocation(entry)
    end = writeEntry(buffer, end, entry, last.der)
  })
  return end
}

/** What stands after the serial number, as of the entry before: many are revoked at once. */
interface Revocation extends Pick<RevokedEntry, 'at' | 'reason'> {
  readonly der: Uint8Array
}

function encodeRevocation({ at, reason }: RevokedEntry): Revocation {
  const extensions = REASON_EXTENSIONS[reason]
  if (extensions === undefined) throw new RangeError(`expected a reason's code, got ${reason}`)
  return { at, reason, der: Buffer.concat([encodeTime(at), extensions]) }
}

/**
 * Byte by byte, because they are few and a call for each part takes longer than all its bytes.
 * `SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }`
 * @returns where it ends
 */
function writeEntry(buffer: Buffer, start: number, entry: RevokedEntry, revocation: Uint8Array): number {
  const content = start + 2
  const at = writeSerialNumber(buffer, content, entry)
  let end = at
  for (let index = 0; index < revocation.length; index++) buffer[end++] = revocation[index] ?? 0
  // an entry is far shorter than 128 bytes, so its length is one
  buffer[start] = TAG.sequence
  buffer[start + 1] = end - content
  return end
}

function writeSerialNumber(buffer: Buffer, start: number, { serialNumber }: RevokedEntry): number {
  const { bytes, end } = serialNumber
  let first = serialNumber.start
  if (end - first < 1 || end - first > MAXIMUM_SERIAL_BYTES) {
    throw new RangeError(`expected a serial number of 1 to 20 bytes, got ${end - first}`)
  }
  while (bytes[first] === 0 && first < end - 1) first++
  let at = start + 2
  if ((bytes[first] ?? 0) >= 0x80) buffer[at++] = 0 // X.690 §8.3.3
  for (let index = first; index < end; index++) buffer[at++] = bytes[index] ?? 0
  buffer[start] = TAG.integer
  buffer[start + 1] = at - start - 2
  return at
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function encodeTime(digits: number): Uint8Array {
  if (!(Number.isInteger(digits) && digits >= 0 && digits < 1e14)) {
    throw new RangeError(`expected a moment of fourteen digits, got ${digits}`)
  }
  const isUtcTime = digits >= 1950_00_00_00_00_00 && digits < 2050_00_00_00_00_00
  const text = `${String(digits)
    .padStart(14, '0')
    .slice(isUtcTime ? 2 : 0)}Z`
  return Buffer.from([isUtcTime ? TAG.utcTime : TAG.generalizedTime, text.length, ...Buffer.from(text)])
}

/** By code, ready for copying; none for `unspecified`, which §5.3.1 wants left out. */
const REASON_EXTENSIONS: readonly (Uint8Array | undefined)[] = Object.values(REVOCATION_REASONS).reduce(
  (all: Uint8Array[], code) => {
    all[code] = encodeReason(code)
    return all
  },
  [],
)

/** `SEQUENCE { Extension { reasonCode, OCTET STRING { ENUMERATED } } }` */
function encodeReason(code: number): Uint8Array {
  if (code === REVOCATION_REASONS.unspecified) return Buffer.alloc(0)
  const oid = encode(objectIdentifier(EXTENSION_OIDS.reasonCode))
  const value = [TAG.octetString, 3, ENUMERATED, 1, code]
  const extension = [TAG.sequence, oid.length + value.length, ...oid, ...value]
  return Buffer.from([TAG.sequence, extension.length, ...extension])
}

/** Header; serial number with its sign byte; GeneralizedTime; extensions. */
const MAXIMUM_ENTRY_BYTES =
  2 +
  (2 + 1 + MAXIMUM_SERIAL_BYTES) +
  (2 + 'YYYYMMDDHHMMSSZ'.length) +
  encodeReason(REVOCATION_REASONS.keyCompromise).length
