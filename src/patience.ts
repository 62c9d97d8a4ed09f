// The one way to rename and to remove files and folders. Windows refuses both while another program has the file open, such
// as antivirus, the search indexer, a sync client or Explorer. Most close it soon, so on Windows the operation is tried again
// for ten seconds. Source: findings of graceful-fs (node-graceful-fs issues 104 and 119), nodejs/node issue 29481.
import { channel } from 'node:diagnostics_channel'
import { renameSync, rmdirSync, rmSync } from 'node:fs'
import { platform } from 'node:process'
import { isErrno, OpenElsewhere } from './errors.ts'

/** A path is published here after one second of trying, so that the command line can say what it waits for. */
export const HELD_OPEN = 'certstick:held-open'

const BUSY = ['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'] as const
const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 500
const SILENT_MS = 1000
const PATIENCE_MS = 10_000

/** What tests replace. */
export interface Waiting {
  readonly system?: string
  /** Blocks for that many milliseconds. */
  readonly block?: (milliseconds: number) => void
}

/**
 * @param path of the file or folder that is changed, for the message
 * @throws OpenElsewhere after ten seconds of trying; any other error, and on other systems every error, at once
 */
export async function patiently<T>(
  path: string,
  change: () => T | Promise<T>,
  { system = platform }: Waiting = {},
): Promise<T> {
  for (const wait of waits(path)) {
    try {
      return await change()
    } catch (error) {
      giveUp(error, { path, system, isLast: wait === null })
    }
    await new Promise((resolve) => setTimeout(resolve, wait ?? 0))
  }
  throw new Error('waits() has no last try')
}

/** As `patiently`, but blocks the thread while it waits. */
export function patientlySync<T>(
  path: string,
  change: () => T,
  { system = platform, block = blockThread }: Waiting = {},
): T {
  for (const wait of waits(path)) {
    try {
      return change()
    } catch (error) {
      giveUp(error, { path, system, isLast: wait === null })
    }
    block(wait ?? 0)
  }
  throw new Error('waits() has no last try')
}

/** The pause after each try; null after the last one. */
function* waits(path: string): Generator<number | null> {
  let waited = 0
  for (let wait = FIRST_WAIT_MS; waited < PATIENCE_MS; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    yield wait
    if (waited < SILENT_MS && waited + wait >= SILENT_MS) channel(HELD_OPEN).publish(path)
    waited += wait
  }
  yield null
}

/** Throws unless another try may help. */
function giveUp(
  error: unknown,
  { path, system, isLast }: { readonly path: string; readonly system: string; readonly isLast: boolean },
): void {
  if (system !== 'win32' || !isErrno(error, ...BUSY)) throw error
  if (isLast) throw new OpenElsewhere(path, error)
}

function blockThread(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Replaces what has the other name. @throws OpenElsewhere, or the system's error */
export function renamePath(from: string, to: string, waiting?: Waiting): void {
  patientlySync(to, () => renameSync(from, to), waiting)
}

/** Removes a file; does nothing if it does not exist. @throws as `renamePath` */
export function removeFile(path: string, waiting?: Waiting): void {
  patientlySync(path, () => rmSync(path, { force: true }), waiting)
}

/** Removes a file after an error; where even that fails, the first error is the one to report. */
export function removeIfPossible(path: string): void {
  try {
    removeFile(path)
  } catch {}
}

/** Removes a folder and everything in it; does nothing if it does not exist. @throws as `renamePath` */
export function removeTree(path: string, waiting?: Waiting): void {
  patientlySync(path, () => rmSync(path, { recursive: true, force: true }), waiting)
}

/** Windows says for a moment that a folder is not empty whose last file was just deleted. @throws as `renamePath` */
export function removeEmptyFolder(path: string, waiting?: Waiting): void {
  patientlySync(path, () => rmdirSync(path), waiting)
}
