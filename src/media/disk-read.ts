// Reads a medium off a disk: every name, and the content of what could matter. A stick that Windows starts from holds
// gigabytes beside ours, and anybody may have had it, so links are never followed and nothing large is read.
import * as fs from 'node:fs'
import { join } from 'node:path'
import { isErrno, systemReason, UserError } from '../errors.ts'
import { type Links, readRegularFile } from '../read-file.ts'
import { CERTS_FOLDER } from './layout.ts'
import type { Medium, Unread } from './medium.ts'

/** Windows's own installation media have about a thousand files, in folders ten deep at most. */
const MAX_PATHS = 100_000
const MAX_DEPTH = 32

const KIB = 1024
/** At the root and in `Certs`, where our files lie. */
const MAX_OWN_BYTES = 4096 * KIB
/** Elsewhere, of files that by their names may be a key, a password list or an answer file. */
const MAX_OTHER_BYTES = 256 * KIB
const MAX_TOTAL_BYTES = 64 * 1024 * KIB
const TELLING_NAME =
  /\.(?:key|pem|der|ppk|p8|pfx|p12|txt|csv|json|jsonl|xml|ps1|cmd|bat)$|unattend|passw|id_[a-z0-9]+$/i

/** @throws UserError wrong-input where the folder is none or cannot be read */
export function readMedium(folder: string): Medium {
  const unread: Unread[] = []
  const paths: string[] = []
  walk({ folder, path: '', depth: 0 }, { paths, unread })
  const files = new Map<string, Uint8Array>()
  let left = MAX_TOTAL_BYTES
  for (const path of paths) {
    const content = readUpTo(join(folder, path), Math.min(limitOf(path), left))
    if (typeof content === 'string') unread.push({ path, why: content })
    else if (content !== null) {
      files.set(path, content)
      left -= content.length
    }
  }
  return { paths, files, unread }
}

interface Place {
  /** On the disk. */
  readonly folder: string
  /** On the medium. */
  readonly path: string
  readonly depth: number
}

function walk({ folder, path, depth }: Place, found: { paths: string[]; unread: Unread[] }): void {
  const skip = (name: string, why: string) => found.unread.push({ path: `${path}${name}`, why })
  for (const entry of listFolder(folder, depth === 0)) {
    if (found.paths.length >= MAX_PATHS) {
      skip(entry.name, `comes after ${MAX_PATHS} other files, and what follows was not looked at`)
      return
    }
    if (entry.isFile()) found.paths.push(`${path}${entry.name}`)
    else if (!entry.isDirectory()) skip(entry.name, 'is a link or a device, which no stick can hold')
    else if (depth === MAX_DEPTH) skip(entry.name, 'lies too deep and was not looked at')
    else {
      try {
        walk({ folder: join(folder, entry.name), path: `${path}${entry.name}/`, depth: depth + 1 }, found)
      } catch (error) {
        if (!isErrno(error, 'EACCES', 'EPERM', 'EIO', 'ENOENT')) throw error
        skip(entry.name, `cannot be read: ${systemReason(error)}`)
      }
    }
  }
}

/** Sorted, so that the same medium gives the same findings. */
function listFolder(folder: string, isRoot: boolean): fs.Dirent[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch (error) {
    if (!isRoot) throw error
    throw new UserError('wrong-input', `cannot read ${folder}: ${systemReason(error)}`, {
      hint: 'give the root of a stick, an ESD-USB folder, a zip, or a folder of many media',
      cause: error,
    })
  }
}

/** How much of a file may be read; 0 where its name says that it cannot matter. */
function limitOf(path: string): number {
  const folder = path.split('/').slice(0, -1).join('/')
  if (folder === '' || folder.toLowerCase() === CERTS_FOLDER.toLowerCase()) return MAX_OWN_BYTES
  return TELLING_NAME.test(path) ? MAX_OTHER_BYTES : 0
}

/** Null: larger than that. A text: why it cannot be read. */
export function readUpTo(path: string, limit: number, links: Links = 'refused'): Uint8Array | null | string {
  if (limit === 0) return null
  try {
    return readRegularFile(path, { links, mostBytes: limit })
  } catch (error) {
    return `cannot be read: ${systemReason(error)}`
  }
}
