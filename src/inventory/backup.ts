// A consistent copy of the inventory, while others write.
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { isErrno, UserError } from '../errors.ts'
import { flushFolderSync } from '../flush-folder.ts'
import { removeIfPossible } from '../patience.ts'
import { shown } from '../screen-text.ts'
import { isDiskFull, unwritable } from './faults.ts'
import type { Inventory } from './inventory.ts'
import { SQL } from './statements.ts'

/** @param path of a new file @throws UserError wrong-input: it exists; failed: the disk refused, and no file is left */
export function backUp({ connection }: Inventory, path: string): void {
  createPrivately(path)
  try {
    connection.run(SQL.backup, { path })
    const file = openSync(path, 'r+')
    fsyncSync(file)
    closeSync(file)
    flushFolderSync(dirname(path))
  } catch (error) {
    removeIfPossible(path)
    if (isDiskFull(error)) throw unwritable(path, Object.assign(new Error(), { code: 'ENOSPC' })) // not that of the inventory
    throw error instanceof UserError ? error : unwritable(path, error)
  }
}

function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600)) // SQLite writes into an empty file, and would let others read a new one
  } catch (error) {
    if (isErrno(error, 'EEXIST')) {
      throw new UserError('wrong-input', `${shown(path)} already exists`, {
        hint: 'give the name of a new file',
      })
    }
    throw unwritable(path, error)
  }
}
