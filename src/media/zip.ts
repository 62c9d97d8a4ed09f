// Writes the zip of a stick's files: the same bytes for the same files on every machine. `unzip.ts` reads zips, and
// shares no code with this. This is the only file that imports archiver.
import { ZipArchive } from 'archiver'
import type { MediaTree } from './tree.ts'

/** The earliest DOS date (APPNOTE.TXT 4.4.6). With the real time, no two zips would be the same. */
const ZIP_DATE = new Date(Date.UTC(1980, 0, 1))

/** The zip holds a private key, so on a shared machine only the user who unpacks it may read the files. */
const ZIP_MODE = 0o600

/**
 * The whole tree as one zip, entries in the tree's order. They are stored without compression: the files are a few
 * kilobytes, half of them encrypted, and compressed bytes would differ between releases of zlib.
 */
export async function encodeZip(tree: MediaTree): Promise<Uint8Array> {
  const archive = new ZipArchive({ store: true, forceLocalTime: false })
  const zip = archive.toArray()
  for (const [name, content] of tree) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    archive.append(bytes, { name, date: ZIP_DATE, mode: ZIP_MODE })
  }
  await archive.finalize()
  return Buffer.concat(await zip)
}
