// The files of a stick as they were found, on a disk or in a zip. They may be anything, and spelled in any way.
import { fileNameKey } from './file-name.ts'
import type { MediaTree } from './tree.ts'

export interface Medium {
  /** Paths of all files, with `/`, in the spelling of the stick. */
  readonly paths: readonly string[]
  /** The files that were read: all that may matter, and none that is too large. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** The files that were not read, and why. */
  readonly unread: readonly Unread[]
}

export interface Unread {
  readonly path: string
  readonly why: string
}

/** From files that were all read. */
export function mediumOf(tree: MediaTree): Medium {
  return { paths: [...tree.keys()], files: tree, unread: [] }
}

/** The stick's spelling of that path, or null if it has no such file. Windows ignores case. */
export function findPath({ paths }: Medium, path: string): string | null {
  const key = fileNameKey(path)
  return paths.find((candidate) => fileNameKey(candidate) === key) ?? null
}

/** Undefined if the file does not exist or was not read. */
export function findFile(medium: Medium, path: string): Uint8Array | undefined {
  const found = findPath(medium, path)
  return found === null ? undefined : medium.files.get(found)
}
