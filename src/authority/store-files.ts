// Files of the CA folder: readable only by their owner, and flushed to the disk when a write returns.
import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pid } from 'node:process'
import { isErrno, systemHint, systemReason, UserError } from '../errors.ts'
import { flushFolderSync } from '../flush-folder.ts'
import { makeFolders } from '../make-folders.ts'
import { writeNew } from '../new-file.ts'
import { removeIfPossible, renamePath } from '../patience.ts'
import { NotAFile, readRegularFile } from '../read-file.ts'
import { shown } from '../screen-text.ts'

/** Certificates and keys are a few KB. A larger file is something else, and is not read. */
const LARGEST_BYTES = 1 << 20
const PRIVATE_MODE = 0o600

/**
 * @returns null if the file does not exist
 * @throws UserError failed: it cannot be read, or is not a file; wrong-input: it is too large
 */
export function readSmallFile(path: string, largestBytes = LARGEST_BYTES): Buffer | null {
  try {
    const bytes = readRegularFile(path, { links: 'followed', mostBytes: largestBytes })
    if (bytes !== null) return bytes
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error instanceof NotAFile ? notAFile(path, error) : unreadable(path, error)
  }
  throw tooLarge(path, largestBytes)
}

/** @returns false if the file already exists @throws UserError failed: the disk refused */
export function createFile(path: string, bytes: Uint8Array | string): boolean {
  try {
    writeNew(path, bytes, PRIVATE_MODE)
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw unwritable(path, error)
  }
  try {
    syncFolder(dirname(path))
  } catch (error) {
    removeIfPossible(path)
    throw error
  }
  return true
}

/** At every moment the file has the old bytes or the new ones, never a part of them. */
export function replaceFile(path: string, bytes: Uint8Array | string): void {
  placeFiles([{ path, bytes }], PRIVATE_MODE)
}

/** Web servers run as another user. */
const PUBLIC_MODE = 0o644

/**
 * Files of one folder. At every moment each has the old bytes or the new ones. None is replaced before all are on the disk
 * under temporary names. Of a link, what it leads to is replaced: a web server may publish that.
 * @throws UserError failed: the disk refused
 */
export function placeFiles(
  files: readonly { readonly path: string; readonly bytes: Uint8Array | string }[],
  mode = PUBLIC_MODE,
): void {
  const staged: { readonly beside: string; readonly path: string }[] = []
  try {
    for (const { path: given, bytes } of files) {
      const path = linkTarget(given)
      staged.push({ path, beside: stageFile(path, bytes, mode) })
    }
    for (const { path, beside } of staged) attempt(path, () => renamePath(beside, path))
    for (const folder of new Set(staged.map(({ path }) => dirname(path)))) syncFolder(folder)
  } catch (error) {
    for (const { beside } of staged) removeIfPossible(beside)
    throw error
  }
}

function linkTarget(path: string): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink ? attempt(path, () => realpathSync(path)) : path
}

/** Deletes, if it can, what killed processes staged for these files. No other process may be replacing them. */
export function removeUnfinished(folder: string, names: readonly string[]): void {
  const isStaged = (each: string) =>
    names.some((name) => each.startsWith(`.${name}.`) && /^[0-9]+$/.test(each.slice(name.length + 2)))
  for (const name of namesIn(folder).filter(isStaged)) removeIfPossible(join(folder, name))
}

/** Empty if it cannot be listed: others may let this user write into a folder, but not look into it. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** @returns the temporary path */
function stageFile(path: string, bytes: Uint8Array | string, mode: number): string {
  if (lookAt(path)?.isDirectory() === true)
    throw unwritable(path, Object.assign(new Error(), { code: 'EISDIR' }))
  const beside = join(dirname(path), `.${basename(path)}.${pid}`)
  removeIfPossible(beside)
  attempt(path, () => writeNew(beside, bytes, mode))
  return beside
}

function attempt<T>(path: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Creates the folder and those above it, unless it already exists. */
export function createFolder(path: string): void {
  try {
    makeFolders(path, 0o700)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** @throws UserError wrong-input: it does not exist, or is a file; failed: it cannot be read */
export function requireFolder(path: string): void {
  const found = lookAt(path)
  if (found?.isDirectory() === true) return
  throw new UserError(
    'wrong-input',
    `the CA folder ${shown(path)} ${found === undefined ? 'does not exist' : 'is a file'}`,
    {
      hint: 'create a root CA with `certstick ca create`, or name its folder with --ca, or that of a customer with --profile',
    },
  )
}

/** Undefined if it does not exist. */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** @throws UserError failed: the disk refused */
export function syncFolder(path: string): void {
  attempt(path, () => flushFolderSync(path))
}

function notAFile(path: string, cause: NotAFile): UserError {
  return new UserError('wrong-input', `${shown(path)} cannot be read: ${cause.message}`, { cause })
}

function tooLarge(path: string, largestBytes: number): UserError {
  const most = `${largestBytes / (1 << 20)} MiB`
  return new UserError('wrong-input', `${shown(path)} is larger than ${most}, so it is not the expected file`)
}

export function unreadable(path: string, cause: unknown): UserError {
  return new UserError('failed', `${shown(path)} cannot be read: ${reason(cause)}`, { cause })
}

/** The error of a failed write. */
export function unwritable(path: string, cause: unknown): UserError {
  return new UserError('failed', `${shown(path)} cannot be written: ${reason(cause)}`, {
    cause,
    ...systemHint(cause),
  })
}

/** The operating system's error, in words for the user. */
function reason(error: unknown): string {
  return isErrno(error, 'ENOENT') ? 'it cannot be created there' : systemReason(error)
}
