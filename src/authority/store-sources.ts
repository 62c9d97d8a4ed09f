// Reads what `ca import` was given: files, and folders as openssl, Easy-RSA, mkcert and step lay them out. What a file
// contains is for file-parts.ts, index-import.ts and take-over.ts.
import { type Dirent, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isErrno, type Problem, systemReason, UserError } from '../errors.ts'
import { NotAFile, readRegularFile } from '../read-file.ts'
import { shown } from '../screen-text.ts'
import { readSmallFile, unreadable } from './store-files.ts'

/** A file that may contain certificates, a CRL or the root itself. */
export interface SourceFile {
  /** Relative to the folder that was given. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** An index.txt, and the number of the next CRL beside it; null: no such file. */
export interface SourceIndex {
  readonly text: string
  readonly crlNumber: string | null
}

export interface Sources {
  readonly indexes: readonly SourceIndex[]
  readonly files: readonly SourceFile[]
  /** Files of the folders that were not read. */
  readonly problems: readonly Problem[]
}

/** Of an index or a CRL. */
const LARGEST_BYTES = 1 << 28
/** Of another file in a folder. */
const LARGEST_FOUND_BYTES = 1 << 20
const MOST_FILES = 200_000
/** Of all files together, so that they fit in memory. */
const MOST_BYTES = 1 << 29
const NAMES = /\.(pem|crt|cer|cert|der|p7b|p7c|crl)$/i
/** Where a root is looked for, private keys too; `step ca init` names its key root_ca_key. */
const NAMES_WITH_KEYS = /(?:\.(pem|crt|cer|cert|der|p7b|p7c|crl|key|p8|pk8|pfx|p12)|_key)$/i
/** Where openssl, Easy-RSA and step keep private keys. */
const KEY_FOLDERS = ['private', 'secrets']
/** Folders below the one that was given. Easy-RSA has all of its files in `pki`. */
const TOPS = ['', 'pki']
/** Folders in which openssl.cnf (`new_certs_dir`, `certs`) and Easy-RSA store certificates. */
const FOLDERS = [
  ...['', 'newcerts', 'certs', 'issued', 'certs_by_serial', 'crl'],
  ...['revoked/certs_by_serial', 'renewed/certs_by_serial', 'renewed/issued', 'expired'],
]

/**
 * @param withKeys whether private keys in folders are read too
 * @throws UserError wrong-input: a path was not found; failed: it cannot be read
 */
export function readSources(paths: readonly string[], withKeys: boolean): Sources {
  const sources = {
    size: 0,
    names: withKeys ? NAMES_WITH_KEYS : NAMES,
    folders: withKeys ? [...FOLDERS, ...KEY_FOLDERS] : FOLDERS,
    indexes: [] as SourceIndex[],
    files: [] as SourceFile[],
    problems: [] as Problem[],
  }
  for (const path of paths) {
    if (isFolder(path)) readFolder(path, sources)
    else readFile(path, sources)
  }
  return sources
}

type Collected = { size: number } & { [List in keyof Sources]: Sources[List][number][] } & {
  readonly names: RegExp
  readonly folders: readonly string[]
}

function readFile(path: string, sources: Collected): void {
  const bytes = readSmallFile(path, LARGEST_BYTES)
  if (bytes === null) throw isNotThere(path)
  if (!isIndex(bytes)) {
    sources.files.push({ name: basename(path), bytes })
    return
  }
  sources.indexes.push({ text: decodeIndex(bytes), crlNumber: readText(join(dirname(path), 'crlnumber')) })
  readFiles(dirname(path), sources.folders.slice(1), sources)
}

function readFolder(path: string, sources: Collected): void {
  for (const top of TOPS) {
    const folder = join(path, top)
    const bytes = readSmallFile(join(folder, 'index.txt'), LARGEST_BYTES)
    if (bytes !== null)
      sources.indexes.push({ text: decodeIndex(bytes), crlNumber: readText(join(folder, 'crlnumber')) })
    readFiles(folder, sources.folders, sources)
  }
}

/** Ordered by name. Files whose names are not those of certificates are ignored. */
function readFiles(top: string, folders: readonly string[], sources: Collected): void {
  for (const folder of folders) {
    const entries = entriesOf(join(top, folder)).filter((entry) => !entry.isDirectory())
    for (const name of entries.map((entry) => entry.name).sort()) {
      if (!sources.names.test(name)) continue
      if (sources.files.length + sources.problems.length >= MOST_FILES) throw tooMany(top)
      const found = readFound(join(top, folder, name))
      const path = folder === '' ? name : `${folder}/${name}`
      if (typeof found === 'string') sources.problems.push({ field: path, message: found })
      else sources.files.push({ name: path, bytes: found })
      if (typeof found !== 'string') sources.size += found.length
      if (sources.size > MOST_BYTES) throw tooMany(top)
    }
  }
}

/** Links are not followed, because nobody named what they lead to. @returns why it was not read */
function readFound(path: string): Uint8Array | string {
  const mostBytes = /\.(crl|pem)$/i.test(path) ? LARGEST_BYTES : LARGEST_FOUND_BYTES
  try {
    const bytes = readRegularFile(path, { links: 'refused', mostBytes })
    return bytes ?? `is larger than ${mostBytes >> 20} MiB`
  } catch (error) {
    return `cannot be read: ${error instanceof NotAFile ? error.message : systemReason(error)}`
  }
}

/** A line of index.txt begins with V, R or E and a tab, unlike a certificate. */
function isIndex(bytes: Buffer): boolean {
  return bytes.length === 0 || /^(?:#|[ \r\n]|[VRE]\t)/.test(decodeIndex(bytes.subarray(0, 8)))
}

/** UTF-8, or UTF-16 with a byte order mark, as editors on Windows save it. */
function decodeIndex(bytes: Buffer): string {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const encoding = !isUtf16 ? 'utf-8' : bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'
  return new TextDecoder(encoding).decode(bytes)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw unreadable(path, error)
  }
}

function readText(path: string): string | null {
  return readSmallFile(path)?.toString() ?? null
}

/** Empty if the folder does not exist. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw unreadable(folder, error)
  }
}

function isNotThere(path: string): UserError {
  return new UserError('wrong-input', `${shown(path)} was not found`, {
    hint: 'give the index.txt of `openssl ca`, its folder, certificates, a CRL, or a folder of them',
  })
}

function tooMany(folder: string): UserError {
  return new UserError('wrong-input', `${shown(folder)} has too many or too large files of certificates`, {
    hint: 'import them in several folders',
  })
}
