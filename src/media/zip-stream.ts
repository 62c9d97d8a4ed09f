// The zips of a bulk run: one of all its media, written while it is made, and one of each, made at once. Byte for byte
// they are what `zip.ts` would make with archiver, which is made for large files: of each entry it keeps 12 KB (this 46
// bytes and the name), and a zip of some kilobytes takes it a tenth of all the time that a user costs.
// Source: APPNOTE.TXT 6.3.10, whose sections are named.
import { crc32 } from 'node:zlib'
import type { MediaTree } from './tree.ts'

export interface ZipStream {
  /** The bytes are written before it returns. The caller keeps paths apart. */
  readonly add: (path: string, bytes: Uint8Array) => void
  /** Writes the directory; nothing can be added after. */
  readonly end: () => void
}

const [VERSION, ZIP64_VERSION] = [10, 45] // 4.4.3.2
const UNIX_VERSION = (3 << 8) | ZIP64_VERSION // 4.4.2: the attributes' upper half is a Unix mode
const UTF8_NAME = 1 << 11 // 4.4.4
const STORED = 0 // 4.4.5
/** The first moment that a DOS date, which knows no time zone, can say (4.4.6): no clock may show. */
const [TIME, DATE] = [0, 0x21]
/** A regular file that only its owner reads, for private keys are in there; to MS-DOS, one to be archived (4.4.15). */
const ATTRIBUTES = ((0o100600 << 16) | 0x20) >>> 0
/** Part of a directory that is kept as one: of ten thousand media it has five megabytes, and would be copied as it grows. */
const DIRECTORY_PART = 1 << 16
/** In place of a number that is too large, which then stands in a ZIP64 record (4.4.1.4). */
const [ELSEWHERE_16, ELSEWHERE_32] = [0xffff, 0xffffffff]

/** @param write is done with the bytes when it returns: their memory is used again */
export function zipStream(write: (chunk: Uint8Array) => void): ZipStream {
  const header = new GrowingBytes()
  const directory = new GrowingBytes()
  const parts: Uint8Array[] = []
  let [entries, offset] = [0, 0]
  const keepPart = (): void => {
    parts.push(Buffer.from(directory.written()))
    directory.clear()
  }
  return {
    add: (path, bytes) => {
      const name = Buffer.from(path)
      const [check, size, far] = [crc32(bytes), bytes.length, offset >= ELSEWHERE_32]
      const flags = name.length === path.length ? 0 : UTF8_NAME // as long: all of it ASCII
      header.clear()
      header.u32(0x04034b50).u16(VERSION, flags, STORED, TIME, DATE) // 4.3.7
      header.u32(check, size, size).u16(name.length, 0).bytes(name)
      const version = far ? ZIP64_VERSION : VERSION
      directory.u32(0x02014b50).u16(UNIX_VERSION, version, flags, STORED, TIME, DATE) // 4.3.12
      directory.u32(check, size, size).u16(name.length, far ? 12 : 0, 0, 0, 0)
      directory.u32(ATTRIBUTES, far ? ELSEWHERE_32 : offset).bytes(name)
      if (far) directory.u16(1, 8).u64(offset) // 4.5.3
      if (directory.size > DIRECTORY_PART) keepPart()
      write(header.written())
      write(bytes)
      entries += 1
      offset += header.size + size
    },
    end: () => {
      keepPart()
      for (const part of parts) write(part)
      const size = parts.reduce((sum, part) => sum + part.length, 0)
      write(endOfDirectory({ entries, offset, size }))
    },
  }
}

/** The whole tree as one zip. */
export function zipTree(tree: MediaTree): Uint8Array {
  const chunks: Uint8Array[] = []
  const zip = zipStream((chunk) => chunks.push(Buffer.from(chunk)))
  for (const [path, bytes] of tree) zip.add(path, bytes)
  zip.end()
  return Buffer.concat(chunks)
}

interface Place {
  readonly entries: number
  /** Where the directory starts, and how many bytes it has. */
  readonly offset: number
  readonly size: number
}

/** Where a number is too large for the record of old (4.3.16), ZIP64's (4.3.14) and its locator (4.3.15) stand before. */
function endOfDirectory({ entries, offset, size }: Place): Uint8Array {
  const end = new GrowingBytes()
  if (entries >= ELSEWHERE_16 || size >= ELSEWHERE_32 || offset >= ELSEWHERE_32) {
    end.u32(0x06064b50).u64(44).u16(UNIX_VERSION, ZIP64_VERSION).u32(0, 0).u64(entries, entries, size, offset)
    end
      .u32(0x07064b50, 0)
      .u64(offset + size)
      .u32(1)
  }
  const count = Math.min(entries, ELSEWHERE_16)
  end.u32(0x06054b50).u16(0, 0, count, count)
  end.u32(Math.min(size, ELSEWHERE_32), Math.min(offset, ELSEWHERE_32)).u16(0)
  return end.written()
}

/** Numbers, least significant byte first (4.4.1.1), and bytes, one after another in the same memory. */
class GrowingBytes {
  #memory = Buffer.alloc(256)
  size = 0

  u16(...numbers: readonly number[]): this {
    for (const number of numbers) this.#grow(2).writeUInt16LE(number, this.size - 2)
    return this
  }

  u32(...numbers: readonly number[]): this {
    for (const number of numbers) this.#grow(4).writeUInt32LE(number, this.size - 4)
    return this
  }

  u64(...numbers: readonly number[]): this {
    for (const number of numbers) this.#grow(8).writeBigUInt64LE(BigInt(number), this.size - 8)
    return this
  }

  bytes(bytes: Uint8Array): this {
    this.#grow(bytes.length).set(bytes, this.size - bytes.length)
    return this
  }

  clear(): void {
    this.size = 0
  }

  /** Good until the next change. */
  written(): Uint8Array {
    return this.#memory.subarray(0, this.size)
  }

  /** Makes room for so many bytes more, and counts them. */
  #grow(bytes: number): Buffer {
    this.size += bytes
    if (this.size > this.#memory.length) this.#memory = Buffer.concat([this.#memory], 2 * this.size)
    return this.#memory
  }
}
