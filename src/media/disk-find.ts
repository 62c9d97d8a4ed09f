// What a path leads to: a stick, an ESD-USB folder, a zip, or an output folder with several of these.

import * as fs from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { systemReason, UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { exists } from './disk.ts'
import { zipsOf } from './disk-zip.ts'
import { fileNameKey } from './file-name.ts'
import { CERTS_FOLDER, MEDIA_PATHS, RECEIPT_FILE, STICK_FOLDER, zipName } from './layout.ts'

/** A stick, or the files for one, on the disk. */
export interface FoundMedium {
  readonly kind: 'stick' | 'folder' | 'zip'
  /** Absolute if the given path was absolute. */
  readonly path: string
  /** Path of its receipt; null if there is none. */
  readonly receipt: string | null
}

const HINT = 'give the root of a stick, an ESD-USB folder, a zip, an output folder, or a name in it'

/**
 * Everything found at the path: one entry, or those of an output folder, ordered by name.
 * @throws UserError wrong-input: nothing was found
 */
export function findMedia(path: string): FoundMedium[] {
  const stat = statOrRefuse(path)
  if (stat.isFile()) {
    refuseOtherFile(path)
    return [foundZip(path)]
  }
  if (!stat.isDirectory())
    throw new UserError('wrong-input', `${shown(path)} is neither a file nor a folder`, { hint: HINT })
  const made = madeMedia(path)
  const names = list(path)
  // An ESD-USB folder on the stick itself means that the folder was copied, not its content. Such a stick does not work.
  const isStick = looksLikeStick(path, names) || (made.length > 0 && isMountPoint(path))
  if (made.length > 0 && !isStick) return made
  if (isStick) return [foundStick(path, names)]
  const many = names.flatMap((name) => {
    const child = join(path, name)
    if (name.toLowerCase().endsWith('.zip')) return [foundZip(child)]
    return isFolder(child) && !name.startsWith('.') ? mediaIn(child) : []
  })
  if (many.length === 0)
    throw new UserError('wrong-input', `no stick files were found in ${shown(path)}`, { hint: HINT })
  return many
}

/** A zip that is damaged is a finding; a file that is none is a mistake. @throws UserError wrong-input */
function refuseOtherFile(path: string): void {
  if (path.toLowerCase().endsWith('.zip') || beginsAsZip(path)) return
  const isLog = path.toLowerCase().endsWith('.log')
  throw new UserError('wrong-input', `${shown(path)} is not a zip`, {
    hint: isLog ? 'to explain the log of a device, use `certstick verify --log FILE`' : HINT,
  })
}

/** APPNOTE.TXT 4.3.6: every record of a zip begins with PK. */
function beginsAsZip(path: string): boolean {
  const start = readStart(path, 2)
  return start === null || start.toString('latin1') === 'PK'
}

/** Null: it cannot be read, which is reported where it is read. */
function readStart(path: string, length: number): Buffer | null {
  try {
    const file = fs.openSync(path, 'r')
    try {
      const start = Buffer.alloc(length)
      return start.subarray(0, fs.readSync(file, start, 0, length, 0))
    } finally {
      fs.closeSync(file)
    }
  } catch {
    return null
  }
}

/** For one folder in an output folder: what certstick created there, or a copy of a stick. */
function mediaIn(folder: string): FoundMedium[] {
  const made = madeMedia(folder)
  const names = list(folder)
  const isStick = names.some((name) => fileNameKey(name) === fileNameKey(MEDIA_PATHS.answerFile))
  return made.length === 0 && isStick ? [foundStick(folder, names)] : made
}

/**
 * What `new` creates in one folder: the stick's files and their zip, with one receipt for both. The user may have renamed
 * either: if the folder was renamed, any zip may be the right one; beside a receipt, any folder with such files may be.
 */
function madeMedia(folder: string): FoundMedium[] {
  const names = list(folder)
  const receipt = names.includes(RECEIPT_FILE) ? join(folder, RECEIPT_FILE) : null
  const laidOut = names.filter((name) => isLaidOut(folder, name, receipt !== null))
  if (receipt === null && laidOut.length === 0) return []
  const media: FoundMedium[] = laidOut.map((name) => ({ kind: 'folder', path: join(folder, name), receipt }))
  for (const zip of zipsOf(folder, names)) media.push({ kind: 'zip', path: join(folder, zip), receipt })
  return media
}

function isLaidOut(folder: string, name: string, hasReceipt: boolean): boolean {
  const path = join(folder, name)
  return isFolder(path) && (name === STICK_FOLDER || (hasReceipt && looksLikeStick(path, list(path))))
}

/**
 * Whether this is a folder that `new` or `bulk` created, or one with such folders in it. A stick is not, even if such a
 * folder was copied onto it.
 */
export function isOutputFolder(folder: string): boolean {
  const names = list(folder)
  if (!isMade(folder) && !names.some((name) => isMade(join(folder, name)))) return false
  return !looksLikeStick(folder, names) && !isMountPoint(folder)
}

/** Whether it is a folder that `new` created for one user or device. */
function isMade(folder: string): boolean {
  return exists(join(folder, RECEIPT_FILE)) && exists(join(folder, STICK_FOLDER))
}

/** The receipt of a zip is beside it, in a folder of the same name. */
function foundZip(path: string): FoundMedium {
  const folder = dirname(path)
  const beside = join(folder, RECEIPT_FILE)
  const isOwn = basename(path) === zipName(basename(folder)) && exists(beside)
  return { kind: 'zip', path, receipt: isOwn ? beside : null }
}

/** The receipt of an ESD-USB folder is beside that folder. On a stick, somebody may have copied it to the root. */
function foundStick(path: string, names: readonly string[]): FoundMedium {
  const above = join(dirname(path), RECEIPT_FILE)
  if (basename(path) === STICK_FOLDER && exists(above)) return { kind: 'folder', path, receipt: above }
  const copied = names.find((name) => fileNameKey(name) === fileNameKey(RECEIPT_FILE))
  return { kind: 'stick', path, receipt: copied === undefined ? null : join(path, copied) }
}

/** These names mark the root of a stick: files of certstick or of Windows Setup. */
const STICK_NAMES = [MEDIA_PATHS.answerFile, 'unattend.xml', CERTS_FOLDER, 'sources', 'setup.exe'].map(
  fileNameKey,
)

function looksLikeStick(path: string, names: readonly string[]): boolean {
  return (
    fileNameKey(basename(path)) === fileNameKey(STICK_FOLDER) ||
    names.some((name) => STICK_NAMES.includes(fileNameKey(name)) && !isMade(join(path, name))) // a device may be named SOURCES
  )
}

function isMountPoint(path: string): boolean {
  const parent = dirname(resolve(path))
  return parent === resolve(path) || fs.statSync(path).dev !== fs.statSync(parent).dev
}

function list(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort()
  } catch (error) {
    throw unreadable(folder, error)
  }
}

function statOrRefuse(path: string): fs.Stats {
  try {
    return fs.statSync(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, cause: unknown): UserError {
  return new UserError('wrong-input', `cannot read ${shown(path)}: ${systemReason(cause)}`, {
    hint: HINT,
    cause,
  })
}

function isFolder(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
