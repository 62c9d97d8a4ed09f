// Which zip beside a stick's files belongs to them. Folder and zip are created with one name, but either may have been
// renamed since, and another zip may lie beside them.
import { basename, join } from 'node:path'
import { readUpTo } from './disk-read.ts'
import { RECEIPT_FILE, zipName } from './layout.ts'
import { decodeReceipt } from './receipt.ts'

const MOST_RECEIPT_BYTES = 1 << 20
/** A stick's zip holds an answer file, two certificates and a script. */
const MOST_ZIP_BYTES = 1 << 24

/**
 * Decided by the folder's name, then by the name in the receipt, then by the files in the zip.
 * @param names the names in the folder
 */
export function zipsOf(folder: string, names: readonly string[]): string[] {
  const own = zipName(basename(folder))
  if (names.includes(own)) return [own]
  const zips = names.filter((name) => name.toLowerCase().endsWith('.zip'))
  const bytes = readUpTo(join(folder, RECEIPT_FILE), MOST_RECEIPT_BYTES)
  const receipt = bytes instanceof Uint8Array ? decodeReceipt(bytes) : null
  if (receipt === null) return zips // there is nothing to tell them apart by
  const named = zipName(receipt.name)
  if (names.includes(named)) return [named]
  const files = Object.keys(receipt.files)
  return zips.filter((zip) => holdsNames(join(folder, zip), files))
}

/** A zip stores the names of its files as plain text (APPNOTE.TXT 4.4.17). */
function holdsNames(path: string, names: readonly string[]): boolean {
  const bytes = readUpTo(path, MOST_ZIP_BYTES)
  return bytes instanceof Uint8Array && names.every((name) => Buffer.from(bytes).includes(name))
}
