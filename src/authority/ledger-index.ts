// The ledger's index: what its first bytes add up to, so that they need to be read but not understood again. It is
// derived, and believed only where it fits the very bytes that it speaks of; it may be gone, old or torn at any time.
//
//   header    JSON, filled up with spaces to 508 bytes, and its own CRC-32
//   status    of the table, as it stands in memory: enough for a revocation list
//   details   of the table, its records and its heap: read when they are asked for
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import type { CrlIssued } from './ledger.ts'
import { DETAILS_BYTES, LedgerDetails } from './ledger-details.ts'
import type { LedgerReading } from './ledger-reader.ts'
import { STATUS_BYTES } from './ledger-table.ts'

/** To be raised with every change to the header, the records or the heap. */
const FORMAT = `certstick ledger index 1 ${endianness()}`
export const HEADER_BYTES = 512
const JSON_BYTES = HEADER_BYTES - 4

/** What the header says. */
export interface IndexHeader {
  readonly format: string
  /** Bytes of the ledger, whole lines, that the index speaks of; and how many lines they are. */
  readonly bytes: number
  readonly lines: number
  /** CRC-32 of those bytes. */
  readonly crc32: number
  readonly rows: number
  readonly heapBytes: number
  readonly statusCrc32: number
  readonly detailsCrc32: number
  readonly lastCrl: CrlIssued | null
}

/** The whole index in parts, most of them views of the state. Null: the header would be too long. */
export function encodeIndex({ ledger, end, lines, check }: LedgerReading): readonly Buffer[] | null {
  const { status, count, details } = ledger.table
  const { records, heap } = details.parts
  const header: IndexHeader = {
    format: FORMAT,
    bytes: end,
    lines,
    crc32: check,
    rows: count,
    heapBytes: heap.length,
    statusCrc32: crc32(status),
    detailsCrc32: crc32(heap, crc32(records)),
    lastCrl: ledger.lastCrl,
  }
  const json = Buffer.from(JSON.stringify(header))
  if (json.length > JSON_BYTES) return null
  const first = Buffer.alloc(HEADER_BYTES, ' ')
  first.set(json)
  first.writeUInt32LE(crc32(first.subarray(0, JSON_BYTES)), JSON_BYTES)
  return [first, status, records, heap]
}

/** Null: it is no header of this format, or not as it was written. */
export function decodeHeader(bytes: Buffer): IndexHeader | null {
  const json = bytes.subarray(0, JSON_BYTES)
  if (bytes.length !== HEADER_BYTES || bytes.readUInt32LE(JSON_BYTES) !== crc32(json)) return null
  const header: IndexHeader = JSON.parse(json.toString())
  return header.format === FORMAT ? header : null
}

/** Where the details start in the index, and where it ends. */
export function layOutIndex({ rows, heapBytes }: IndexHeader): {
  readonly details: number
  readonly end: number
} {
  const details = HEADER_BYTES + rows * STATUS_BYTES
  return { details, end: details + rows * DETAILS_BYTES + heapBytes }
}

/**
 * @param read fills with the next bytes, and goes on with their sum, CRC-32
 * @returns null: they are not as they were written
 */
export function decodeDetails(
  { rows, heapBytes, detailsCrc32 }: IndexHeader,
  read: (into: Buffer, sum: number) => number,
): LedgerDetails | null {
  const details = new LedgerDetails(rows, heapBytes)
  let sum = 0
  details.fill(rows, heapBytes, (into) => {
    sum = read(into, sum)
  })
  return sum === detailsCrc32 ? details : null
}
