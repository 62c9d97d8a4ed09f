// What is known of each certificate beside its serial number and revocation: a record of fixed size each, and a heap for
// the texts. What the columns mean when is for ledger-state.ts, how a row is read for ledger-entries.ts.
import { NO_INSTANT } from './instant-digits.ts'
import type { Span } from './serial-rows.ts'

/** Columns of doubles: moments as their fourteen digits, and where the issued line starts; -1: none. */
export const NUMBER = {
  intendedAt: 0,
  issuedAt: 1,
  notBefore: 2,
  notAfter: 3,
  supersededAt: 4,
  placeOffset: 5,
} as const
type NumberColumn = (typeof NUMBER)[keyof typeof NUMBER]

/** Columns of texts, as JSON has them between the quotes, in ASCII: offset in the heap and length, 32 bits each. */
export const TEXT = {
  userPrincipalName: 13,
  name: 15,
  device: 17,
  output: 19,
  thumbprint: 21,
  supersededBy: 23,
} as const
export type TextColumn = (typeof TEXT)[keyof typeof TEXT]

const NUMBER_COUNT = 6
const PLACE_LENGTH = 12 // in words of 32 bits, as TEXT is
const [FIRST_TEXT, TEXTS_END] = [13, 25]
export const DETAILS_BYTES = 104
const [NUMBERS, WORDS] = [DETAILS_BYTES / 8, DETAILS_BYTES / 4]
const NO_TEXT = 0xffff_ffff
/** At once, for what starts empty; from then on it grows by the half. */
const [FIRST_ROWS, FIRST_HEAP_BYTES] = [256, 1 << 14]
/** Of one certificate, at a guess: its thumbprint, user and device. */
const HEAP_BYTES_A_ROW = 100

export class LedgerDetails {
  #rows = 0
  #bytes: Buffer
  #words: Uint32Array
  #numbers: Float64Array
  #heap: Buffer
  #heapEnd = 0

  /** With room for so much, and some more. */
  constructor(rows = 0, heapBytes = rows * HEAP_BYTES_A_ROW) {
    ;[this.#bytes, this.#words, this.#numbers] = makeRecords(rows + (rows >> 3) + FIRST_ROWS)
    this.#heap = Buffer.alloc(heapBytes + (heapBytes >> 3) + FIRST_HEAP_BYTES)
  }

  /** The records, one after the other, and the heap: views, good until the next change. */
  get parts(): { readonly records: Buffer; readonly heap: Buffer } {
    return {
      records: this.#bytes.subarray(0, this.#rows * DETAILS_BYTES),
      heap: this.#heap.subarray(0, this.#heapEnd),
    }
  }

  /** Takes over what `parts` gave: the bytes are read straight into place. */
  fill(rows: number, heapBytes: number, read: (into: Buffer) => void): void {
    read(this.#bytes.subarray(0, rows * DETAILS_BYTES))
    read(this.#heap.subarray(0, heapBytes))
    this.#rows = rows
    this.#heapEnd = heapBytes
  }

  /** Of the next certificate nothing is known yet. */
  add(row: number): void {
    this.#rows = row + 1
    this.#reserveRecord()
    for (let column = 0; column < NUMBER_COUNT; column++) this.#numbers[row * NUMBERS + column] = NO_INSTANT
    for (let word = FIRST_TEXT; word < TEXTS_END; word++) this.#words[row * WORDS + word] = NO_TEXT
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

  setPlace(row: number, offset: number, length: number): void {
    this.setNumber(row, NUMBER.placeOffset, offset)
    this.#words[row * WORDS + PLACE_LENGTH] = length
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
    this.#words[at] = this.#heapEnd
    this.#reserveHeap(text.end - text.start)
    const heap = this.#heap
    let end = this.#heapEnd
    for (let index = text.start; index < text.end; index++) heap[end++] = text.bytes[index] ?? 0
    this.#heapEnd = end
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

  #reserveRecord(): void {
    if (this.#rows * DETAILS_BYTES <= this.#bytes.length) return
    const old = this.#bytes
    ;[this.#bytes, this.#words, this.#numbers] = makeRecords(this.#rows + (this.#rows >> 1))
    this.#bytes.set(old)
  }

  #reserveHeap(bytes: number): void {
    if (this.#heapEnd + bytes <= this.#heap.length) return
    const old = this.#heap
    this.#heap = Buffer.alloc(old.length + (old.length >> 1) + bytes)
    this.#heap.set(old)
  }
}

/** Three views of one memory. */
function makeRecords(rows: number): [Buffer, Uint32Array, Float64Array] {
  const memory = new ArrayBuffer(rows * DETAILS_BYTES)
  return [Buffer.from(memory), new Uint32Array(memory), new Float64Array(memory)]
}
