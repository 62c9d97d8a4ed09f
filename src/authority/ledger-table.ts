// The certificates on record as bytes, so that a hundred thousand of them are no objects until somebody asks for one.
// Here is what a revocation list needs, a record of fixed size each: the serial number, since when it is revoked, and
// why. The rest is ledger-details.ts, which an index gives only when it is asked for (ledger-index.ts).
import { NO_INSTANT } from './instant-digits.ts'
import { LedgerDetails } from './ledger-details.ts'
import {
  addToBuckets,
  type Buckets,
  emptySerialNumber,
  findInBuckets,
  makeBuckets,
  readSerialNumber,
  type Span,
  searchRows,
} from './serial-rows.ts'

/** In bytes: the moment as a double, the reason's code, the serial number's length and its bytes. */
export const STATUS_BYTES = 32
const REASON = 8
const SERIAL = 9
const DOUBLES = STATUS_BYTES / 8
/** At once, for a table that starts empty; from then on it grows by the half. */
const FIRST_ROWS = 256
/** Of one command for few certificates. */
const SEARCHES = 16

export class LedgerTable {
  count = 0
  #bytes: Buffer
  #doubles: Float64Array
  #buckets: Buckets | null = null
  #searches = 0
  #details: LedgerDetails | (() => LedgerDetails)
  readonly #serial = emptySerialNumber()

  /**
   * @param rows that may come: there is room for so many, and some more
   * @param details those of the rows that `fillStatus` gives, when they are asked for
   */
  constructor(rows = 0, details: LedgerDetails | (() => LedgerDetails) = new LedgerDetails(rows)) {
    ;[this.#bytes, this.#doubles] = makeStatus(rows + (rows >> 3) + FIRST_ROWS)
    this.#details = details
  }

  get details(): LedgerDetails {
    if (typeof this.#details === 'function') this.#details = this.#details()
    return this.#details
  }

  /** The records, one after the other: a view, good until the next change. */
  get status(): Buffer {
    return this.#bytes.subarray(0, this.count * STATUS_BYTES)
  }

  /** Takes over what `status` gave: the bytes are read straight into place. */
  fillStatus(rows: number, read: (into: Buffer) => void): void {
    read(this.#bytes.subarray(0, rows * STATUS_BYTES))
    this.count = rows
    this.#buckets = null
  }

  /** Fourteen digits; NO_INSTANT: it is not revoked. */
  getRevokedAt(row: number): number {
    return this.#doubles[row * DOUBLES] ?? NO_INSTANT
  }

  /** Code of RFC 5280 §5.3.1. */
  getReason(row: number): number {
    return this.#bytes[row * STATUS_BYTES + REASON] ?? 0
  }

  setRevoked(row: number, at: number, reason: number): void {
    this.#doubles[row * DOUBLES] = at
    this.#bytes[row * STATUS_BYTES + REASON] = reason
  }

  /** Its bytes, where they are. */
  getSerialNumber(row: number): Span {
    const start = this.getSerialStart(row)
    return { bytes: this.#bytes, start, end: start + this.getSerialLength(row) }
  }

  getSerialStart(row: number): number {
    return row * STATUS_BYTES + SERIAL + 1
  }

  getSerialLength(row: number): number {
    return this.#bytes[row * STATUS_BYTES + SERIAL] ?? 0
  }

  /** @param hex lower case @returns the row; -1: none has it, or it is no serial number */
  find(hex: Span): number {
    if (!readSerialNumber(hex, this.#serial)) return -1
    const column = this.#serialColumn
    if (this.#buckets === null) {
      if (this.#searches++ < SEARCHES) return searchRows(column, this.count, this.#serial)
      this.#buckets = makeBuckets(column, this.count)
    }
    return findInBuckets(this.#buckets, column, this.#serial)
  }

  /**
   * Adds a row that knows nothing but its serial number, which no other row may have.
   * @param hex a serial number
   * @returns the row
   */
  add(hex: Span): number {
    readSerialNumber(hex, this.#serial)
    const row = this.count++
    this.details.add(row)
    this.#reserve()
    this.setRevoked(row, NO_INSTANT, 0)
    const at = row * STATUS_BYTES + SERIAL
    this.#bytes[at] = this.#serial.length
    for (let index = 0; index < this.#serial.length; index++) {
      this.#bytes[at + 1 + index] = this.#serial.bytes[index] ?? 0
    }
    if (this.#buckets !== null && 2 * this.count > this.#buckets.length) this.#buckets = null
    if (this.#buckets !== null) addToBuckets(this.#buckets, this.#serialColumn, row)
    return row
  }

  get #serialColumn() {
    return { records: this.#bytes, recordBytes: STATUS_BYTES, offset: SERIAL }
  }

  #reserve(): void {
    if (this.count * STATUS_BYTES <= this.#bytes.length) return
    const old = this.#bytes
    ;[this.#bytes, this.#doubles] = makeStatus(this.count + (this.count >> 1))
    this.#bytes.set(old)
  }
}

/** Two views of one memory. */
function makeStatus(rows: number): [Buffer, Float64Array] {
  const memory = new ArrayBuffer(rows * STATUS_BYTES)
  return [Buffer.from(memory), new Float64Array(memory)]
}
