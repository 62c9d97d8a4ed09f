// Writes zips, the same bytes for the same tree on every machine: the compressor is JavaScript too, and no release of
// zlib changes them. Reading is left to `unzip.ts`, which shares no code with this.
import { type Zippable, zipSync } from 'fflate'
import type { MediaTree } from './tree.ts'

/** The first moment that a DOS date can say (APPNOTE.TXT 4.4.6), which knows no time zone: a real clock would make each zip another. */
const ZIP_DATE = new Date(1980, 0, 1)

/** Made on Unix, where the upper half of an entry's attributes is its mode (APPNOTE.TXT 4.4.2.2, 4.4.15). */
const UNIX = 3

/** A regular file; private keys are in there: who unpacks on a shared machine keeps them to themselves. */
const FILE_ATTRIBUTES = (0o100600 << 16) >>> 0

/** The whole tree as one zip, entries in the tree's order. */
export function encodeZip(tree: MediaTree): Uint8Array {
  const options = { level: 6, mtime: ZIP_DATE, os: UNIX, attrs: FILE_ATTRIBUTES } as const
  const entries: Zippable = {}
  for (const [path, bytes] of tree) entries[path] = [bytes, options]
  return zipSync(entries)
}
