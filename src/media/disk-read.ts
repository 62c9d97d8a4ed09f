// Reads a stick or folder: every file name, and the content of files that may matter. A stick with Windows on it has
// gigabytes of other files, and it may come from anybody, so links are not followed and large files are not read.

import * as fs from 'node:fs'
import { join } from 'node:path'
import { isErrno, systemReason, UserError } from '../errors.ts'
import { type Links, readRegularFile } from '../read-file.ts'
import { shown } from '../screen-text.ts'
import { fileNameKey } from './file-name.ts'
import { CERTS_FOLDER } from './layout.ts'
import type { Medium, Unread } from './medium.ts'

/** Windows Setup has about a thousand files, at most ten folders deep. */
const MAX_PATHS = 100_000
const MAX_DEPTH = 32

const KIB = 1024
/** For files at the root and in `Certs`, where certstick's files are. */
const MAX_OWN_BYTES = 4096 * KIB
/** For files elsewhere whose names suggest a key, a password list or an answer file. */
const MAX_OTHER_BYTES = 256 * KIB
const MAX_TOTAL_BYTES = 64 * 1024 * KIB
const TELLING_NAME =
  /\.(?:key|pem|der|ppk|p8|pfx|p12|txt|csv|json|jsonl|xml|ps1|cmd|bat)$|unattend|passw|id_[a-z0-9]+$/i

/** @throws UserError wrong-input: it is not a folder, or cannot be read */
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

/**
 * Paths of the files in these folders alone, in the stick's spelling; none where a folder cannot be read.
 * @param folders with `/`, in any spelling
 */
export function listFolderFiles(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const found = spellingOf(root, folder === '' ? [] : folder.split('/'))
    if (found === null) return []
    const entries = listQuietly(join(root, found)).slice(0, MAX_PATHS)
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => (found === '' ? name : `${found}/${name}`))
  })
}

/** Null: there is no such folder. */
function spellingOf(root: string, names: readonly string[]): string | null {
  let path = ''
  for (const name of names) {
    const isIt = (entry: fs.Dirent) => entry.isDirectory() && fileNameKey(entry.name) === fileNameKey(name)
    const there = listQuietly(join(root, path)).find(isIt)
    if (there === undefined) return null
    path = path === '' ? there.name : `${path}/${there.name}`
  }
  return path
}

function listQuietly(folder: string): fs.Dirent[] {
  try {
    return listFolder(folder, false)
  } catch {
    return []
  }
}

interface Place {
  /** On the disk. */
  readonly folder: string
  /** On the stick. */
  readonly path: string
  readonly depth: number
}

function walk({ folder, path, depth }: Place, found: { paths: string[]; unread: Unread[] }): void {
  const skip = (name: string, why: string) => found.unread.push({ path: `${path}${name}`, why })
  for (const entry of listFolder(folder, depth === 0)) {
    if (found.paths.length >= MAX_PATHS) {
      skip(entry.name, `comes after ${MAX_PATHS} other files; it and the files after it were not checked`)
      return
    }
    if (entry.isFile()) found.paths.push(`${path}${entry.name}`)
    else if (!entry.isDirectory()) skip(entry.name, 'is a link or a device, which a stick cannot hold')
    else if (depth === MAX_DEPTH) skip(entry.name, 'is nested too deeply and was not checked')
    else {
      try {
        walk({ folder: join(folder, entry.name), path: `${path}${entry.name}/`, depth: depth + 1 }, found)
      } catch (error) {
        if (!isErrno(error, 'EACCES', 'EPERM', 'EIO', 'ENOENT')) throw error
        if (depth === 0 && OF_WINDOWS.test(entry.name) && isErrno(error, 'EACCES', 'EPERM')) continue
        skip(entry.name, `cannot be read: ${systemReason(error)}`)
      }
    }
  }
}

/** Windows creates them on every NTFS drive, and keeps them from all users, so they are no reason for a warning. */
const OF_WINDOWS = /^(?:System Volume Information|\$RECYCLE\.BIN)$/i

/** Sorted, so that the same files give the same findings. */
function listFolder(folder: string, isRoot: boolean): fs.Dirent[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  } catch (error) {
    if (!isRoot) throw error
    throw new UserError('wrong-input', `cannot read ${shown(folder)}: ${systemReason(error)}`, {
      hint: 'give the root of a stick, an ESD-USB folder, a zip, an output folder, or a name in it',
      cause: error,
    })
  }
}

/** The most bytes of a file that are read; 0 if its name shows that it does not matter. */
function limitOf(path: string): number {
  const folder = path.split('/').slice(0, -1).join('/')
  if (folder === '' || folder.toLowerCase() === CERTS_FOLDER.toLowerCase()) return MAX_OWN_BYTES
  return TELLING_NAME.test(path) ? MAX_OTHER_BYTES : 0
}

/** Null if the file is larger than that; a text says why it cannot be read. */
export function readUpTo(path: string, limit: number, links: Links = 'refused'): Uint8Array | null | string {
  if (limit === 0) return null
  try {
    return readRegularFile(path, { links, mostBytes: limit })
  } catch (error) {
    return `cannot be read: ${systemReason(error)}`
  }
}
