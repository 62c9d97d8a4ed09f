// Writes a folder beside its final place, flushes it, and renames it once it was read back, so that a folder with the
// final name is always complete. The temporary name holds the process id and the certificate's serial number. So the
// folder of a killed run can be told from one that is still being written.

import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { flushFolder } from '../flush-folder.ts'
import { makeFolders } from '../make-folders.ts'
import { patiently } from '../patience.ts'
import { shown } from '../screen-text.ts'
import { diskError, exists, FILE_MODE, FOLDER_MODE, flushFile, namesIn, occupied } from './disk.ts'
import type { MediaTree } from './tree.ts'

/** @param folder absolute path of the final place @returns absolute path of the stage beside it */
export function stagePath(folder: string, owner: StageOwner): string {
  return join(dirname(folder), `.certstick-${owner.pid}-${owner.serialNumber}.partial`)
}

/** The temporary name of the folder that a stage replaces, until that folder is deleted. */
function replacedPath(stage: string): string {
  return `${stage}.old`
}

/** The process that writes a stage, and the certificate in it. */
export interface StageOwner {
  readonly pid: number
  readonly serialNumber: string
}

/** @param name of a stage, or of the folder that it replaces. Null: it is neither */
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
 * Writes a complete stage and flushes it to the disk, or leaves nothing behind.
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
    // All files are flushed together, so that the disk commits once, not once a file.
    await allEnded([...handles.map((handle) => flushFile(handle)), ...[...folders].map(flushFolder)])
  } catch (error) {
    await discardStage(stage)
    throw diskError(`cannot write ${shown(dirname(stage))}`, error)
  } finally {
    for (const handle of handles) fs.closeSync(handle)
  }
}

/** @param made the folders below the stage that already exist */
function makeInner(path: string, made: Set<string>): void {
  if (made.has(path)) return
  makeInner(dirname(path), made)
  fs.mkdirSync(path, { mode: FOLDER_MODE })
  made.add(path)
}

/** Waits for all, even if one fails, because a handle may be closed only when nothing uses it. */
async function allEnded(flushes: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(flushes)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/**
 * Renames the stage to its final name. A folder that it replaces is kept under another name until `removeReplaced`.
 * @throws UserError wrong-input: the folder already exists and may not be replaced; failed: the system refuses. Then
 * nothing has changed
 */
export async function placeStage(stage: string, folder: string, replace: boolean): Promise<void> {
  try {
    await patiently(folder, () => {
      if (exists(folder) && !replace) throw occupied(folder)
      renameStage(stage, folder)
    })
  } catch (error) {
    throw error instanceof UserError ? error : diskError(`cannot write ${shown(folder)}`, error)
  }
}

/** As `placeStage`, at once, and whatever folder has that name. @throws the system's error */
export function renameStage(stage: string, folder: string): void {
  if (exists(folder)) fs.renameSync(folder, replacedPath(stage))
  try {
    fs.renameSync(stage, folder)
  } catch (error) {
    putBack(stage, folder)
    throw error
  }
}

/** Gives the replaced folder its name back, unless another folder has that name. @throws the system's error */
export function putBack(stage: string, folder: string): void {
  const replaced = replacedPath(stage)
  if (exists(replaced) && !exists(folder)) fs.renameSync(replaced, folder)
}

/** Flushes the name that a stage was given. @throws UserError failed */
export async function flushName(folder: string): Promise<void> {
  try {
    await flushFolder(dirname(folder))
  } catch (error) {
    throw diskError(`the new name of ${shown(folder)} could not be flushed to the disk`, error)
  }
}

/** Deletes the folder that a stage replaced. @throws UserError failed: it could not be deleted */
export async function removeReplaced(stage: string): Promise<void> {
  const replaced = replacedPath(stage)
  try {
    await patiently(replaced, () => fs.rmSync(replaced, { recursive: true, force: true }))
  } catch (error) {
    throw diskError(`the replaced folder ${shown(replaced)} could not be deleted`, error)
  }
}

/** Ignores errors, because the user needs to know the first error, not this one. */
export async function discardStage(stage: string): Promise<void> {
  await patiently(stage, () => fs.rmSync(stage, { recursive: true, force: true })).catch(() => {})
}

/** Creates a complete folder, or nothing. @throws UserError as `writeStage` and `placeStage` */
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
  await flushName(folder)
  await removeReplaced(stage)
}
