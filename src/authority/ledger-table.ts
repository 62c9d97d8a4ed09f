// The certificates on record as a table of bytes: a record of fixed size each, their texts in a heap beside it. A
// hundred thousand of them are no objects until somebody asks for one, and ledger-index.ts writes the table down as it
// stands. What the columns mean is for ledger-state.ts, how a row is read for ledger-entries.ts.
import { NO_INSTANT } from './instant-digits.ts'
import {
  addToBuckets,
  type Buckets,
  emptySerialNumber,
  findInBuckets,
  MAXIMUM_SERIAL_BYTES,
  makeBuckets,
  readSerialNumber,
  type SerialNumber,
  type Span,
} from './serial-rows.ts'

/** Columns of doubles: moments as their fourteen digits, and where the issued line starts; -1: none. */
export const NUMBER = {
  intendedAt: 0,
  issuedAt: 1,
  notBefore: 2,
  notAfter: 3,
  supersededAt: 4,
  revokedAt: 5,
  placeOffset: 6,
} as const

/** Columns of texts, as JSON has them between the quotes, in ASCII: offset in the heap and length, 32 bits each. */
export const TEXT = { userPrincipalName: 15, name: 17, device: 19, output: 21, thumbprint: 23 } as const

const NUMBER_COUNT = 7
const [FIRST_TEXT, TEXTS_END] = [15, 25]
const PLACE_LENGTH = 14 // in words of 32 bits
const REASON = 100 // in bytes from here on
const SERIAL = 101
const BY = SERIAL + 1 + MAXIMUM_SERIAL_BYTES
export const RECORD_BYTES = 144
const [NUMBERS, WORDS] = [RECORD_BYTES / 8, RECORD_BYTES / 4]
const NO_TEXT = 0xffff_ffff
/** At once, for a table that starts empty; from then on it grows by the half. */
const FIRST_RECORDS = 256
const FIRST_HEAP_BYTES = 1 << 14

type NumberColumn = (typeof NUMBER)[keyof typeof NUMBER]
type TextColumn = (typeof TEXT)[keyof typeof TEXT]

export class LedgerTable {
  count = 0
  heapEnd = 0
  #records: Buffer
  #words: Uint32Array
  #numbers: Float64Array
  #heap: Buffer
  #buckets: Buckets | null = null
  readonly #serial = emptySerialNumber()

