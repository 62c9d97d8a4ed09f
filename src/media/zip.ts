// Writes zips, the same bytes for the same files on every machine: the compressor is JavaScript too, and no release of
// zlib changes them. Reading is left to `unzip.ts`, which shares no code with this. The only file that knows fflate.
import { crc32 } from 'node:zlib'
import { deflateSync, Zip, type ZipInputFile, type Zippable, zipSync } from 'fflate'
import type { MediaTree } from './tree.ts'

/** What an entry says of its file, whatever its file is. */
const ATTRIBUTES = {
  /** The first moment that a DOS date, which knows no time zone, can say (APPNOTE.TXT 4.4.6): no clock may show. */
  mtime: new Date(1980, 0, 1),
  /** Unix: the upper half of the attributes is then the mode (APPNOTE.TXT 4.4.2.2, 4.4.15). */
  os: 3,
  /** A regular file; private keys are in there: who unpacks on a shared machine keeps them to themselves. */
  attrs: (0o100600 << 16) >>> 0,
} as const

/** APPNOTE.TXT 4.4.5. */
const STORED = 0
const DEFLATED = 8
const LEVEL = 6

/** What is encrypted or signed does not get smaller, and trying takes longer than all the rest. */
function isCompressible(path: string): boolean {
  return !/\.(?:pfx|cer)$/.test(path)
}

/** The most that a zip without ZIP64 holds: APPNOTE.TXT 4.4.22, the value above means ZIP64. */
export const MAX_ENTRIES = 0xfffe

/** The whole tree as one zip, entries in the tree's order. */
export function encodeZip(tree: MediaTree): Uint8Array {
  const entries: Zippable = {}
  for (const [path, bytes] of tree) {
    entries[path] = [bytes, { ...ATTRIBUTES, level: isCompressible(path) ? LEVEL : 0 }]
  }
  return zipSync(entries)
}

export interface EntrySink {
  readonly add: (path: string, bytes: Uint8Array) => void
  /** Writes the directory; nothing can be added after. */
  readonly end: () => void
}

/** A zip that is written while it is made; the caller keeps paths apart, and to `MAX_ENTRIES`. */
export function zipStream(write: (chunk: Uint8Array) => void): EntrySink {
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    write(chunk)
  })
  return {
    add: (path, bytes) => {
      const content = { filename: path, size: bytes.length, crc: crc32(bytes) }
      const compression = isCompressible(path) ? DEFLATED : STORED
      const entry: ZipInputFile = { ...ATTRIBUTES, ...content, compression }
      zip.add(entry)
      const packed = compression === DEFLATED ? deflateSync(bytes, { level: LEVEL }) : bytes.slice()
      entry.ondata?.(null, packed, true)
    },
    end: () => zip.end(),
  }
}
