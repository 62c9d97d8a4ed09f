// The CA's ledger as a delivery uses it: events that arrive while one write goes on share the next, so that many users
// cost few locks and few waits for the disk.
import type { LedgerEvent, LedgerState } from './authority/ledger.ts'
import type { AuthorityStore } from './authority/store.ts'
import type { OnWait } from './authority/store-lock.ts'

export interface Books {
  readonly store: AuthorityStore
  /** As far as the ledger is known to this process. */
  readonly state: () => LedgerState
  /** Comes back when the events are on the disk. @throws UserError failed: they may not be */
  readonly record: (events: readonly LedgerEvent[]) => Promise<void>
}

/** @param onWait called when another process keeps the CA's lock for long */
export function openBooks(store: AuthorityStore, onWait: OnWait): Books {
  let waiting: LedgerEvent[] = []
  let next: Promise<void> | null = null
  let last: Promise<void> = Promise.resolve()

  async function write(before: Promise<void>): Promise<void> {
    await before.catch(() => {}) // because who gave those events has been told
    const events = waiting
    waiting = []
    last = next ?? last
    next = null
    await store.write(onWait, (ledger) => ledger.append(events))
  }

  return {
    store,
    state: () => store.readLedger().state,
    record: (events) => {
      if (events.length === 0) return Promise.resolve()
      waiting.push(...events)
      next ??= write(last)
      return next
    },
  }
}
