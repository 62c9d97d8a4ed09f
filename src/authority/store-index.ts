// Writes and reads folders of `openssl ca`. The content of the files is for index-export.ts, index-import.ts and
// take-over.ts.
import { type Dirent, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isErrno, UserError } from '../errors.ts'
import { removeEmptyFolder, removeTree, renamePath } from '../patience.ts'
import { shown } from '../screen-text.ts'
import type { IndexFile } from './index-export.ts'
import { codeOf, createFolder, readSmallFile, syncFolder, unreadable, unwritable } from './store-files.ts'
import type { CertificateFile } from './take-over.ts'

/**
 * Creates a complete folder or none; only its owner can read it.
 * @throws UserError wrong-input: it already exists and is not empty; failed: the disk refused
 */
export function writeIndexFolder(folder: string, files: Iterable<IndexFile>): void {
  requireEmpty(folder)
  const stage = join(dirname(folder), `.${basename(folder)}.partial`)
  try {
    removeTree(stage)
    createFolder(dirname(stage))
    for (const path of [stage, join(stage, 'newcerts')]) mkdirSync(path, 0o700)
    for (const { path, text } of files) writeFileSync(join(stage, path), text, { flag: 'wx', mode: 0o600 })
    renamePath(stage, folder)
    syncFolder(dirname(folder))
  } catch (error) {
    removeTree(stage)
    throw error instanceof UserError ? error : unwritable(folder, error)
  }
}

function requireEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length > 0) throw occupied(folder)
    removeEmptyFolder(folder) // an empty one may exist, over which Windows cannot rename
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return
    throw error instanceof UserError ? error : occupied(folder, error)
  }
}

function occupied(folder: string, cause?: unknown): UserError {
  const hint = 'give a new folder, or an empty one'
  return new UserError('wrong-input', `${shown(folder)} already exists`, { hint, cause })
}

function isNotThere(path: string): UserError {
  return new UserError('wrong-input', `${shown(path)} was not found`, {
    hint: 'give the index.txt of `openssl ca`, its folder, or a folder of certificates',
  })
}

/** The content of a folder of `openssl ca`; null for a file that does not exist. */
export interface IndexSource {
  readonly index: string | null
  readonly crlNumber: string | null
  readonly certificates: readonly CertificateFile[]
}

const LARGEST_INDEX_BYTES = 1 << 28
const CERTIFICATE_NAME = /\.(pem|crt|cer|cert|der)$/i
/** Folders beside index.txt in which openssl.cnf stores certificates (`new_certs_dir`, `certs`). */
const CERTIFICATE_FOLDERS = ['newcerts', 'certs']

/**
 * @param path an index.txt, a certificate, a folder of `openssl ca`, or a folder of certificates
 * @throws UserError wrong-input: nothing was found; failed: it cannot be read
 */
export function readIndexSource(path: string): IndexSource {
  if (isFolder(path)) {
    const index = readText(join(path, 'index.txt'))
    const folders = [path, ...CERTIFICATE_FOLDERS.map((name) => join(path, name))]
    return { index, crlNumber: readText(join(path, 'crlnumber')), certificates: readAll(folders) }
  }
  const bytes = readSmallFile(path, LARGEST_INDEX_BYTES)
  if (bytes === null) throw isNotThere(path)
  if (!isIndex(bytes))
    return { index: null, crlNumber: null, certificates: [{ name: basename(path), bytes }] }
  const beside = CERTIFICATE_FOLDERS.map((name) => join(dirname(path), name))
  const crlNumber = readText(join(dirname(path), 'crlnumber'))
  return { index: bytes.toString(), crlNumber, certificates: readAll(beside) }
}

/** A line of index.txt begins with V, R or E and a tab, unlike a certificate. */
function isIndex(bytes: Buffer): boolean {
  return bytes.length === 0 || /^(?:#|\s|[VRE]\t)/.test(bytes.toString('latin1', 0, 2))
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw unreadable(path, error)
  }
}

function readText(path: string): string | null {
  return readSmallFile(path, LARGEST_INDEX_BYTES)?.toString() ?? null
}

/** Ordered by name. Files whose names are not those of certificates are ignored. */
function readAll(folders: readonly string[]): CertificateFile[] {
  const files: CertificateFile[] = []
  for (const folder of folders) {
    const names = entriesOf(folder)
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
    for (const name of names.filter((each) => CERTIFICATE_NAME.test(each)).sort()) {
      const bytes = readSmallFile(join(folder, name))
      if (bytes !== null) files.push({ name, bytes })
    }
  }
  return files
}

/** Empty if the folder does not exist. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw unreadable(folder, error)
  }
}
