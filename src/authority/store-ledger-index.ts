// The ledger's index on the disk, `ledger.index` beside the ledger: read by anyone who finds that it fits, written by
// who holds the lock. Whatever is wrong with it, the ledger is read without it; whatever keeps it from being written,
// the ledger is written all the same. What is in it, is ledger-index.ts.
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { LedgerDetails } from './ledger-details.ts'
import {
  decodeDetails,
  decodeHeader,
  encodeIndex,
  HEADER_BYTES,
  type IndexHeader,
  layOutIndex,
} from './ledger-index.ts'
import { type LedgerReading, unread } from './ledger-reader.ts'
import { makeLedger } from './ledger-state.ts'
import { LedgerTable } from './ledger-table.ts'
import { removeIfPossible } from './store-files.ts'

const NAME = 'ledger.index'
/** Always the same, so that what a killed process left is written over by the next one. */
const BESIDE = '.ledger.index.partial'
const PRIVATE_MODE = 0o600
const PART_BYTES = 1 << 17
/** So much is parsed in a few milliseconds. */
const LEAST_TAIL_BYTES = 1 << 20
/** A part of what is covered: so all that is ever written for the index stays in proportion to the ledger. */
const TAIL_SHARE = 1 / 8

export interface IndexedLedger {
  /** Of the ledger. */
  readonly path: string
  readonly size: number
  /** CRC-32 of the ledger's first so many bytes. */
  readonly sum: (bytes: number) => number
  /** The details of its first so many bytes, as its lines give them. @throws UserError failed: it is damaged */
  readonly readDetails: (bytes: number) => LedgerDetails
}

/** @returns the state at the index's end; null where there is no index, or none that fits the ledger */
export function readLedgerIndex(ledger: IndexedLedger): LedgerReading | null {
  const path = join(dirname(ledger.path), NAME)
  return withIndex(path, (file, header) => {
    // Every byte that it speaks of is read, so that damage is found at each reading.
    if (header.bytes > ledger.size || ledger.sum(header.bytes) !== header.crc32) return null
    const readDetails = () => readIndexDetails(path, header) ?? ledger.readDetails(header.bytes)
    const table = new LedgerTable(header.rows, readDetails)
    let statusSum = 0
    table.fillStatus(header.rows, (into) => {
      statusSum = readSummed(file, into, { position: HEADER_BYTES, sum: 0 })
    })
    if (statusSum !== header.statusCrc32) return null
    const { bytes, lines, lastCrl } = header
    const where = { end: bytes, lines, check: header.crc32, indexed: bytes }
    return { ...unread(), ledger: makeLedger(table, lastCrl), ...where }
  })
}

/** Null: it is no more the index that was read before, or not as it was written. */
function readIndexDetails(path: string, { crc32: sum, detailsCrc32 }: IndexHeader): LedgerDetails | null {
  return withIndex(path, (file, header) => {
    if (header.crc32 !== sum || header.detailsCrc32 !== detailsCrc32) return null
    let at = layOutIndex(header).details
    return decodeDetails(header, (into, sum) => {
      const position = at
      at += into.length
      return readSummed(file, into, { position, sum })
    })
  })
}

function withIndex<T>(path: string, use: (file: number, header: IndexHeader) => T | null): T | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null // because there is none, or it may not be read
  }
  try {
    const bytes = Buffer.alloc(HEADER_BYTES)
    readSync(file, bytes, 0, HEADER_BYTES, 0)
    const header = decodeHeader(bytes)
    if (header === null || fstatSync(file).size !== layOutIndex(header).end) return null
    return use(file, header)
  } catch {
    return null // because the ledger says it all
  } finally {
    closeSync(file)
  }
}

/**
 * By way of a little memory that is used again and again: megabytes that nothing was in yet are slow to read into, and
 * slow once more to sum up. What is not there stays zero, and the sum tells.
 * @returns the sum (CRC-32) given, gone on with
 */
function readSummed(
  file: number,
  into: Buffer,
  { position, sum }: { readonly position: number; readonly sum: number },
): number {
  const part = Buffer.allocUnsafe(PART_BYTES)
  let total = sum
  for (let at = 0; at < into.length; ) {
    const length = readSync(file, part, 0, Math.min(part.length, into.length - at), position + at)
    if (length === 0) return total
    const bytes = part.subarray(0, length)
    total = crc32(bytes, total)
    into.set(bytes, at)
    at += length
  }
  return total
}

/** Writes the index where enough was added since the last one. To be called under the lock, all being on the disk. */
export function refreshLedgerIndex(path: string, reading: LedgerReading): void {
  const { end, indexed } = reading
  if (end - indexed <= Math.max(LEAST_TAIL_BYTES, indexed * TAIL_SHARE)) return
  const beside = join(dirname(path), BESIDE)
  try {
    const parts = encodeIndex(reading)
    if (parts === null) return
    rmSync(beside, { force: true })
    const file = openSync(beside, 'wx', PRIVATE_MODE)
    try {
      for (const part of parts) writeFileSync(file, part)
    } finally {
      closeSync(file)
    }
    renameSync(beside, join(dirname(path), NAME))
    reading.indexed = end
  } catch {
    removeIfPossible(beside) // because the ledger has it all, and its events are what counts
  }
}
