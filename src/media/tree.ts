// The files of one medium before they are on any disk: relative path to bytes, sorted, legal on Windows.
import { fileNameFault, fileNameKey } from './file-name.ts'

/** Paths use `/`, are relative, and come in ascending order of their UTF-16 code units. */
export type MediaTree = ReadonlyMap<string, Uint8Array>

/**
 * Puts files together into a tree.
 * @throws Error on a path that Windows would not take, or on two that are one there: our bug, never the user's
 */
export function makeTree(files: Iterable<readonly [path: string, bytes: Uint8Array]>): MediaTree {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const keys = new Set<string>()
  for (const [path] of sorted) {
    for (const name of path.split('/')) {
      const fault = fileNameFault(name)
      if (fault !== null)
        throw new Error(`media path ${JSON.stringify(path)}: ${JSON.stringify(name)} ${fault}`)
    }
    const key = fileNameKey(path)
    if (keys.has(key)) throw new Error(`media path ${JSON.stringify(path)} is there twice`)
    keys.add(key)
  }
  return new Map(sorted)
}
