// Sticks in the hands of tests: jane's and joe's media, what Windows has on a stick, and what is on one now.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTree } from '../../src/media/tree.ts'
import { encodeZip } from '../../src/media/zip.ts'
import { planStick, putOnStick } from '../../src/stick/stick.ts'
import { fatAbsent, insertFatStick } from './fat.ts'
import { temporaryFolder } from './folders.ts'
import { type MadeMedium, makeMedium } from './media.ts'
import { makeRoot } from './roots.ts'
import { insertInstaller } from './wim.ts'
import { NOW } from './world.ts'

export const root = makeRoot()
export const jane = makeMedium(root)
export const joe = makeMedium(root, { upn: 'joe@yourdomain.com', device: 'LAPTOP-02' })
export const FOREIGN = '<unattend xmlns="urn:schemas-microsoft-com:unattend"/>'

/** Writes the zip that a delivery would have written. */
export async function delivered({ files, receipt }: MadeMedium) {
  const zip = join(temporaryFolder(), 'medium.zip')
  writeFileSync(zip, await encodeZip(makeTree(files)))
  return { zip, receipt }
}

export async function put(folder: string, medium: MadeMedium, replace = false): Promise<void> {
  await putOnStick(planStick(folder, replace), await delivered(medium), NOW)
}

/** Everything on the stick, by path. */
export function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'latin1')]),
  )
}

/** The files of Windows's own installation media, and somebody's photo. */
export function insertWindows(folder: string): Record<string, string> {
  insertInstaller(folder)
  writeFileSync(join(folder, 'photo.jpg'), 'photo')
  return contentOf(folder)
}

export const asFiles = ({ files }: MadeMedium) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]))

/** What the tests of sticks run on: the kind, how to get one, and what one needs that is absent here. */
export const KINDS = [
  ['a folder', temporaryFolder, null],
  ['a FAT stick', () => insertFatStick().folder, fatAbsent],
] as const
