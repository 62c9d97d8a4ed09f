// Turns SQLite's errors, and what the checks at opening find, into errors that say what to do.
import { systemReason, UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const BUSY = 5
const MEANINGS: Readonly<Record<number, string>> = {
  3: 'permission denied',
  8: 'it is read-only',
  10: 'the disk reported an error',
  13: 'the disk is full',
  14: 'it cannot be opened',
}
const DAMAGED = [11, 26] // CORRUPT, NOTADB

/** The inventory cannot record anything. */
export class InventoryFailure extends UserError {}

/** Null: not an error of SQLite. */
function resultCode(error: unknown): number | null {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : null
  return typeof code === 'number' ? code & 0xff : null
}

/** Whether another process has the lock. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY
}

/** @returns the error for the user; errors that are not SQLite's are returned unchanged */
export function explain(error: unknown, path: string): unknown {
  const code = resultCode(error)
  if (code === null) return error
  if (DAMAGED.includes(code)) return damaged(path, 'it is not a database', error)
  const meaning = MEANINGS[code] ?? (code === BUSY ? 'another program keeps it locked' : null)
  if (meaning === null) return error
  const message = `the certificate inventory ${shown(path)} cannot be used: ${meaning}`
  return new InventoryFailure('failed', message, { cause: error })
}

const RESTORE = 'keep the file as it is, and restore the newest copy of `certstick ca backup`'

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
