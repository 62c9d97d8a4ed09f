// Files and names on the disk: looked at, read, made. Whole folders of media are `disk-folder.ts`'s.
import * as fs from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isErrno, systemReason, UserError } from '../errors.ts'
import { makeFolders } from '../make-folders.ts'
import { NotAFile, readRegularFile } from '../read-file.ts'
import { fileNameKey } from './file-name.ts'

export const FOLDER_MODE = 0o700
export const FILE_MODE = 0o600

export function exists(path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) return false
    throw diskError(`cannot read ${path}`, error)
  }
}

/** No file that certstick writes is larger. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Null where it is not there.
 * @throws UserError failed where it cannot be read; wrong-input where it is no file, or none of certstick's
 */
export function readIfThere(path: string): Uint8Array | null {
  if (!exists(path)) return null // because an error that is thrown and caught costs ten times as much
  try {
    const bytes = readRegularFile(path, { links: 'refused', mostBytes: MOST_BYTES })
    if (bytes === null) throw new NotAFile(`it has more than ${MOST_BYTES} bytes`)
    return bytes
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    if (error instanceof NotAFile) {
      const hint = 'move it away; certstick did not put it there'
      throw new UserError('wrong-input', `cannot read ${path}: ${error.message}`, { hint, cause: error })
    }
    throw diskError(`cannot read ${path}`, error)
  }
}

/** Writes a file that must not be there yet, flushed, mode 0600. @throws UserError failed */
export function writeNewFile(path: string, bytes: Uint8Array): void {
  try {
    const handle = fs.openSync(path, 'wx', FILE_MODE)
    try {
      fs.writeFileSync(handle, bytes)
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) fs.rmSync(path, { force: true })
    throw diskError(`cannot write ${path}`, error)
  }
}

/** A path that is free: the name, or the name with the lowest number that makes it so. */
export function freeName(folder: string, name: string, extension: string): string {
  for (let count = 1; ; count++) {
    const path = join(folder, `${name}${count === 1 ? '' : `-${count}`}${extension}`)
    if (!exists(path)) return path
  }
}

/** How a name is spelled in the folder where it differs in case alone, as Windows sees no difference; null: it does not. */
export type OtherSpelling = (name: string) => string | null

/** Of the folder as it is now, which need not be there. @throws UserError failed where it may not be read */
export function spellingsIn(folder: string): OtherSpelling {
  const names = new Map(namesIn(folder).map((name) => [fileNameKey(name), name]))
  return (name) => {
    const there = names.get(fileNameKey(name)) ?? name
    return there === name ? null : there
  }
}

/** Nothing where there is no such folder. @throws UserError failed where it may not be read */
export function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw diskError(`cannot read ${folder}`, error)
  }
}

/** Makes the folder, and those above it, unless it is there. @throws UserError failed */
export function makeFolder(path: string): void {
  try {
    makeFolders(path, FOLDER_MODE)
  } catch (error) {
    throw diskError(`cannot make ${path}`, error)
  }
}

/** The refusal of media that would replace others. */
export function occupied(folder: string): UserError {
  return new UserError('wrong-input', `${folder} is already there`, {
    hint: 'give --force to replace it, or another --device or --output',
  })
}

/** Puts what an open file holds on the disk, while the thread may do other things. */
export const flushFile: (handle: number) => Promise<void> = promisify(fs.fsync)

/** Makes a new name last through a power cut, where the system can flush a folder (Windows cannot, nor needs to). */
export async function flushFolder(path: string): Promise<void> {
  let handle: number | undefined
  try {
    handle = fs.openSync(path, 'r')
    await flushFile(handle)
  } catch (error) {
    if (!isErrno(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL')) throw error
  } finally {
    if (handle !== undefined) fs.closeSync(handle)
  }
}

export function diskError(what: string, error: unknown): UserError {
  return new UserError('failed', `${what}: ${systemReason(error)}`, { cause: error })
}
