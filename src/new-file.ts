// Creates a file, for all rooms that write. One that could not be written whole is removed again.
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs'
import { removeIfPossible } from './patience.ts'

/**
 * The bytes are on the disk when this returns.
 * @param restrict is called while the file is still empty
 * @throws Error of the operating system; EEXIST if there is anything of that name
 */
export function writeNew(
  path: string,
  bytes: Uint8Array | string,
  mode: number,
  restrict: () => void = () => {},
): void {
  const handle = openSync(path, 'wx', mode)
  try {
    try {
      restrict()
      writeFileSync(handle, bytes)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    removeIfPossible(path)
    throw error
  }
}
