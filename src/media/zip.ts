// Writes the zip of one medium, the same bytes for the same files on every machine. Reading is left to `unzip.ts`,
// which shares no code with this. The only file that knows archiver.
import { ZipArchive } from 'archiver'
import { readAll } from './stream-bytes.ts'
import type { MediaTree } from './tree.ts'

/** The first moment that a DOS date can say (APPNOTE.TXT 4.4.6): a real clock would make each zip another. */
const ZIP_DATE = new Date(Date.UTC(1980, 0, 1))

/** Private keys are in there: who unpacks on a shared machine keeps them to themselves. */
const ZIP_MODE = 0o600

/**
 * The whole tree as one zip, entries in the tree's order. They are stored as they are: a medium has some kilobytes, half
 * of them encrypted; compressing costs five times as much, and its bytes would change with each release of zlib.
 */
export async function encodeZip(tree: MediaTree): Promise<Uint8Array> {
  const archive = new ZipArchive({ store: true, forceLocalTime: false })
  const zip = readAll(archive)
  for (const [name, content] of tree) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    archive.append(bytes, { name, date: ZIP_DATE, mode: ZIP_MODE })
  }
  await archive.finalize()
  return zip
}
