// A consistent copy of the inventory, while others write.
import { closeSync, fsyncSync, openSync } from 'node:fs'
import { isErrno, UserError } from '../errors.ts'
import { removeIfPossible } from '../patience.ts'
import { shown } from '../screen-text.ts'
import { unwritable } from './faults.ts'
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
  } catch (error) {
    removeIfPossible(path)
    throw error
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
