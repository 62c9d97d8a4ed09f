// Creates a folder and those above it, for all rooms that write. Node's recursive `mkdir` is not used, because it never ends
// if the system reports ENOENT in an existing folder, as in /proc (Node 20 and 22).
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** @throws Error of the operating system; EEXIST if the path is a file */
export function makeFolders(path: string, mode: number): void {
  if (isFolder(path)) return
  const above = dirname(path)
  if (above !== path) makeFolders(above, mode)
  try {
    mkdirSync(path, mode)
  } catch (error) {
    if (!isFolder(path)) throw error // else another process was faster
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
