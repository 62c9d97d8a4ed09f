// Opens a file to read it, for every room that reads. Only a regular file is opened: a pipe would be waited for without
// end, and a device may never end, or do something.
import * as fs from 'node:fs'

/** `followed`: the user named the path. `refused`: it was found on a stick or in a folder, and a link leads elsewhere. */
export type Links = 'followed' | 'refused'

/** What is in a file's place; the message follows "cannot read FILE:". */
export class NotAFile extends Error {
  override readonly name = 'NotAFile'
}

/** Windows has neither flag. What is opened is asked again, because something else may have come into its place. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)
const NO_LINKS = fs.constants.O_NOFOLLOW ?? 0

/**
 * A handle, which the caller closes.
 * @throws NotAFile; Error of the operating system
 */
export function openRegularFile(path: string | URL, links: Links): number {
  requireRegular(links === 'refused' ? fs.lstatSync(path) : fs.statSync(path))
  const handle = fs.openSync(path, links === 'refused' ? FLAGS | NO_LINKS : FLAGS)
  try {
    requireRegular(fs.fstatSync(handle))
    return handle
  } catch (error) {
    fs.closeSync(handle)
    throw error
  }
}

/**
 * @returns null where the file is larger
 * @throws NotAFile; Error of the operating system
 */
export function readRegularFile(
  path: string | URL,
  { links, mostBytes }: { readonly links: Links; readonly mostBytes: number },
): Buffer<ArrayBuffer> | null {
  const handle = openRegularFile(path, links)
  try {
    const { size } = fs.fstatSync(handle)
    if (size > mostBytes) return null
    const bytes = Buffer.alloc(size)
    return bytes.subarray(0, fs.readSync(handle, bytes, 0, size, 0))
  } finally {
    fs.closeSync(handle)
  }
}

function requireRegular(stats: fs.Stats): void {
  if (stats.isFile()) return
  if (stats.isDirectory()) throw new NotAFile('it is a folder')
  if (stats.isSymbolicLink()) throw new NotAFile('it is a link, not a file')
  if (stats.isFIFO()) throw new NotAFile('it is a pipe, not a file')
  throw new NotAFile('it is a device, not a file')
}
