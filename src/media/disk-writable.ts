// Whether a folder, or one that is to be made, can be written to: asked before anything is signed for it. A disk that is
// full, or that fails later, is told of by whoever writes. Windows answers by attributes alone, so it may say yes too often.
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Problem, systemReason } from '../errors.ts'
import { exists } from './disk.ts'

/** @param field whose value the path is. @param path absolute */
export function writableProblems(field: string, path: string): Problem[] {
  const hint = 'give a folder that you may write to'
  try {
    const there = nearestThere(path)
    if (!statSync(there).isDirectory()) return [{ field, message: `${there} is a file, not a folder`, hint }]
    accessSync(there, constants.W_OK | constants.X_OK)
    return []
  } catch (error) {
    return [{ field, message: `cannot write to ${path}: ${systemReason(error)}`, hint }]
  }
}

/** The same for a file that must not be there yet, but whose folder may be made. @param path null: none is wanted */
export function newFileProblems(field: string, path: string | null): Problem[] {
  if (path === null) return []
  if (exists(path)) return [{ field, message: `${path} is already there`, hint: 'name a new file' }]
  return writableProblems(field, dirname(path))
}

/** The path, or the first above it that is there. */
function nearestThere(path: string): string {
  const above = dirname(path)
  return above === path || exists(path) ? path : nearestThere(above) // a link that leads nowhere is there
}
