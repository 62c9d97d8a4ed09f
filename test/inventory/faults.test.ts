// What SQLite's errors mean for the user: damage is said only where the file is damaged.
import { expect, test } from 'vitest'
import { damaged, explain, missing } from '../../src/inventory/faults.ts'

/** As node:sqlite throws it; as the package for Node 20 does while it reads a list, without a number. */
const sqliteError = (message: string, errcode?: number) =>
  Object.assign(new Error(message), {
    code: 'ERR_SQLITE_ERROR',
    ...(errcode === undefined ? {} : { errcode }),
  })

test.each([
  ['out of memory', 7, 'not enough memory'],
  ['out of memory', undefined, 'not enough memory'],
  ['disk I/O error', 10 | (1 << 8), 'the disk reported an error'],
  ['disk I/O error', 10 | (5 << 8), 'folder could not be flushed'], // SQLITE_IOERR_DIR_FSYNC
  ['database is locked', undefined, 'another program keeps it locked'],
  ['database disk image is malformed', 11, 'is damaged'],
  ['database disk image is malformed', undefined, 'is damaged'],
] as const)('%s, with the number %s, is explained as: %s', (message, errcode, expected) => {
  expect(explain(sqliteError(message, errcode), 'inventory.db')).toMatchObject({
    code: 'failed',
    message: expect.stringContaining(expected),
  })
})

test('the hint to restore a copy says to move the journal away, because SQLite would apply it to the copy', () => {
  for (const { hint } of [damaged('inventory.db', 'it is cut'), missing('inventory.db')])
    expect(hint).toContain('inventory.db-journal')
})
