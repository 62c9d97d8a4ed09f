// One large zip of many media, streamed from the disk to the disk: what it holds of them at any time is one file.
import * as fs from 'node:fs'
import { join } from 'node:path'
import { systemReason, UserError } from '../errors.ts'
import { type EntrySink, zipStream } from './zip-stream.ts'

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
      for (const folder of folders) addFolder(zip, folder)
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

function addFolder(zip: EntrySink, { name, path }: ArchivedFolder): void {
  const files = fs
    .readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
  for (const file of files.sort()) {
    zip.add(`${name}/${file.replaceAll('\\', '/')}`, fs.readFileSync(join(path, file)))
  }
}
