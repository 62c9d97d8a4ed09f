// Files and names on the disk: checks, reads and creates them. `disk-stage.ts` writes whole folders.

import * as fs from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isErrno, systemHint, systemReason, UserError } from '../errors.ts'
import { makeFolders } from '../make-folders.ts'
import { writeNew } from '../new-file.ts'
import { NotAFile, readRegularFile } from '../read-file.ts'
import { shown } from '../screen-text.ts'
import { fileNameKey } from './file-name.ts'

export const FOLDER_MODE = 0o700
export const FILE_MODE = 0o600

export function exists(path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) return false
    throw diskError(`cannot read ${shown(path)}`, error)
  }
}

/** certstick writes no larger file. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Null if the file does not exist.
 * @throws UserError failed: it cannot be read; wrong-input: it is not a file, or is larger than any that certstick writes
 */
export function readIfThere(path: string): Uint8Array | null {
  try {
    const bytes = readRegularFile(path, { links: 'refused', mostBytes: MOST_BYTES })
    if (bytes === null) throw new NotAFile(`it has more than ${MOST_BYTES} bytes`)
    return bytes
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    if (error instanceof NotAFile) {
      const hint = 'move it away; certstick did not create it'
      throw new UserError('wrong-input', `cannot read ${shown(path)}: ${error.message}`, {
        hint,
        cause: error,
      })
    }
    throw diskError(`cannot read ${shown(path)}`, error)
  }
}

/**
 * Writes a new file, flushed, mode 0600.
 * @param restrict is called while the file is still empty
 * @throws UserError failed: it already exists, or cannot be written
 */
export function writeNewFile(path: string, bytes: Uint8Array, restrict: () => void = () => {}): void {
  try {
    writeNew(path, bytes, FILE_MODE, restrict)
  } catch (error) {
    throw diskError(`cannot write ${shown(path)}`, error)
  }
}

/**
 * Writes a new file, as `writeNewFile` does, under the name or the name with the lowest free number. Other processes may
 * do so in the same folder at the same time.
 * @returns its path
 * @throws UserError failed: it cannot be written
 */
export function writeNumberedFile(
  folder: string,
  name: string,
  extension: string,
  bytes: Uint8Array,
): string {
  for (let count = 1; ; count++) {
    const path = join(folder, `${name}${count === 1 ? '' : `-${count}`}${extension}`)
    try {
      writeNew(path, bytes, FILE_MODE)
      return path
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw diskError(`cannot write ${shown(path)}`, error)
    }
  }
}

/** The spelling of an existing name that differs only in case, which is the same name on Windows; null: there is none. */
export type OtherSpelling = (name: string) => string | null

/** For the names that are in the folder now; it need not exist. @throws UserError failed: it cannot be read */
export function spellingsIn(folder: string): OtherSpelling {
  const names = new Map(namesIn(folder).map((name) => [fileNameKey(name), name]))
  return (name) => {
    const there = names.get(fileNameKey(name)) ?? name
    return there === name ? null : there
  }
}

/** Empty if the folder does not exist. @throws UserError failed: it cannot be read */
export function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw diskError(`cannot read ${shown(folder)}`, error)
  }
}

/** Creates the folder and those above it, unless it already exists. @throws UserError failed */
export function makeFolder(path: string): void {
  try {
    makeFolders(path, FOLDER_MODE)
  } catch (error) {
    throw diskError(`cannot create ${shown(path)}`, error)
  }
}

/** The error for a folder that already exists. */
export function occupied(folder: string): UserError {
  return new UserError('wrong-input', `${shown(folder)} already exists`, {
    hint: 'give --force to replace it, or another --device or --output',
  })
}

/** Flushes an open file to the disk without blocking the thread. */
export const flushFile: (handle: number) => Promise<void> = promisify(fs.fsync)

export function diskError(what: string, error: unknown): UserError {
  return new UserError('failed', `${what}: ${systemReason(error)}`, { cause: error, ...systemHint(error) })
}
