// Flushes the names in a folder to the disk, for all rooms that write: otherwise a power cut may lose a file whose content is
// safe. Windows cannot do that, and does not need it; some network shares cannot either.
import { closeSync, fsync, fsyncSync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { isErrno } from './errors.ts'

/** Without blocking the thread. @throws Error of the operating system */
export async function flushFolder(path: string): Promise<void> {
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    await promisify(fsync)(handle)
  } catch (error) {
    refuseUnlessUnable(error)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** @throws Error of the operating system */
export function flushFolderSync(path: string): void {
  let handle: number | undefined
  try {
    handle = openSync(path, 'r')
    fsyncSync(handle)
  } catch (error) {
    refuseUnlessUnable(error)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

function refuseUnlessUnable(error: unknown): void {
  if (!isErrno(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error
}
