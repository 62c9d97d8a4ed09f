// Writes a folder of `openssl ca`. The content of the files is for index-export.ts.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isErrno, UserError } from '../errors.ts'
import { removeEmptyFolder, removeTree, renamePath } from '../patience.ts'
import { shown } from '../screen-text.ts'
import type { IndexFile } from './index-export.ts'
import { createFolder, syncFolder, unwritable } from './store-files.ts'

/**
 * Creates a complete folder or none; only its owner can read it.
 * @throws UserError wrong-input: it already exists and is not empty; failed: the disk refused
 */
export function writeIndexFolder(folder: string, files: Iterable<IndexFile>): void {
  requireEmpty(folder)
  const stage = join(dirname(folder), `.${basename(folder)}.partial`)
  try {
    removeTree(stage)
    createFolder(dirname(stage))
    for (const path of [stage, join(stage, 'newcerts')]) mkdirSync(path, 0o700)
    for (const { path, text } of files) writeFileSync(join(stage, path), text, { flag: 'wx', mode: 0o600 })
    renamePath(stage, folder)
    syncFolder(dirname(folder))
  } catch (error) {
    removeTree(stage)
    throw error instanceof UserError ? error : unwritable(folder, error)
  }
}

function requireEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length > 0) throw occupied(folder)
    removeEmptyFolder(folder) // an empty one may exist, over which Windows cannot rename
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return
    throw error instanceof UserError ? error : occupied(folder, error)
  }
}

function occupied(folder: string, cause?: unknown): UserError {
  const hint = 'give a new folder, or an empty one'
  return new UserError('wrong-input', `${shown(folder)} already exists`, { hint, cause })
}
