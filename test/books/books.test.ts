import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AuthorityStore } from '../../src/authority/store.ts'
import { lockFolder } from '../../src/authority/store-lock.ts'
import { openBooks } from '../../src/books/books.ts'
import { temporaryFolder } from '../support/folders.ts'
import { intended } from '../support/ledger-events.ts'

const quietly = () => {}
/** Twice as long as others have to wait for their turn. */
const LONG_MS = 500

/** Records one event after another for as long as asked, and says in which holds of the lock. */
async function recordFor(folder: string, goOn: (passedMs: number) => boolean): Promise<Set<unknown>> {
  const books = openBooks(await AuthorityStore.open(folder), { onWait: quietly, lingerMs: 50 })
  const holds = new Set<unknown>()
  const started = performance.now()
  for (let serial = 1; serial === 1 || goOn(performance.now() - started); serial++) {
    await books.record([intended(serial)])
    holds.add(JSON.parse(readFileSync(join(folder, '.lock', 'owner'), 'utf8')).hold)
  }
  return holds
}

test('whoever records much keeps the lock while nobody else wants it', async () => {
  const holds = await recordFor(temporaryFolder(), (passed) => passed < LONG_MS)
  expect(holds.size).toBe(1)
})

test('another has the lock in between, however much there is to record', async () => {
  const folder = temporaryFolder()
  let served = false
  const askAndLeave = async () => {
    const held = await lockFolder(folder, quietly)
    served = true
    held.release()
  }
  let asking: Promise<void> | null = null
  await recordFor(folder, (passed) => {
    asking ??= askAndLeave()
    return !served && passed < 20 * LONG_MS
  })
  expect(served).toBe(true)
  await asking
})
