// The CA's ledger as a delivery uses it: events that arrive while one write goes on share the next, so that many users
// cost few locks and few waits for the disk.
import { hrtime } from 'node:process'
import type { LedgerEvent, LedgerState } from '../authority/ledger.ts'
import type { AuthorityStore } from '../authority/store.ts'
import type { LedgerWriter } from '../authority/store-ledger.ts'
import { type OnWait, sleep } from '../authority/store-lock.ts'

export interface Books {
  readonly store: AuthorityStore
  /** As it was when this process last wrote, or first looked: with all that it recorded itself. */
  readonly state: () => LedgerState
  /** Comes back when the events are on the disk. @throws UserError failed: they may not be */
  readonly record: (events: readonly LedgerEvent[]) => Promise<void>
}

/** One hold of the lock serves all that comes, for as long as more does; after this long, others that wait have a turn. */
const HOLD_MS = 250
/**
 * Short, because all rows wait; longer than a process that waits for the lock looks away from it (store-lock.ts), also
 * where the clock ticks every 16 ms, as on Windows.
 */
const TURN_OF_OTHERS_MS = 20

interface Entry {
  readonly events: readonly LedgerEvent[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface BooksOptions {
  /** Called when another process keeps the CA's lock for long. */
  readonly onWait: OnWait
  /** How long a hold of the lock waits for more to come: nothing for one user, a little for many. */
  readonly lingerMs: number
}

export function openBooks(store: AuthorityStore, { onWait, lingerMs }: BooksOptions): Books {
  let waiting: Entry[] = []
  let writing = false
  let known: LedgerState | null = null

  function takeWaiting(): Entry[] {
    const entries = waiting
    waiting = []
    return entries
  }

  async function append(ledger: LedgerWriter): Promise<void> {
    known = ledger.state
    const end = milliseconds() + HOLD_MS
    while (waiting.length > 0 && (milliseconds() < end || !ledger.isWanted)) {
      const entries = takeWaiting()
      try {
        await ledger.append(entries.flatMap(({ events }) => events))
        for (const { resolve } of entries) resolve()
      } catch (error) {
        for (const { reject } of entries) reject(error)
        throw error
      }
      // Those who were just served may have more to say: at once, or in a little while.
      const linger = milliseconds() + lingerMs
      await new Promise(setImmediate)
      while (waiting.length === 0 && milliseconds() < linger) await sleep(1)
    }
  }

  async function writeAll(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      try {
        await store.write(onWait, append)
      } catch (error) {
        for (const { reject } of takeWaiting()) reject(error)
      }
      if (waiting.length > 0) await sleep(TURN_OF_OTHERS_MS)
    }
    writing = false
  }

  return {
    store,
    state: () => {
      known ??= store.readLedger().state
      return known
    },
    record: (events) =>
      new Promise((resolve, reject) => {
        if (events.length === 0) return resolve()
        waiting.push({ events, resolve, reject })
        if (!writing) void writeAll()
      }),
  }
}

/** Since some moment. Node's `performance` tells it too, and takes two more to load. */
function milliseconds(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
