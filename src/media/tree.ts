// The files of one stick before they are written: relative path to bytes, sorted, with names that Windows accepts.
import { fileNameFault, fileNameKey } from './file-name.ts'

/** Paths use `/`, are relative, and come in ascending order of their UTF-16 code units. */
export type MediaTree = ReadonlyMap<string, Uint8Array>

/**
 * @throws Error: a path that Windows does not accept, or two paths that are the same on Windows. That is a bug of ours
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
    if (keys.has(key)) throw new Error(`media path ${JSON.stringify(path)} occurs twice`)
    keys.add(key)
  }
  return new Map(sorted)
}
