// A medium as it was found, on a disk or in a zip: what is on it may be anything, spelled in any way.
import { fileNameKey } from './file-name.ts'
import type { MediaTree } from './tree.ts'

export interface Medium {
  /** Of every file on it, with `/`, as spelled there. */
  readonly paths: readonly string[]
  /** Those of the files that were read: all that can matter, and none that is too large to. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What was left out, and why. */
  readonly unread: readonly Unread[]
}

export interface Unread {
  readonly path: string
  readonly why: string
}

/** A tree that was read whole. */
export function mediumOf(tree: MediaTree): Medium {
  return { paths: [...tree.keys()], files: tree, unread: [] }
}

/** How the medium spells that path, or null where it has no such file; Windows looks without regard to case. */
export function findPath({ paths }: Medium, path: string): string | null {
  const key = fileNameKey(path)
  return paths.find((candidate) => fileNameKey(candidate) === key) ?? null
}

/** Undefined where it is not there, or was not read. */
export function findFile(medium: Medium, path: string): Uint8Array | undefined {
  const found = findPath(medium, path)
  return found === null ? undefined : medium.files.get(found)
}
