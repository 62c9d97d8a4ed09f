// Makes a folder and those above it, for every room that writes. Node's recursive `mkdir` is not used: where the system
// says ENOENT below a folder that is there, as /proc does, it tries for ever (Node 20 and 22).
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** @throws Error of the operating system, EEXIST where the path is a file */
export function makeFolders(path: string, mode: number): void {
  if (isFolder(path)) return
  const above = dirname(path)
  if (above !== path) makeFolders(above, mode)
  try {
    mkdirSync(path, mode)
  } catch (error) {
    if (!isFolder(path)) throw error // else another process was quicker
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
