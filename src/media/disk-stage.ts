// A folder that is written beside its final place, flushed, proved there, and then renamed: a folder with the final name
// is always whole. Its name says which process writes it and for which certificate, so that what a killed run left can be
// told from what is still being written.
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { makeFolders } from '../make-folders.ts'
import {
  diskError,
  exists,
  FILE_MODE,
  FOLDER_MODE,
  flushFile,
  flushFolder,
  namesIn,
  occupied,
} from './disk.ts'
import { patiently } from './patience.ts'
import type { MediaTree } from './tree.ts'

/** @param folder absolute path of the final place @returns absolute path of the stage beside it */
export function stagePath(folder: string, owner: StageOwner): string {
  return join(dirname(folder), `.certstick-${owner.pid}-${owner.serialNumber}.partial`)
}

/** Of the folder that a stage replaces, until that is deleted. */
function replacedPath(stage: string): string {
  return `${stage}.old`
}

/** Who writes a stage, and for which certificate. */
export interface StageOwner {
  readonly pid: number
  readonly serialNumber: string
}

/** @param name of a stage, or of the folder that it replaces; null: it is neither */
export function stageOwner(name: string): StageOwner | null {
  const [, pid, serialNumber] = /^\.certstick-(\d+)-([0-9a-f]+)\.partial(?:\.old)?$/.exec(name) ?? []
  return pid === undefined || serialNumber === undefined ? null : { pid: Number(pid), serialNumber }
}

/** Every stage in an output folder, and every replaced folder that was not deleted. */
export function findStages(outputFolder: string): (StageOwner & { readonly path: string })[] {
  return namesIn(outputFolder).flatMap((name) => {
    const owner = stageOwner(name)
    return owner === null ? [] : [{ ...owner, path: join(outputFolder, name) }]
  })
}

/**
 * Writes a whole stage, flushed to disk, or leaves nothing behind.
 * @param content paths relative to the folder, with `/`
 * @throws UserError failed
 */
export async function writeStage(stage: string, content: MediaTree): Promise<void> {
  const handles: number[] = []
  const folders = new Set([stage])
  try {
    makeFolders(dirname(stage), FOLDER_MODE)
    fs.mkdirSync(stage, { mode: FOLDER_MODE })
    for (const [name, bytes] of content) {
      const target = join(stage, name)
      makeInner(dirname(target), folders)
      const handle = fs.openSync(target, 'wx', FILE_MODE)
      handles.push(handle)
      fs.writeFileSync(handle, bytes)
    }
    // All is flushed together, so that the disk commits once, not file by file.
    await allEnded([...handles.map((handle) => flushFile(handle)), ...[...folders].map(flushFolder)])
  } catch (error) {
    await discardStage(stage)
    throw diskError(`cannot write ${dirname(stage)}`, error)
  } finally {
    for (const handle of handles) fs.closeSync(handle)
  }
}

/** @param made the folders below the stage that exist already */
function makeInner(path: string, made: Set<string>): void {
  if (made.has(path)) return
  makeInner(dirname(path), made)
  fs.mkdirSync(path, { mode: FOLDER_MODE })
  made.add(path)
}

/** Waits for every one, also where one fails, because a handle may be closed only when nothing uses it any more. */
async function allEnded(flushes: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(flushes)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/**
 * Renames the stage into its place. A folder that was there is kept beside, until `removeReplaced`.
 * @throws UserError wrong-input where the place is taken and nothing may be replaced; failed where the system refuses,
 * and then the place is as it was
 */
export async function placeStage(stage: string, folder: string, replace: boolean): Promise<void> {
  if (exists(folder) && !replace) throw occupied(folder)
  const replaced = replacedPath(stage)
  try {
    if (exists(folder)) await patiently(() => fs.renameSync(folder, replaced))
    await patiently(() => fs.renameSync(stage, folder))
    await flushFolder(dirname(folder))
  } catch (error) {
    await putBack(stage, folder)
    throw error instanceof UserError ? error : diskError(`cannot write ${folder}`, error)
  }
}

/** The folder that a stage replaced, in its place again, where the stage has not taken it. */
export async function putBack(stage: string, folder: string): Promise<void> {
  const replaced = replacedPath(stage)
  if (!exists(replaced) || exists(folder)) return
  await patiently(() => fs.renameSync(replaced, folder))
  await flushFolder(dirname(folder))
}

/** Deletes the folder that a stage replaced. @throws UserError failed: it is still there */
export async function removeReplaced(stage: string): Promise<void> {
  const replaced = replacedPath(stage)
  try {
    await patiently(() => fs.rmSync(replaced, { recursive: true, force: true }))
  } catch (error) {
    throw diskError(`the replaced folder ${replaced} could not be deleted`, error)
  }
}

/** As far as that is possible: what failed before is what the user has to know. */
export async function discardStage(stage: string): Promise<void> {
  await patiently(() => fs.rmSync(stage, { recursive: true, force: true })).catch(() => {})
}

/** A whole folder by way of a stage, or nothing. @throws UserError as `writeStage` and `placeStage` */
export async function writeFolder(
  content: MediaTree,
  { folder, stage, replace }: { readonly folder: string; readonly stage: string; readonly replace: boolean },
): Promise<void> {
  await writeStage(stage, content)
  try {
    await placeStage(stage, folder, replace)
  } catch (error) {
    await discardStage(stage)
    throw error
  }
  await removeReplaced(stage)
}
