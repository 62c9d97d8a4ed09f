// The ledger's index: what its first bytes add up to, so that they need to be read but not understood again. It is
// derived, and believed only where it fits the very bytes that it speaks of; it may be gone, old or torn at any time.
//
//   header    JSON, filled up with spaces to 512 bytes
//   records   of the table, as they stand in memory
//   heap      of the table
//   check     CRC-32 of all before it
import { endianness } from 'node:os'
import { crc32 } from 'node:zlib'
import type { CrlIssued } from './ledger.ts'
import type { LedgerReading } from './ledger-reader.ts'
import { makeLedger } from './ledger-state.ts'
import { LedgerTable, RECORD_BYTES } from './ledger-table.ts'

/** To be raised with every change to the header, the records or the heap. */
const FORMAT = `certstick ledger index 1 ${endianness()}`
export const HEADER_BYTES = 512
export const CHECK_BYTES = 4

/** What the header says. */
export interface IndexHeader {
  readonly format: string
  /** Bytes of the ledger, whole lines, that the index speaks of; and how many lines they are. */
  readonly bytes: number
  readonly lines: number
  /** CRC-32 of those bytes. */
  readonly crc32: number
  readonly records: number
  readonly heapBytes: number
  readonly lastCrl: CrlIssued | null
}

/** The whole index in parts, some of them views of the state. Null: the header would be too long. */
export function encodeIndex({ ledger, end, lines, check }: LedgerReading): readonly Buffer[] | null {
  const { records, heap } = ledger.table.parts
  const header: IndexHeader = {
    format: FORMAT,
    bytes: end,
    lines,
    crc32: check,
    records: ledger.table.count,
    heapBytes: heap.length,
    lastCrl: ledger.lastCrl,
  }
  const json = Buffer.from(JSON.stringify(header))
  if (json.length > HEADER_BYTES) return null
  const parts = [Buffer.alloc(HEADER_BYTES, ' '), records, heap]
  parts[0]?.set(json)
  const last = Buffer.alloc(CHECK_BYTES)
  last.writeUInt32LE(parts.reduce((sum, part) => crc32(part, sum), 0))
  return [...parts, last]
}

/** Null: it is no header of this format. */
export function decodeHeader(bytes: Buffer): IndexHeader | null {
  try {
    const header: IndexHeader = JSON.parse(bytes.toString())
    const { format, lines, records, heapBytes } = header
    const isWhole = [header.bytes, lines, records, heapBytes, header.crc32].every(Number.isSafeInteger)
    return format === FORMAT && isWhole ? header : null
  } catch {
    return null
  }
}

export function sizeOfIndex({ records, heapBytes }: IndexHeader): number {
  return HEADER_BYTES + records * RECORD_BYTES + heapBytes + CHECK_BYTES
}

/**
 * What is read on from, once the ledger's bytes are known to fit the header.
 * @param fill reads the next bytes after the header
 * @returns null: the index is not as it was written
 */
export function decodeIndex(
  header: IndexHeader,
  headerBytes: Buffer,
  fill: (into: Buffer) => void,
): LedgerReading | null {
  const table = new LedgerTable(header.records, header.heapBytes)
  let sum = crc32(headerBytes)
  table.fill(header.records, header.heapBytes, (into) => {
    fill(into)
    sum = crc32(into, sum)
  })
  const last = Buffer.alloc(CHECK_BYTES)
  fill(last)
  if (last.readUInt32LE() !== sum) return null
  const { bytes, lines, lastCrl } = header
  const ledger = makeLedger(table, lastCrl)
  return { ledger, end: bytes, lines, unfinished: 0, check: header.crc32, indexed: bytes }
}
