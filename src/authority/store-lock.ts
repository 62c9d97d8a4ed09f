// One writer at a time in a CA folder, or one bulk run in an output folder. proper-lockfile makes, refreshes and
// removes the lock; this file says who holds it and takes over from a process that died. Others wait.
//
//   .lock/         made by mkdir, which only one process can win; its mtime moves while the holder lives
//   .lock/owner    who holds it; inside, so that it can never outlive the lock it speaks of
//   .lock-wanted   one waits for it (store-lock-request.ts)
//   .lock-takeover held while a dead one's lock is removed, so that nobody removes the next one's instead
import * as fs from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { hrtime, kill, pid } from 'node:process'
import { lock, lockSync } from 'proper-lockfile'
import { UserError } from '../errors.ts'
import { codeOf, reason } from './store-files.ts'
import { isLockRequested, removeLockRequest, requestLock } from './store-lock-request.ts'

const REFRESH_MS = 2_000
const POLL_MS = 5
const TOLD_AFTER_POLLS = 1_000 / POLL_MS
/** Polls, not clock time: a laptop that slept did not watch. */
const SILENT_POLLS = 15_000 / POLL_MS
/** A lock is signed at once after it is made; one that stays unsigned belongs to a process that died between. */
const UNSIGNED_POLLS = 1_000 / POLL_MS
/** proper-lockfile's own takeover is off: two that wait could both remove a lock, the second one the first one's. */
const NEVER = 2 ** 52
/** All that proper-lockfile calls; it would copy the whole of `node:fs`, and so load what that leaves for later. */
const LOCK_FS = { mkdirSync: fs.mkdirSync, statSync: fs.statSync, utimesSync: fs.utimesSync }

export interface LockOwner {
  readonly pid: number
  readonly host: string
  /** Tells two holds of one process apart. */
  readonly hold: number
}

/** Called once, when a second has passed; null: who holds the lock is not known. */
export type OnWait = (owner: LockOwner | null) => void

export interface HeldLock {
  /** @throws UserError failed: this process was stopped for so long that another took the lock over */
  assertHeld(): void
  /** Whether another waits for it. */
  isWanted(): boolean
  release(): void
}

/** Waits for the lock of the folder, for as long as its holder lives. */
export async function lockFolder(folder: string, onWait: OnWait): Promise<HeldLock> {
  const owner: LockOwner = { pid, host: thisHost(), hold: Number(hrtime.bigint()) }
  let watched = ''
  for (let polls = 0, silent = 0; ; polls++, silent++) {
    const held = tryLock(folder, owner)
    if (held !== null) return held
    requestLock(folder)
    const holder = look(folder)
    if (holder.trace !== watched) silent = 0
    watched = holder.trace
    const patience = holder.owner === null ? UNSIGNED_POLLS : SILENT_POLLS
    if (isDead(holder.owner) || silent > patience) await takeOver(folder, holder.trace)
    if (polls === TOLD_AFTER_POLLS) onWait(holder.owner)
    await sleep(POLL_MS)
  }
}

/** As `node:timers/promises` has it, which takes a moment to load. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** At once, because a folder is made sooner than another thread is asked to make it. */
function tryLock(folder: string, owner: LockOwner): HeldLock | null {
  const path = join(folder, '.lock')
  try {
    const release = lockSync(folder, {
      lockfilePath: path,
      realpath: false,
      stale: NEVER,
      update: REFRESH_MS,
      fs: { ...LOCK_FS, rmdirSync: (lockPath: string) => removeIfOwn(lockPath, owner) },
      onCompromised: () => {}, // because assertHeld says it, where it can be dealt with
    })
    if (!signLock(path, owner)) {
      release()
      return null
    }
    return {
      assertHeld: () => assertOwn(folder, owner),
      isWanted: () => isLockRequested(folder),
      release: () => {
        removeLockRequest(folder)
        try {
          release()
        } catch {
          removeIfOwn(path, owner)
        }
      },
    }
  } catch (error) {
    if (codeOf(error) === 'ELOCKED') return null
    throw new UserError('failed', `the folder "${folder}" cannot be locked: ${reason(error)}`, {
      cause: error,
      hint: 'the folder must be there, you must be allowed to write in it, and its disk must have room',
    })
  }
}

/** The file, not the folder, decides: false, if this process slept so long that another has signed or removed it. */
function signLock(path: string, owner: LockOwner): boolean {
  try {
    fs.writeFileSync(join(path, 'owner'), JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOENT') return false
    fs.rmSync(path, { recursive: true, force: true }) // because a full disk must not leave a lock of nobody
    throw error
  }
}

/** What is seen of the lock that another holds. The trace moves for as long as its holder lives. */
function look(folder: string): { owner: LockOwner | null; trace: string } {
  const path = join(folder, '.lock')
  const owner = readOwner(path)
  const mtime = fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return { owner, trace: `${owner?.host} ${owner?.pid} ${owner?.hold} ${mtime}` }
}

function readOwner(path: string): LockOwner | null {
  try {
    const owner = JSON.parse(fs.readFileSync(join(path, 'owner'), 'utf8'))
    return typeof owner?.pid === 'number' && owner.pid > 0 ? owner : null
  } catch {
    return null // because it is not written yet, or no more there
  }
}

function isDead(owner: LockOwner | null): boolean {
  if (owner === null || owner.host !== thisHost()) return false
  try {
    kill(owner.pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

/** Removes the lock if nothing about it changed since it was looked at. */
async function takeOver(folder: string, trace: string): Promise<void> {
  const release = await lock(folder, {
    lockfilePath: join(folder, '.lock-takeover'),
    realpath: false,
    onCompromised: () => {},
  }).catch(() => null)
  if (release === null) return
  try {
    if (look(folder).trace === trace) fs.rmSync(join(folder, '.lock'), { recursive: true, force: true })
  } finally {
    await release()
  }
}

function assertOwn(folder: string, owner: LockOwner): void {
  if (isSame(readOwner(join(folder, '.lock')), owner)) return
  throw new UserError(
    'failed',
    `another process took over the lock of "${folder}" while this one stood still`,
    {
      hint: 'run the command again',
    },
  )
}

/** Nothing more than the two that were made: what else is there by now is another's, who took the lock over. */
function removeIfOwn(path: string, owner: LockOwner): void {
  if (!isSame(readOwner(path), owner)) return
  try {
    fs.unlinkSync(join(path, 'owner'))
    fs.rmdirSync(path)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes(codeOf(error) ?? '')) throw error
  }
}

function isSame(one: LockOwner | null, other: LockOwner): boolean {
  return one !== null && one.hold === other.hold && one.pid === other.pid && one.host === other.host
}

/** Process numbers mean something within one kernel's process namespace only: two containers may share a name. */
function thisHost(): string {
  try {
    return `${hostname()} ${fs.readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname() // because only Linux has these
  }
}
