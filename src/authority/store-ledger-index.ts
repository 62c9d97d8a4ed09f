// The ledger's index on the disk, `ledger.index` beside the ledger: read by anyone who finds that it fits, written by
// who holds the lock. Whatever is wrong with it, the ledger is read without it; whatever keeps it from being written,
// the ledger is written all the same. What is in it, is ledger-index.ts.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import {
  decodeHeader,
  decodeIndex,
  encodeIndex,
  HEADER_BYTES,
  type IndexHeader,
  sizeOfIndex,
} from './ledger-index.ts'
import type { LedgerReading } from './ledger-reader.ts'

const NAME = 'ledger.index'
/** Always the same, so that what a killed process left is written over by the next one. */
const BESIDE = '.ledger.index.partial'
const PRIVATE_MODE = 0o600
/** So much is read again in a few milliseconds. */
const LEAST_TAIL_BYTES = 1 << 20
/** A part of what is covered: so all that is ever written for the index stays in proportion to the ledger. */
const TAIL_SHARE = 1 / 8

/**
 * @param chunks gives the ledger's first bytes, up to the given one
 * @returns the state at the index's end; null where there is no index, or none that fits the ledger
 */
export function readLedgerIndex(
  ledger: { readonly path: string; readonly size: number },
  chunks: (end: number) => Iterable<Buffer>,
): LedgerReading | null {
  let file: number
  try {
    file = openSync(join(dirname(ledger.path), NAME), 'r')
  } catch {
    return null
  }
  try {
    const bytes = Buffer.alloc(HEADER_BYTES)
    readSync(file, bytes)
    const header = decodeHeader(bytes)
    if (header === null || header.bytes > ledger.size) return null
    if (fstatSync(file).size !== sizeOfIndex(header) || !fits(header, chunks(header.bytes))) return null
    return decodeIndex(header, bytes, (into) => readWhole(file, into))
  } catch {
    return null // because the disk may refuse, and the ledger says it all
  } finally {
    closeSync(file)
  }
}

/** Reads every byte that the index speaks of, so that damage is found at each reading. */
function fits(header: IndexHeader, chunks: Iterable<Buffer>): boolean {
  let sum = 0
  for (const chunk of chunks) sum = crc32(chunk, sum)
  return sum === header.crc32
}

/** Also what is larger than one call takes. */
function readWhole(file: number, into: Buffer): void {
  for (let at = 0; at < into.length; ) {
    const length = readSync(file, into, at, Math.min(into.length - at, 1 << 30), null)
    if (length === 0) return // because the check will tell
    at += length
  }
}

/** Writes the index where enough was added since the last one. To be called under the lock, all being on the disk. */
export async function refreshLedgerIndex(path: string, reading: LedgerReading): Promise<void> {
  const { end, indexed } = reading
  if (end - indexed <= Math.max(LEAST_TAIL_BYTES, indexed * TAIL_SHARE)) return
  const parts = encodeIndex(reading)
  if (parts === null) return
  const beside = join(dirname(path), BESIDE)
  try {
    await rm(beside, { force: true })
    const file = await open(beside, 'wx', PRIVATE_MODE)
    try {
      for (const part of parts) await file.writeFile(part)
    } finally {
      await file.close()
    }
    await rename(beside, join(dirname(path), NAME))
    reading.indexed = end
  } catch {
    await rm(beside, { force: true }).catch(() => {}) // because the ledger has it all, and its events are what counts
  }
}
