// Finds certstick's files on a stick onto which a whole output folder was copied, not just the content of ESD-USB. Such a
// copy does not work, but it has the user's key and password.

import { fileNameKey } from '../media/file-name.ts'
import { RECEIPT_FILE, STICK_FOLDER, zipName } from '../media/layout.ts'
import type { Medium } from '../media/medium.ts'
import { decodeReceipt } from '../media/receipt.ts'
import { ownFiles } from './files.ts'

/** The files of copied ESD-USB folders that would be certstick's at the root, and the files that copied receipts list. */
export function copiedFiles(medium: Medium): string[] {
  const found = new Set<string>()
  for (const path of medium.paths) {
    const folders = path.split('/').slice(0, -1)
    const at = folders.findIndex((name) => isName(name, STICK_FOLDER))
    if (at < 0) continue
    const prefix = `${folders.slice(0, at + 1).join('/')}/`
    const inside = path.slice(prefix.length)
    const files = new Map([[inside, medium.files.get(path) ?? new Uint8Array()]])
    if (ownFiles({ paths: [inside], files, unread: [] }).length > 0) found.add(path)
  }
  for (const path of medium.paths) for (const listed of listedBy(path, medium)) found.add(listed)
  return [...found]
}

/** The receipt itself, the zip beside it, and the files in the ESD-USB folder beside it. */
function listedBy(path: string, { paths, files }: Medium): string[] {
  const name = path.split('/').at(-1) ?? ''
  const bytes = files.get(path)
  const receipt = isName(name, RECEIPT_FILE) && bytes !== undefined ? decodeReceipt(bytes) : null
  if (receipt === null) return []
  const prefix = path.slice(0, -name.length)
  const onStick = Object.keys(receipt.files).map((file) => `${STICK_FOLDER}/${file}`)
  const listed = new Set([zipName(receipt.name), ...onStick].map((file) => fileNameKey(prefix + file)))
  return [path, ...paths.filter((other) => listed.has(fileNameKey(other)))]
}

function isName(name: string, other: string): boolean {
  return fileNameKey(name) === fileNameKey(other)
}
