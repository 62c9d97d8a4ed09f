// Media on disk: written beside, then renamed into place, so that a folder with the final name is always whole.
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { isErrno, systemReason, UserError } from '../errors.ts'
import type { MediaTree } from './tree.ts'

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600

const STAGE_PREFIX = '.certstick-'

/** Who writes beside: one process alone, or a bulk run, which has the output folder's lock. */
export type Stage = 'new' | 'bulk'

/** What `writeFolder` writes: file paths relative to the folder, with `/`. */
export type FolderContent = MediaTree

/** Where media go and what may happen to what is there. */
export interface WriteOptions {
  /** Absolute path of the folder to make. */
  readonly folder: string
  /** Whether a folder that is already there gives way. */
  readonly replace: boolean
  /** Tells the work of two processes apart; a few random characters. */
  readonly stageName: string
}

export function exists(path: string): boolean {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) return false
    throw diskError(`cannot read ${path}`, error)
  }
}

/** @throws UserError failed where it is there and cannot be read; null where it is not there */
export function readIfThere(path: string): Uint8Array | null {
  try {
    return fs.readFileSync(path)
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null
    throw diskError(`cannot read ${path}`, error)
  }
}

/** Writes a whole folder, flushed to disk, or leaves nothing behind. @throws UserError failed */
export function writeFolder(content: FolderContent, options: WriteOptions): void {
  const { folder } = options
  const stage = join(dirname(folder), `${STAGE_PREFIX}${options.stageName}.partial`)
  try {
    fs.mkdirSync(dirname(folder), { recursive: true, mode: FOLDER_MODE })
    fs.mkdirSync(stage, { mode: FOLDER_MODE })
  } catch (error) {
    throw diskError(`cannot write ${folder}`, error)
  }
  try {
    writeTree(stage, content)
    moveIntoPlace(stage, folder, options.replace)
  } catch (error) {
    fs.rmSync(stage, { recursive: true, force: true })
    if (error instanceof UserError) throw error
    throw diskError(`cannot write ${folder}`, error)
  }
}

/** All is written first and flushed then: so the disk commits once, not file by file. */
function writeTree(root: string, content: FolderContent): void {
  const folders = new Set([root])
  const handles: number[] = []
  try {
    for (const [path, bytes] of content) {
      const target = join(root, ...path.split('/'))
      if (!folders.has(dirname(target))) {
        fs.mkdirSync(dirname(target), { recursive: true, mode: FOLDER_MODE })
        folders.add(dirname(target))
      }
      const handle = fs.openSync(target, 'wx', FILE_MODE)
      handles.push(handle)
      fs.writeFileSync(handle, bytes)
    }
    for (const handle of handles) fs.fsyncSync(handle)
  } finally {
    for (const handle of handles) fs.closeSync(handle)
  }
  for (const folder of folders) flushFolder(folder)
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

function moveIntoPlace(stage: string, folder: string, replace: boolean): void {
  if (!exists(folder)) {
    fs.renameSync(stage, folder)
    flushFolder(dirname(folder))
    return
  }
  if (!replace) throw occupied(folder)
  const old = `${stage}.old`
  fs.renameSync(folder, old)
  try {
    fs.renameSync(stage, folder)
  } catch (error) {
    fs.renameSync(old, folder)
    throw error
  }
  flushFolder(dirname(folder))
  fs.rmSync(old, { recursive: true, force: true })
}

const DAY_MS = 86_400_000

/**
 * Removes what killed runs left beside the media. The caller has the output folder's lock, so every bulk run's stage is
 * dead; another's is once a day has passed.
 */
export function removeLeftovers(outputFolder: string, now: Date): void {
  for (const name of fs.readdirSync(outputFolder)) {
    if (!name.startsWith(STAGE_PREFIX) || !/\.partial(\.old)?$/.test(name)) continue
    const path = join(outputFolder, name)
    const modified = fs.lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    const dead = name.startsWith(`${STAGE_PREFIX}bulk-`) || now.getTime() - modified > DAY_MS
    if (dead) fs.rmSync(path, { recursive: true, force: true })
  }
}

/** A path that is free: the name, or the name with the lowest number that makes it so. */
export function freeName(folder: string, name: string, extension: string): string {
  for (let count = 1; ; count++) {
    const path = join(folder, `${name}${count === 1 ? '' : `-${count}`}${extension}`)
    if (!exists(path)) return path
  }
}

/** Makes the folder, and those above it, unless it is there. @throws UserError failed */
export function makeFolder(path: string): void {
  try {
    fs.mkdirSync(path, { recursive: true, mode: FOLDER_MODE })
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

/** Makes a new name last through a power cut, where the system can flush a folder (Windows cannot, nor needs to). */
export function flushFolder(path: string): void {
  let handle: number | undefined
  try {
    handle = fs.openSync(path, 'r')
    fs.fsyncSync(handle)
  } catch (error) {
    if (!isErrno(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL')) throw error
  } finally {
    if (handle !== undefined) fs.closeSync(handle)
  }
}

function diskError(what: string, error: unknown): UserError {
  return new UserError('failed', `${what}: ${systemReason(error)}`, { cause: error })
}