  /** With room for so much, and some more. */
  constructor(records = 0, heapBytes = 0) {
    ;[this.#records, this.#words, this.#numbers] = makeRecords(records + (records >> 3) + FIRST_RECORDS)
    this.#heap = Buffer.alloc(heapBytes + (heapBytes >> 3) + FIRST_HEAP_BYTES)
  }

  /** The records, one after the other, and the heap: views, good until the next change. */
  get parts(): { readonly records: Buffer; readonly heap: Buffer } {
    return {
      records: this.#records.subarray(0, this.count * RECORD_BYTES),
      heap: this.#heap.subarray(0, this.heapEnd),
    }
  }

  getNumber(row: number, column: NumberColumn): number {
    return this.#numbers[row * NUMBERS + column] ?? NO_INSTANT
  }

  setNumber(row: number, column: NumberColumn, value: number): void {
    this.#numbers[row * NUMBERS + column] = value
  }

  getPlaceLength(row: number): number {
    return this.#words[row * WORDS + PLACE_LENGTH] ?? 0
  }

  setPlaceLength(row: number, length: number): void {
    this.#words[row * WORDS + PLACE_LENGTH] = length
  }

  /** 0: none. */
  getReason(row: number): number {
    return this.#records[row * RECORD_BYTES + REASON] ?? 0
  }

  setReason(row: number, reason: number): void {
    this.#records[row * RECORD_BYTES + REASON] = reason
  }

  /** Its bytes, where they are. */
  getSerialNumber(row: number): Span {
    return this.#spanAt(row * RECORD_BYTES + SERIAL)
  }

  /** Of the certificate that took its place; empty: none did. */
  getBy(row: number): Span {
    return this.#spanAt(row * RECORD_BYTES + BY)
  }

  /** @param hex lower case; null: none did @returns false: it is no serial number */
  setBy(row: number, hex: Span | null): boolean {
    if (hex !== null && !readSerialNumber(hex, this.#serial)) return false
    this.#putSerialNumber(row * RECORD_BYTES + BY, hex === null ? null : this.#serial)
    return true
  }

  /** Null: there is none. */
  getText(row: number, column: TextColumn): Span | null {
    const at = row * WORDS + column
    const start = this.#words[at] ?? 0
    const length = this.#words[at + 1] ?? NO_TEXT
    return length === NO_TEXT ? null : { bytes: this.#heap, start, end: start + length }
  }

  /** Whether the row has just that text; a look that makes nothing. */
  hasText(row: number, column: TextColumn, { bytes, start, end }: Span): boolean {
    const at = row * WORDS + column
    if (this.#words[at + 1] !== end - start) return false
    const shift = (this.#words[at] ?? 0) - start
    const heap = this.#heap
    for (let index = start; index < end; index++) if (heap[index + shift] !== bytes[index]) return false
    return true
  }

  /** Gives the row a text of its own, or none. */
  setText(row: number, column: TextColumn, text: Span | null): void {
    const at = row * WORDS + column
    this.#words[at + 1] = text === null ? NO_TEXT : text.end - text.start
    if (text === null) return
    this.#words[at] = this.heapEnd
    this.#reserveHeap(text.end - text.start)
    const heap = this.#heap
    let end = this.heapEnd
    for (let index = text.start; index < text.end; index++) heap[end++] = text.bytes[index] ?? 0
    this.heapEnd = end
  }

  /** Gives the row the text of another, or of another column, which it then shares. */
  shareText(
    row: number,
    column: TextColumn,
    from: { readonly row: number; readonly column: TextColumn },
  ): void {
    const [at, source] = [row * WORDS + column, from.row * WORDS + from.column]
    this.#words.copyWithin(at, source, source + 2)
  }

  /** @param hex lower case @returns the row; -1: none has it, or it is no serial number */
  find(hex: Span): number {
    if (!readSerialNumber(hex, this.#serial)) return -1
    this.#buckets ??= makeBuckets(this.#serialColumn, this.count)
    return findInBuckets(this.#buckets, this.#serialColumn, this.#serial)
  }

  /**
   * Adds a row that knows nothing but its serial number, which no other row may have.
   * @returns the row; -1: it is no serial number
   */
  add(hex: Span): number {
    if (!readSerialNumber(hex, this.#serial)) return -1
    this.#reserveRecord()
    const row = this.count++
    for (let column = 0; column < NUMBER_COUNT; column++) this.#numbers[row * NUMBERS + column] = NO_INSTANT
    for (let word = FIRST_TEXT; word < TEXTS_END; word++) this.#words[row * WORDS + word] = NO_TEXT
    this.#putSerialNumber(row * RECORD_BYTES + SERIAL, this.#serial)
    if (this.#buckets !== null && 2 * this.count > this.#buckets.length) this.#buckets = null
    if (this.#buckets !== null) addToBuckets(this.#buckets, this.#serialColumn, row)
    return row
  }

  /** Takes over what `parts` gave: the bytes are read straight into place. */
  fill(count: number, heapBytes: number, read: (into: Buffer) => void): void {
    read(this.#records.subarray(0, count * RECORD_BYTES))
    read(this.#heap.subarray(0, heapBytes))
    this.count = count
    this.heapEnd = heapBytes
    this.#buckets = null
  }

  get #serialColumn() {
    return { records: this.#records, recordBytes: RECORD_BYTES, offset: SERIAL }
  }

  #spanAt(at: number): Span {
    return { bytes: this.#records, start: at + 1, end: at + 1 + (this.#records[at] ?? 0) }
  }

  #putSerialNumber(at: number, serialNumber: SerialNumber | null): void {
    this.#records[at] = serialNumber?.length ?? 0
    if (serialNumber === null) return
    for (let index = 0; index < serialNumber.length; index++) {
      this.#records[at + 1 + index] = serialNumber.bytes[index] ?? 0
    }
  }

  #reserveRecord(): void {
    if ((this.count + 1) * RECORD_BYTES <= this.#records.length) return
    const old = this.#records
    ;[this.#records, this.#words, this.#numbers] = makeRecords(this.count + (this.count >> 1) + FIRST_RECORDS)
    this.#records.set(old)
  }

  #reserveHeap(bytes: number): void {
    if (this.heapEnd + bytes <= this.#heap.length) return
    const old = this.#heap
    this.#heap = Buffer.alloc(old.length + (old.length >> 1) + bytes)
    this.#heap.set(old)
  }
}

/** Three views of one memory. */
function makeRecords(count: number): [Buffer, Uint32Array, Float64Array] {
  const memory = new ArrayBuffer(count * RECORD_BYTES)
  return [Buffer.from(memory), new Uint32Array(memory), new Float64Array(memory)]
}
