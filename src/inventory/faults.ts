// Turns SQLite's errors, and what the checks at opening find, into errors that say what to do.
import { systemReason, UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'

/** SQLite's primary result codes, and one extended one, https://sqlite.org/rescode.html */
const BUSY = 5
const CORRUPT = 11
const FULL = 13
const MEANINGS: Readonly<Record<number, string>> = {
  3: 'permission denied',
  [BUSY]: 'another program keeps it locked',
  7: 'there is not enough memory',
  8: 'it is read-only',
  10: 'the disk reported an error',
  [FULL]: 'the disk is full',
  14: 'it cannot be opened',
  [10 | (5 << 8)]:
    'its folder could not be flushed to the disk, as on some network shares; a CA folder belongs on a local disk',
}
/** SQLite's texts for some of them: the package for Node 20 gives no code with an error that a list of rows ends with. */
const CODES: Readonly<Record<string, number>> = {
  'database is locked': BUSY,
  'out of memory': 7,
  'disk I/O error': 10,
  'unable to open database file': 14,
}

/** The inventory cannot record anything. */
export class InventoryFailure extends UserError {}

interface SqliteError extends Error {
  readonly code: 'ERR_SQLITE_ERROR'
  readonly errcode?: number
}

function isOfSqlite(error: unknown): error is SqliteError {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

function resultCode({ errcode, message }: SqliteError): number {
  return errcode === undefined ? (CODES[message] ?? CORRUPT) : errcode & 0xff
}

/** Whether another process has the lock. */
export function isBusy(error: unknown): boolean {
  return isOfSqlite(error) && resultCode(error) === BUSY
}

/** Of a file that SQLite writes, such as a copy on another disk. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof InventoryFailure && isOfSqlite(error.cause) && resultCode(error.cause) === FULL
}

/**
 * Certstick's statements are right, so what SQLite cannot carry out is damaged.
 * @returns the error for the user; errors that are not SQLite's are returned unchanged
 */
export function explain(error: unknown, path: string): unknown {
  if (!isOfSqlite(error)) return error
  const meaning = MEANINGS[error.errcode ?? 0] ?? MEANINGS[resultCode(error)]
  if (meaning === undefined) return damaged(path, `SQLite says: ${error.message}`, error)
  const message = `the certificate inventory ${shown(path)} cannot be used: ${meaning}`
  return new InventoryFailure('failed', message, { cause: error })
}

/** A journal belongs to its file alone: SQLite would apply it to the restored copy (https://sqlite.org/howtocorrupt.html §1.4). */
export const RESTORE =
  'move inventory.db and inventory.db-journal away, if they exist, and copy the newest file of `certstick ca backup` to inventory.db'

/** The file was changed or truncated. */
export function damaged(path: string, why: string, cause?: unknown): UserError {
  return new InventoryFailure('failed', `the certificate inventory ${shown(path)} is damaged: ${why}`, {
    hint: RESTORE,
    cause,
  })
}

export function missing(path: string): UserError {
  return new UserError('failed', `the certificate inventory ${shown(path)} is missing`, {
    hint: `settings.json says that this CA has one; ${RESTORE}`,
  })
}

export function unusable(path: string, why: string, hint: string): UserError {
  return new UserError('wrong-input', `the certificate inventory ${shown(path)} ${why}`, { hint })
}

export function unwritable(path: string, cause: unknown): UserError {
  return new UserError('failed', `${shown(path)} cannot be written: ${systemReason(cause)}`, { cause })
}
