// What a process that waits for a folder's lock leaves there, so that a holder with more to do lets others have their
// turn, and need not where there are none. It is a hint: the lock itself decides.
//
//   .lock-wanted   made whenever one looks and finds the lock held; removed by the holder as it lets go, so that one
//                  that a dead process left is heeded once
import * as fs from 'node:fs'
import { join } from 'node:path'

export function requestLock(folder: string): void {
  if (isLockRequested(folder)) return
  try {
    fs.closeSync(fs.openSync(path(folder), 'a', 0o600))
  } catch {} // because who waits gets the lock without it too, only later
}

export function isLockRequested(folder: string): boolean {
  return fs.existsSync(path(folder))
}

export function removeLockRequest(folder: string): void {
  if (!isLockRequested(folder)) return // because an error that is thrown and caught costs ten times as much
  try {
    fs.unlinkSync(path(folder))
  } catch {} // because where it stays, the holder only lets go more often
}

function path(folder: string): string {
  return join(folder, '.lock-wanted')
}
