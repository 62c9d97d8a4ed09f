// Opens files for reading, for all rooms. Only regular files are opened: reading a pipe may never end, and reading a device
// may never end or have effects.
import * as fs from 'node:fs'

/** `followed`: the user named the path. `refused`: it was found on a stick or in a folder, and a link leads elsewhere. */
export type Links = 'followed' | 'refused'

/** The path is not a regular file. The message follows "cannot read FILE:". */
export class NotAFile extends Error {
  override readonly name = 'NotAFile'
}

/** Windows has neither flag. The type is checked again after opening, because the file may have been replaced. */
const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)
const NO_LINKS = fs.constants.O_NOFOLLOW ?? 0

/**
 * A handle, which the caller closes.
 * @throws NotAFile; Error of the operating system
 */
function openRegularFile(path: string | URL, links: Links): number {
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
 * @returns null if the file is larger
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

/** A file of any size, of which parts are read. */
export interface PartlyRead {
  readonly size: number
  /** Fewer bytes where the file ends before. */
  readonly at: (offset: number, length: number) => Buffer
}

/**
 * What `read` makes of parts of the file.
 * @throws NotAFile; Error of the operating system
 */
export function readParts<T>(path: string, links: Links, read: (file: PartlyRead) => T): T {
  const handle = openRegularFile(path, links)
  try {
    return read({
      size: fs.fstatSync(handle).size,
      at: (offset, length) => {
        const bytes = Buffer.alloc(length)
        return bytes.subarray(0, fs.readSync(handle, bytes, 0, length, offset))
      },
    })
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
