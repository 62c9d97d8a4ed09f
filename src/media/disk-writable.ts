// Whether a folder can be written to, or created: checked before anything is signed for it. A full disk or a later failure
// is reported by the code that writes. Windows looks at attributes only, so it may answer yes where a write fails.
import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { platform } from 'node:process'
import { type Problem, systemReason } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { exists } from './disk.ts'
import { fileNameFault } from './file-name.ts'

/** @param field whose value the path is. @param path absolute */
export function writableProblems(field: string, path: string, system: string = platform): Problem[] {
  const hint = 'give a folder that you may write to'
  try {
    const there = nearestThere(path)
    if (!statSync(there).isDirectory())
      return [{ field, message: `${shown(there)} is a file, not a folder`, hint }]
    accessSync(there, constants.W_OK | constants.X_OK)
    return newPathProblems(field, path, system)
  } catch (error) {
    return [{ field, message: `cannot write to ${shown(path)}: ${systemReason(error)}`, hint }]
  }
}

/** The same for a file that must not exist yet, but whose folder may be created. @param path null: no file is wanted */
export function newFileProblems(field: string, path: string | null, system: string = platform): Problem[] {
  if (path === null) return []
  if (exists(path)) return [{ field, message: `${shown(path)} already exists`, hint: 'name a new file' }]
  const inFolder = writableProblems(field, dirname(path), system)
  return inFolder.length > 0 ? inFolder : newPathProblems(field, path, system)
}

/**
 * Names that would be created, and that Explorer could neither open nor delete. Node passes them to Windows in a form in which
 * it takes any.
 * @param path absolute
 */
export function newPathProblems(field: string, path: string, system: string = platform): Problem[] {
  if (system !== 'win32') return []
  const there = nearestThere(path)
  const names = path
    .slice(there.length)
    .split(/[\\/]/)
    .filter((name) => name !== '')
  return names.flatMap((name) => {
    const fault = fileNameFault(name)
    const hint = 'choose another name'
    return fault === null ? [] : [{ field, message: `${shown(name)} ${fault}`, hint }]
  })
}

/** The path, or the first folder above it that exists. */
function nearestThere(path: string): string {
  const above = dirname(path)
  return above === path || exists(path) ? path : nearestThere(above) // a link to nothing counts as existing
}
