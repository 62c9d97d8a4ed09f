// A zip that is written while it is made, for many media in one: archiver keeps 12 KB of each entry until the end, and
// fflate some hundred bytes. The only file that knows fflate.
import { crc32 } from 'node:zlib'
import { Zip, type ZipInputFile } from 'fflate'

/** What an entry says of its file, whatever its file is. */
const ATTRIBUTES = {
  /** The first moment that a DOS date, which knows no time zone, can say (APPNOTE.TXT 4.4.6): no clock may show. */
  mtime: new Date(1980, 0, 1),
  /** Unix: the upper half of the attributes is then the mode (APPNOTE.TXT 4.4.2.2, 4.4.15). */
  os: 3,
  /** A regular file; private keys are in there: who unpacks on a shared machine keeps them to themselves. */
  attrs: (0o100600 << 16) >>> 0,
  /** Stored (APPNOTE.TXT 4.4.5), for the reasons that `zip.ts` gives. */
  compression: 0,
} as const

/** The most that a zip without ZIP64 holds: APPNOTE.TXT 4.4.22, the value above means ZIP64. */
export const MAX_ENTRIES = 0xfffe

export interface EntrySink {
  readonly add: (path: string, bytes: Uint8Array) => void
  /** Writes the directory; nothing can be added after. */
  readonly end: () => void
}

/** The caller keeps paths apart, and to `MAX_ENTRIES`. */
export function zipStream(write: (chunk: Uint8Array) => void): EntrySink {
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    write(chunk)
  })
  return {
    add: (path, bytes) => {
      const entry: ZipInputFile = { ...ATTRIBUTES, filename: path, size: bytes.length, crc: crc32(bytes) }
      zip.add(entry)
      entry.ondata?.(null, bytes.slice(), true)
    },
    end: () => zip.end(),
  }
}
