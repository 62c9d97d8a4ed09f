// Changes files on a mounted stick. FAT cannot swap folders, so each file is written under a temporary name and renamed.
// Old files are removed before new ones get their names, and each step is flushed before the next. So a stick that is pulled out
// early has the files of one user or of none, never a mix of two.

import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { systemReason, UserError } from '../errors.ts'
import { flushFolder } from '../flush-folder.ts'
import { makeFolders } from '../make-folders.ts'
import { patientlySync, removeEmptyFolder, removeFile, removeIfPossible, renamePath } from '../patience.ts'
import { shown } from '../screen-text.ts'
import { writeNewFile } from './disk.ts'
import { fileNameKey } from './file-name.ts'
import type { MediaTree } from './tree.ts'

export interface StickChange {
  /** Absolute path of the stick's root. */
  readonly folder: string
  /** Paths on the stick, in its spelling. */
  readonly remove: readonly string[]
  readonly rename: readonly { readonly from: string; readonly to: string }[]
  /** The answer file gets its name last, because Setup does nothing without it. */
  readonly write: MediaTree
}

/** @throws UserError wrong-input: it is not a folder, or it is not writable */
export function requireStick(folder: string): void {
  try {
    if (!fs.statSync(folder).isDirectory()) throw notUsable(folder, 'it is not a folder')
    fs.accessSync(folder, fs.constants.W_OK)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw notUsable(folder, systemReason(error), error)
  }
}

/** Temporary names of files that an interrupted run left. */
export const STAGED_FILE = /^\.certstick-[0-9]+\.partial$/

/**
 * All is flushed to the stick when this returns. If it fails before the first file is removed, nothing has changed.
 * @throws UserError failed
 */
export async function changeStick({ folder, remove, rename, write }: StickChange): Promise<void> {
  const staged: { readonly from: string; readonly to: string }[] = []
  try {
    for (const [path, bytes] of write) {
      const target = resolveOn(folder, path)
      makeFolders(dirname(target), 0o700)
      const from = join(dirname(target), `.certstick-${staged.length}.partial`)
      removeFile(from)
      staged.push({ from, to: target })
      writeNewFile(from, bytes)
    }
  } catch (error) {
    for (const { from } of staged) removeIfPossible(from)
    throw new UserError('failed', `cannot write to ${shown(folder)}: ${systemReason(error)}`, {
      hint: 'free some space or take another stick; the files on this one were not changed',
      cause: error,
    })
  }
  const inPlace = new Set(staged.map(({ from }) => from))
  try {
    const gone = [...remove].sort((a, b) => depth(a) - depth(b)).map((path) => join(folder, path))
    for (const path of gone) if (!inPlace.has(path)) erase(path)
    for (const { from, to } of rename) renamePath(join(folder, from), join(folder, to))
    const former = [...gone, ...rename.map(({ to }) => join(folder, to))]
    for (const path of new Set([folder, ...former.map(dirname)])) await flushFolder(path)
    for (const { from, to } of staged.toSorted((a, b) => depth(b.to) - depth(a.to))) {
      renamePath(from, to)
      await flushFolder(dirname(to))
    }
  } catch (error) {
    throw new UserError('failed', `${shown(folder)} was changed only in part: ${systemReason(error)}`, {
      hint: 'do not use the stick; plug it in again and run the same command again',
      cause: error,
    })
  }
}

/** Removes a folder from the stick if it is empty. */
export function removeIfEmpty(stick: string, name: string): void {
  const folder = join(stick, name)
  if (fs.existsSync(folder) && fs.readdirSync(folder).length === 0) removeEmptyFolder(folder)
}

/** Overwrites the file first, so that it cannot be undeleted. The flash memory may still keep old copies. */
function erase(path: string): void {
  patientlySync(path, () => overwrite(path))
  removeFile(path)
}

function overwrite(path: string): void {
  const handle = fs.openSync(path, 'r+')
  try {
    fs.writeSync(handle, Buffer.alloc(fs.fstatSync(handle).size))
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

/** The path in the spelling of the existing folders: other file systems than FAT tell `CERTS` from `Certs`. */
function resolveOn(folder: string, path: string): string {
  const [first = '', ...rest] = path.split('/')
  if (rest.length === 0) return join(folder, first)
  const there = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  const inside = join(folder, there.find((name) => fileNameKey(name) === fileNameKey(first)) ?? first)
  if (fs.lstatSync(inside, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError('wrong-input', `${shown(inside)} is not a folder`) // but a file, or a link that may lead off the stick
  }
  return resolveOn(inside, rest.join('/'))
}

function depth(path: string): number {
  return path.split(/[\\/]/).length
}

function notUsable(folder: string, why: string, cause?: unknown): UserError {
  return new UserError('wrong-input', `${shown(folder)} cannot be used as a stick: ${why}`, {
    hint: 'give the folder or drive that the stick is mounted at',
    cause,
  })
}
