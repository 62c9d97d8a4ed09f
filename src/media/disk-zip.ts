// Which zip beside a stick's files is theirs. Folder and zip have one name when they are made; either may have been given
// another since, and somebody may have put a zip of his own beside.
import { basename, join } from 'node:path'
import { readUpTo } from './disk-read.ts'
import { RECEIPT_FILE, zipName } from './layout.ts'
import { decodeReceipt } from './receipt.ts'

const MOST_RECEIPT_BYTES = 1 << 20
/** Ours holds an answer file, two certificates, a script. */
const MOST_ZIP_BYTES = 1 << 24

/**
 * By the folder's name, by the receipt's, or else by what it holds.
 * @param names of what is in the folder
 */
export function zipsOf(folder: string, names: readonly string[]): string[] {
  const own = zipName(basename(folder))
  if (names.includes(own)) return [own]
  const zips = names.filter((name) => name.toLowerCase().endsWith('.zip'))
  const bytes = readUpTo(join(folder, RECEIPT_FILE), MOST_RECEIPT_BYTES)
  const receipt = bytes instanceof Uint8Array ? decodeReceipt(bytes) : null
  if (receipt === null) return zips // nothing tells them apart
  const named = zipName(receipt.name)
  if (names.includes(named)) return [named]
  const files = Object.keys(receipt.files)
  return zips.filter((zip) => holdsNames(join(folder, zip), files))
}

/** A zip holds the names of its files as they are. (APPNOTE.TXT §4.4.17) */
function holdsNames(path: string, names: readonly string[]): boolean {
  const bytes = readUpTo(path, MOST_ZIP_BYTES)
  return bytes instanceof Uint8Array && names.every((name) => Buffer.from(bytes).includes(name))
}
