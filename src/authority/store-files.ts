// Files of the CA folder: only for their owner, and on the disk when the function that writes them returns.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pid, platform } from 'node:process'
import { UserError } from '../errors.ts'
import { makeFolders } from '../make-folders.ts'
import { NotAFile, openRegularFile } from '../read-file.ts'

/** A certificate or key is a few KB; what is larger is something else, and is not read into memory. */
const LARGEST_BYTES = 1 << 20
const PRIVATE_MODE = 0o600

/**
 * @returns null where there is no such file
 * @throws UserError failed: it may not be read, or it is no file; wrong-input: too large to be meant
 */
export function readSmallFile(path: string, largestBytes = LARGEST_BYTES): Buffer | null {
  return usePartsOfFile(path, largestBytes, ({ length, read }) => read(0, length))
}

/**
 * Opens a file of which only parts may be read.
 * @returns what `use` gives; null where there is no such file
 * @throws UserError as `readSmallFile`
 */
export function usePartsOfFile<T>(
  path: string,
  largestBytes: number,
  use: (file: { readonly length: number; readonly read: (start: number, length: number) => Buffer }) => T,
): T | null {
  let file: number | null = null
  try {
    const opened = openRegularFile(path, 'followed')
    file = opened
    const { size } = fstatSync(opened)
    if (size > largestBytes) throw tooLarge(path, largestBytes)
    const read = (start: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - start)))
      return bytes.subarray(0, readSync(opened, bytes, 0, bytes.length, start))
    }
    return use({ length: size, read })
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    if (error instanceof NotAFile) throw notAFile(path, error)
    throw error instanceof UserError ? error : unreadable(path, error)
  } finally {
    if (file !== null) closeSync(file)
  }
}

/** @returns false where the name is taken @throws UserError failed: the disk refused */
export function createFile(path: string, bytes: Uint8Array | string): boolean {
  try {
    writeWhole(path, bytes, PRIVATE_MODE)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw unwritable(path, error)
  }
  syncFolder(dirname(path))
  return true
}

/** The file holds the old bytes or the new ones at every moment, never a part of them. */
export function replaceFile(path: string, bytes: Uint8Array | string): void {
  placeFiles([{ path, bytes }], PRIVATE_MODE)
}

/** Web servers run as somebody else. */
const PUBLIC_MODE = 0o644

/**
 * Files of one folder, each of which holds the old bytes or the new ones at every moment. None is replaced before all are on
 * the disk under other names.
 * @throws UserError failed: the disk refused
 */
export function placeFiles(
  files: readonly { readonly path: string; readonly bytes: Uint8Array | string }[],
  mode = PUBLIC_MODE,
): void {
  const staged: { readonly beside: string; readonly path: string }[] = []
  try {
    for (const { path, bytes } of files) staged.push({ path, beside: stageFile(path, bytes, mode) })
    for (const { path, beside } of staged) attempt(path, () => renameSync(beside, path))
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) syncFolder(folder)
  } catch (error) {
    for (const { beside } of staged) removeIfPossible(beside)
    throw error
  }
}

/** @returns the path that it has until it is in its place */
function stageFile(path: string, bytes: Uint8Array | string, mode: number): string {
  if (lookAt(path)?.isDirectory() === true) throw unwritable(path, { code: 'EISDIR' })
  const beside = join(dirname(path), `.${basename(path)}.${pid}`)
  removeIfPossible(beside)
  attempt(path, () => writeWhole(beside, bytes, mode))
  return beside
}

function attempt(path: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** Makes the folder, and those above it, unless it is there. */
export function createFolder(path: string): void {
  try {
    makeFolders(path, 0o700)
  } catch (error) {
    throw unwritable(path, error)
  }
}

/** @throws UserError wrong-input: there is none, or it is a file; failed: it may not be looked into */
export function requireFolder(path: string): void {
  const found = lookAt(path)
  if (found?.isDirectory() === true) return
  throw new UserError(
    'wrong-input',
    `the CA folder "${path}" ${found === undefined ? 'does not exist' : 'is a file'}`,
    {
      hint: 'make a root CA with `certstick ca create`, or give the folder that holds rootCA.crt and rootCA.key',
    },
  )
}

/** Undefined where there is nothing. */
function lookAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Puts the folder's names on the disk; without it a power cut may take a file that is itself safe. */
export function syncFolder(path: string): void {
  if (platform === 'win32') return // because Windows opens no folder, and its file systems log names by themselves
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** A new file, on the disk when this returns. */
function writeWhole(path: string, bytes: Uint8Array | string, mode: number): void {
  try {
    const file = openSync(path, 'wx', mode)
    try {
      writeFileSync(file, bytes)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') removeIfPossible(path)
    throw error
  }
}

/** Where even that fails, what failed before is the one to tell. */
export function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
}

function notAFile(path: string, cause: NotAFile): UserError {
  return new UserError('wrong-input', `"${path}" cannot be read: ${cause.message}`, { cause })
}

function tooLarge(path: string, largestBytes: number): UserError {
  const most = `${largestBytes / (1 << 20)} MiB`
  return new UserError('wrong-input', `"${path}" is larger than ${most}; it is not what its name says`)
}

export function unreadable(path: string, cause: unknown): UserError {
  return new UserError('failed', `"${path}" cannot be read: ${reason(cause)}`, { cause })
}

/** A write that the disk refused, said with the path. */
export function unwritable(path: string, cause: unknown): UserError {
  return new UserError('failed', `"${path}" cannot be written: ${reason(cause)}`, { cause })
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such thing can be made there',
  EACCES: 'you are not allowed to',
  EPERM: 'you are not allowed to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
}

/** Why the disk refused, in words where there are some. */
export function reason(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? (error as Error).message
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code
}
