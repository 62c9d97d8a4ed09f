// The ledger's file, `ledger.jsonl` in the CA folder: read by anyone, written by who holds the lock.
// An event counts once `append` has come back: it is on the disk then.
import { appendFileSync, closeSync, fdatasync, fstatSync, openSync, readSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { UserError } from '../errors.ts'
import type { Issued, LedgerEvent, LedgerState, Place } from './ledger.ts'
import type { LedgerDetails } from './ledger-details.ts'
import { formatLine, parseIssued, parseLine } from './ledger-lines.ts'
import { type LedgerReading, readLedger, unread } from './ledger-reader.ts'
import { applyEvent } from './ledger-state.ts'
import { codeOf, syncFolder, unreadable, unwritable } from './store-files.ts'
import { readLedgerIndex } from './store-ledger-index.ts'
import type { HeldLock } from './store-lock.ts'

const CHUNK_BYTES = 1 << 18

/**
 * Goes on where the reading ended, or starts where the index does; a file that is not there is an empty ledger.
 * @returns the reading given, or a new one where there is none or the file is shorter than what was read of it
 * @throws UserError failed: unreadable, or damaged
 */
export function readLedgerFile(path: string, reading: LedgerReading | null): LedgerReading {
  return withFile(path, reading ?? unread(), (file) => {
    const size = fstatSync(file).size
    const isShorter = reading !== null && size < reading.end // because an older copy was put in its place
    const from = reading === null || isShorter ? startReading(path, size, file) : reading
    readLedger(chunks(file, from.end, size), from)
    return from
  })
}

function startReading(path: string, size: number, file: number): LedgerReading {
  const sum = (bytes: number) => sumOf(chunks(file, 0, bytes))
  return (
    readLedgerIndex({ path, size, sum, readDetails: (bytes) => readDetails(path, bytes) }) ?? unread(size)
  )
}

function sumOf(bytes: Iterable<Buffer>): number {
  let sum = 0
  for (const chunk of bytes) sum = crc32(chunk, sum)
  return sum
}

/** For when the index was there and is no more what it was. */
function readDetails(path: string, bytes: number): LedgerDetails {
  const reading = unread(bytes)
  withFile(path, null, (file) => readLedger(chunks(file, 0, bytes), reading))
  return reading.ledger.table.details
}

/** Reads the whole of an issued line: the answers and the certificate, which the state leaves on the disk. */
export function readIssuedLine(path: string, place: Place): Issued {
  const line = readBytes(path, place)
  try {
    return parseIssued(line)
  } catch (error) {
    throw new UserError(
      'failed',
      `the ledger is damaged at byte ${place.offset}: the line there ${(error as Error).message}`,
      {
        hint: 'restore ledger.jsonl from a backup',
      },
    )
  }
}

/** Appends events; those that come while one sync runs share the next. Exists while the lock is held. */
export class LedgerWriter {
  /** What was wrong with the file's end, and was put right; null: nothing was. */
  readonly note: string | null
  readonly #file: number
  readonly #path: string
  readonly #reading: LedgerReading
  readonly #lock: HeldLock
  #waiting: Buffer[] = []
  #last: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null
  #failure: unknown = null

  private constructor(
    open: { file: number; path: string; note: string | null },
    reading: LedgerReading,
    lock: HeldLock,
  ) {
    this.#file = open.file
    this.#path = open.path
    this.note = open.note
    this.#reading = reading
    this.#lock = lock
  }

  /** Opens the file of an up-to-date reading; an unfinished last line is ended if it is whole, or cut off. */
  static async open(path: string, reading: LedgerReading, lock: HeldLock): Promise<LedgerWriter> {
    const note = reading.unfinished === 0 ? null : repair(path, reading)
    try {
      const file = openSync(path, 'a', 0o600)
      if (reading.end === 0)
        await syncFolder(dirname(path)).catch((error) => {
          closeSync(file)
          throw error
        })
      return new LedgerWriter({ file, path, note }, reading, lock)
    } catch (error) {
      throw unwritable(path, error)
    }
  }

  /** With every event that was appended, also those that are still on their way to the disk. */
  get state(): LedgerState {
    return this.#reading.ledger
  }

  /** Whether something failed: the state may then say more than the disk. */
  get failed(): boolean {
    return this.#failure !== null
  }

  /** Whether another process waits for the lock. */
  get isWanted(): boolean {
    return this.#lock.isWanted()
  }

  /**
   * Resolves when the events are on the disk. After a failure nothing can be appended any more.
   * @throws UserError failed: the disk refused, or the lock was lost
   */
  async append(events: readonly LedgerEvent[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    for (const event of events) this.#waiting.push(this.#admit(event))
    this.#next ??= this.#last.then(() => this.#flush())
    await this.#next
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#last).catch(() => {}) // because append has told it
    closeSync(this.#file)
  }

  #admit(event: LedgerEvent): Buffer {
    const line = Buffer.from(formatLine(event))
    const place = { offset: this.#reading.end, length: line.length - 1 }
    const conflict = applyEvent(this.#reading.ledger, event, place)
    if (conflict !== null) {
      this.#failure = new Error(`the ledger refuses an event: ${conflict}`)
      throw this.#failure
    }
    this.#reading.end += line.length
    this.#reading.lines += 1
    this.#reading.check = crc32(line, this.#reading.check)
    return line
  }

  async #flush(): Promise<void> {
    this.#last = this.#next ?? this.#last
    this.#next = null
    const bytes = Buffer.concat(this.#waiting)
    this.#waiting = []
    try {
      if (this.#failure !== null) throw this.#failure
      this.#lock.assertHeld()
      await this.#write(bytes)
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    const before = fstatSync(this.#file).size
    try {
      appendFileSync(this.#file, bytes)
      await flushData(this.#file)
    } catch (error) {
      truncateIfPossible(this.#path, before)
      throw unwritable(this.#path, error)
    }
  }
}

const flushData = promisify(fdatasync)

/** Half a line that stays is repaired later all the same. */
function truncateIfPossible(path: string, size: number): void {
  try {
    truncateSync(path, size)
  } catch {}
}

function repair(path: string, reading: LedgerReading): string {
  const last = readBytes(path, { offset: reading.end, length: reading.unfinished })
  reading.unfinished = 0
  try {
    parseLine(last)
  } catch {
    truncateSync(path, reading.end)
    return `line ${reading.lines + 1} of "${path}" was never finished and was cut off (${last.length} bytes): a write was interrupted before it was confirmed`
  }
  appendFileSync(path, '\n', { flush: true })
  readLedgerFile(path, reading)
  return `line ${reading.lines} of "${path}" lacked its end, which was added`
}

/** All chunks are views of one buffer: each is good until the next. */
function* chunks(file: number, from: number, to: number): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - from))
  for (let position = from; position < to; ) {
    const length = readSync(file, buffer, 0, Math.min(buffer.length, to - position), position)
    if (length === 0) return
    position += length
    yield buffer.subarray(0, length)
  }
}

function readBytes(path: string, place: Place): Buffer {
  return withFile(path, Buffer.alloc(0), (file) => readAt(file, place))
}

function readAt(file: number, place: Place): Buffer {
  const bytes = Buffer.alloc(place.length)
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, place.offset))
}

function withFile<T>(path: string, absent: T, use: (file: number) => T): T {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return absent
    throw unreadable(path, error)
  }
  try {
    return use(file)
  } catch (error) {
    throw codeOf(error) === undefined || error instanceof UserError ? error : unreadable(path, error)
  } finally {
    closeSync(file)
  }
}
