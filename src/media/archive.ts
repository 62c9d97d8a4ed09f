// One large zip of many media, streamed from the disk to the disk: what it holds of them at any time is one file.
import * as fs from 'node:fs'
import { join } from 'node:path'
import { systemReason, UserError } from '../errors.ts'
import { type ZipStream, zipStream } from './zip-stream.ts'

export interface ArchivedFolder {
  /** Of the folder in the archive. */
  readonly name: string
  /** Absolute path of the folder on the disk. */
  readonly path: string
}

/**
 * Writes an archive, flushed, mode 0600; it has its name, which must be free, only once it is whole.
 * @throws UserError failed
 */
export function writeArchive(path: string, folders: Iterable<ArchivedFolder>): void {
  const partial = `${path}.partial`
  try {
    fs.rmSync(partial, { force: true })
    const handle = fs.openSync(partial, 'wx', 0o600)
    try {
      const zip = zipStream((chunk) => fs.writeFileSync(handle, chunk))
      const read = fileReader()
      for (const folder of folders) addFolder(zip, folder, read)
      zip.end()
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
    fs.renameSync(partial, path)
  } catch (error) {
    throw new UserError('failed', `cannot write ${path}: ${systemReason(error)}`, { cause: error })
  } finally {
    fs.rmSync(partial, { force: true })
  }
}

function addFolder(zip: ZipStream, { name, path }: ArchivedFolder, read: (path: string) => Uint8Array): void {
  const files = fs
    .readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
  for (const file of files.sort()) {
    zip.add(`${name}/${file.replaceAll('\\', '/')}`, read(join(path, file)))
  }
}

/** Reads every file into the same memory, good until the next: thousands of buffers would wait to be collected. */
function fileReader(): (path: string) => Uint8Array {
  let buffer = Buffer.alloc(1 << 16)
  return (path) => {
    const handle = fs.openSync(path, 'r')
    try {
      const { size } = fs.fstatSync(handle)
      if (size > buffer.length) buffer = Buffer.alloc(size)
      return buffer.subarray(0, fs.readSync(handle, buffer, 0, size, 0))
    } finally {
      fs.closeSync(handle)
    }
  }
}
