// A folder of media on the disk: written beside, flushed, then renamed into place, so that a folder with the final name
// is always whole. Flushing is waited for without holding up the thread, which may have another medium to make.
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
  occupied,
  STAGE_PREFIX,
} from './disk.ts'
import type { MediaTree } from './tree.ts'

/** Where media go and what may happen to what is there. */
export interface WriteOptions {
  /** Absolute path of the folder to make. */
  readonly folder: string
  /** Whether a folder that is already there gives way. */
  readonly replace: boolean
  /** Tells the work of two processes apart; a few random characters. */
  readonly stageName: string
  /** What the folder must wait for before it has its name; where that fails, nothing is left behind. */
  readonly permitted?: Promise<void>
}

/**
 * Writes a whole folder, flushed to disk, or leaves nothing behind.
 * @param content paths relative to the folder, with `/`
 * @throws UserError failed
 */
export async function writeFolder(content: MediaTree, options: WriteOptions): Promise<void> {
  return placeStage(writeStage(content, options), options)
}

/** What is written and not flushed yet: the folder beside, and what is to be flushed in it. */
interface Stage {
  readonly path: string
  readonly handles: number[]
  readonly folders: Set<string>
}

function writeStage(content: MediaTree, { folder, stageName }: WriteOptions): Stage {
  const path = join(dirname(folder), `${STAGE_PREFIX}${stageName}.partial`)
  const stage = { path, handles: [] as number[], folders: new Set([path]) }
  try {
    makeFolders(dirname(folder), FOLDER_MODE)
    fs.mkdirSync(path, { mode: FOLDER_MODE })
  } catch (error) {
    throw diskError(`cannot write ${folder}`, error)
  }
  try {
    for (const [name, bytes] of content) {
      const target = join(path, name)
      makeInner(dirname(target), stage.folders)
      const handle = fs.openSync(target, 'wx', FILE_MODE)
      stage.handles.push(handle)
      fs.writeFileSync(handle, bytes)
    }
    return stage
  } catch (error) {
    discard(stage)
    throw diskError(`cannot write ${folder}`, error)
  }
}

/** All is flushed together, so that the disk commits once, not file by file. */
async function placeStage(stage: Stage, { folder, replace, permitted }: WriteOptions): Promise<void> {
  const { path, handles, folders } = stage
  try {
    const flushes = [...handles.map((handle) => flushFile(handle)), ...[...folders].map(flushFolder)]
    await allEnded(flushes).finally(() => closeAll(stage))
    await permitted
    await moveIntoPlace(path, folder, replace)
  } catch (error) {
    discard(stage)
    if (error instanceof UserError) throw error
    throw diskError(`cannot write ${folder}`, error)
  }
}

function closeAll({ handles }: Stage): void {
  for (const handle of handles.splice(0)) fs.closeSync(handle)
}

/** As far as that can be done: what failed before is the one to tell. */
function discard(stage: Stage): void {
  try {
    closeAll(stage)
  } catch {}
  try {
    fs.rmSync(stage.path, { recursive: true, force: true })
  } catch {}
}

/** @param made the folders below the root that are there already */
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

async function moveIntoPlace(stage: string, folder: string, replace: boolean): Promise<void> {
  if (!exists(folder)) {
    fs.renameSync(stage, folder)
    await flushFolder(dirname(folder))
    return
  }
  if (!replace) throw occupied(folder)
  const old = `${stage}.old`
  fs.renameSync(folder, old)
  try {
    fs.renameSync(stage, folder)
  } catch (error) {
    fs.renameSync(old, folder)
    throw error
  }
  await flushFolder(dirname(folder))
  fs.rmSync(old, { recursive: true, force: true })
}
