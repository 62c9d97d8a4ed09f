// Serial numbers in the records of a table, and the rows that they are found by: a hash table in one array, made when
// somebody first asks. Serial numbers from elsewhere may be 1, 2, 3, so the hash mixes.

/** RFC 5280 §4.1.2.2: at most 20 octets. */
export const MAXIMUM_SERIAL_BYTES = 20

/** A serial number's bytes; the array is used again for the next one. */
export interface SerialNumber {
  readonly bytes: Uint8Array
  length: number
}

export function emptySerialNumber(): SerialNumber {
  return { bytes: new Uint8Array(MAXIMUM_SERIAL_BYTES), length: 0 }
}

/** Bytes within others, the end exclusive. */
export interface Span {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

/** @param hex ASCII, lower case @returns false: it is no serial number */
export function readSerialNumber({ bytes: hex, start, end }: Span, into: SerialNumber): boolean {
  const length = (end - start) / 2
  if (!Number.isInteger(length) || length < 1 || length > MAXIMUM_SERIAL_BYTES) return false
  for (let index = 0; index < length; index++) {
    const high = digitOf(hex[start + 2 * index] ?? 0)
    const low = digitOf(hex[start + 2 * index + 1] ?? 0)
    if (high < 0 || low < 0) return false
    into.bytes[index] = high * 16 + low
  }
  into.length = length
  return true
}

/** -1: it is no digit. */
function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1 // a to f
}

/** Where a table keeps the serial number of each row: its length in one byte, then its bytes. */
export interface SerialColumn {
  readonly records: Uint8Array
  readonly recordBytes: number
  readonly offset: number
}

/** Looks at every row: for few lookups that is faster than making buckets. @returns the row; -1: none has it */
export function searchRows(column: SerialColumn, count: number, wanted: SerialNumber): number {
  for (let row = 0; row < count; row++) if (isSame(column, row, wanted)) return row
  return -1
}

/** Rows plus one, by hash; 0 is free. Never more than half full. */
export type Buckets = Int32Array

export function makeBuckets(column: SerialColumn, count: number): Buckets {
  let size = 1024
  while (size < 3 * count) size *= 2
  const buckets = new Int32Array(size)
  for (let row = 0; row < count; row++) addToBuckets(buckets, column, row)
  return buckets
}

export function addToBuckets(buckets: Buckets, column: SerialColumn, row: number): void {
  const at = row * column.recordBytes + column.offset
  const mask = buckets.length - 1
  let bucket = hash(column.records, at + 1, column.records[at] ?? 0) & mask
  while (buckets[bucket] !== 0) bucket = (bucket + 1) & mask
  buckets[bucket] = row + 1
}

/** @returns the row; -1: none has it */
export function findInBuckets(buckets: Buckets, column: SerialColumn, wanted: SerialNumber): number {
  const mask = buckets.length - 1
  let bucket = hash(wanted.bytes, 0, wanted.length) & mask
  for (let found = buckets[bucket] ?? 0; found !== 0; found = buckets[bucket] ?? 0) {
    if (isSame(column, found - 1, wanted)) return found - 1
    bucket = (bucket + 1) & mask
  }
  return -1
}

function isSame({ records, recordBytes, offset }: SerialColumn, row: number, wanted: SerialNumber): boolean {
  const at = row * recordBytes + offset
  if (records[at] !== wanted.length) return false
  // from the end, because numbers that were given one after the other differ there
  for (let index = wanted.length - 1; index >= 0; index--) {
    if (records[at + 1 + index] !== wanted.bytes[index]) return false
  }
  return true
}

/** FNV-1a, then the finalizer of MurmurHash3, because numbers in a row would else gather in a few places. */
function hash(bytes: Uint8Array, start: number, length: number): number {
  let value = 0x811c9dc5 | 0
  for (let index = start; index < start + length; index++) {
    value = Math.imul(value ^ (bytes[index] ?? 0), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return value ^ (value >>> 16)
}
