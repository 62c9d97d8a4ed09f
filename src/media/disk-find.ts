// What a path leads to: a stick, a folder laid out for one, a zip, or a folder of many of these.
import * as fs from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { systemReason, UserError } from '../errors.ts'
import { exists } from './disk.ts'
import { zipsOf } from './disk-zip.ts'
import { fileNameKey } from './file-name.ts'
import { CERTS_FOLDER, MEDIA_PATHS, RECEIPT_FILE, STICK_FOLDER, zipName } from './layout.ts'

/** One medium on the disk. */
export interface FoundMedium {
  readonly kind: 'stick' | 'folder' | 'zip'
  /** Absolute, where the given path was. */
  readonly path: string
  /** Where its receipt lies; null where there is none. */
  readonly receipt: string | null
}

const HINT = 'give the root of a stick, an ESD-USB folder, a zip, or a folder of many media'

/**
 * Every medium at the path: one, or those of an output folder, in the order of their names.
 * @throws UserError wrong-input where there is none
 */
export function findMedia(path: string): FoundMedium[] {
  const stat = statOrRefuse(path)
  if (stat.isFile()) return [foundZip(path)]
  if (!stat.isDirectory())
    throw new UserError('wrong-input', `${path} is no file and no folder`, { hint: HINT })
  const made = madeMedia(path)
  const names = list(path)
  // On a stick itself, a folder ESD-USB is one that was copied whole, which does not work.
  const isStick = looksLikeStick(path, names) || (made.length > 0 && isMountPoint(path))
  if (made.length > 0 && !isStick) return made
  if (isStick) return [foundStick(path, names)]
  const many = names.flatMap((name) => {
    const child = join(path, name)
    if (name.toLowerCase().endsWith('.zip')) return [foundZip(child)]
    return isFolder(child) && !name.startsWith('.') ? mediaIn(child) : []
  })
  if (many.length === 0) throw new UserError('wrong-input', `${path} holds no media`, { hint: HINT })
  return many
}

/** Of a folder among many: what was made there, or the copy of a stick that it is. */
function mediaIn(folder: string): FoundMedium[] {
  const made = madeMedia(folder)
  const names = list(folder)
  const isStick = names.some((name) => fileNameKey(name) === fileNameKey(MEDIA_PATHS.answerFile))
  return made.length === 0 && isStick ? [foundStick(folder, names)] : made
}

/**
 * What `new` makes in one folder: the stick's files and their zip, proved by the same receipt. Either may have been given
 * another name since: in a folder of another name any zip may be it, and beside a receipt any folder that holds such files.
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
 * Whether `new` or `bulk` makes media there, or in folders below; and not a stick, onto which such a folder may have been
 * copied whole.
 */
export function isOutputFolder(folder: string): boolean {
  const names = list(folder)
  if (!isMade(folder) && !names.some((name) => isMade(join(folder, name)))) return false
  return !looksLikeStick(folder, names) && !isMountPoint(folder)
}

/** Whether it is what `new` makes for one user or device. */
function isMade(folder: string): boolean {
  return exists(join(folder, RECEIPT_FILE)) && exists(join(folder, STICK_FOLDER))
}

/** A zip's receipt lies beside it in the folder that both are named after. */
function foundZip(path: string): FoundMedium {
  const folder = dirname(path)
  const beside = join(folder, RECEIPT_FILE)
  const isOwn = basename(path) === zipName(basename(folder)) && exists(beside)
  return { kind: 'zip', path, receipt: isOwn ? beside : null }
}

/** A folder that was laid out has its receipt above it; on a stick, somebody may have copied it to the root. */
function foundStick(path: string, names: readonly string[]): FoundMedium {
  const above = join(dirname(path), RECEIPT_FILE)
  if (basename(path) === STICK_FOLDER && exists(above)) return { kind: 'folder', path, receipt: above }
  const copied = names.find((name) => fileNameKey(name) === fileNameKey(RECEIPT_FILE))
  return { kind: 'stick', path, receipt: copied === undefined ? null : join(path, copied) }
}

/** What tells a stick from a folder of media: our files, or those of Windows's installation media. */
const STICK_NAMES = [MEDIA_PATHS.answerFile, 'unattend.xml', CERTS_FOLDER, 'sources', 'setup.exe'].map(
  fileNameKey,
)

function looksLikeStick(path: string, names: readonly string[]): boolean {
  return (
    fileNameKey(basename(path)) === fileNameKey(STICK_FOLDER) ||
    names.some((name) => STICK_NAMES.includes(fileNameKey(name)) && !isMade(join(path, name))) // a device may be SOURCES
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
    throw new UserError('wrong-input', `cannot read ${folder}: ${systemReason(error)}`, {
      hint: HINT,
      cause: error,
    })
  }
}

function statOrRefuse(path: string): fs.Stats {
  try {
    return fs.statSync(path)
  } catch (error) {
    throw new UserError('wrong-input', `cannot read ${path}: ${systemReason(error)}`, {
      hint: HINT,
      cause: error,
    })
  }
}

function isFolder(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
