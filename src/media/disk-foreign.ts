// Finds other files in a folder that is about to be replaced. certstick deletes only files that it created.

import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { diskError, exists } from './disk.ts'

/** File browsers create these; they may be deleted. */
const LITTER = /^(?:\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i
/** A longer list would fill the screen. */
const MOST_NAMED = 3

/**
 * @param isOurs of a path below the folder, with `/`
 * @throws UserError wrong-input: it is not a folder, or it has files that certstick did not create; failed: it cannot be read
 */
export function refuseForeignFiles(folder: string, isOurs: (path: string) => boolean): void {
  const foreign = foreignFiles(folder, isOurs)
  if (foreign.length === 0) return
  const named = foreign.slice(0, MOST_NAMED).map(shown).join(', ')
  const more = foreign.length > MOST_NAMED ? ` and ${foreign.length - MOST_NAMED} more` : ''
  throw new UserError(
    'wrong-input',
    `${shown(folder)} would be replaced, but contains other files: ${named}${more}`,
    {
      hint: 'move these files out of the folder first',
    },
  )
}

/**
 * @param isOurs of a path below the folder, with `/`
 * @throws UserError wrong-input: it is not a folder; failed: it cannot be read
 */
export function foreignFiles(folder: string, isOurs: (path: string) => boolean): string[] {
  return exists(folder) ? filesBelow(folder).filter((path) => !isOurs(path)) : []
}

function filesBelow(folder: string): string[] {
  try {
    if (!lstatSync(folder).isDirectory()) throw notReplaced(folder)
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory() && !LITTER.test(entry.name))
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      )
  } catch (error) {
    if (error instanceof UserError) throw error
    throw diskError(`cannot read ${shown(folder)}`, error)
  }
}

function notReplaced(folder: string): UserError {
  return new UserError('wrong-input', `${shown(folder)} is not a folder, so it is not replaced`, {
    hint: 'move it away, or give another --output',
  })
}
