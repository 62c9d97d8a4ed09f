// What processes do to each other and to themselves: many at once, and killed at any moment.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AuthorityStore } from '../../src/authority/store.ts'
import { temporaryFolder } from '../support/folders.ts'
import { countKills } from '../support/kills.ts'
import { issued, serialOf } from '../support/ledger-events.ts'
import { bundleProgram } from '../support/programs.ts'
import { seededRandom } from '../support/seed.ts'

const source = new URL('append-program.ts', import.meta.url)

/** Starts the program; `confirmed` grows by the serial numbers it says. */
function start(program: string, args: readonly (string | number)[]) {
  const child = spawn(process.execPath, [program, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (data) => {
    said += data
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return { child, ended, confirmed: () => said.split('\n').slice(0, -1) }
}

test('four processes at once: all is on record, nothing twice', async () => {
  const program = bundleProgram(source)
  const folder = temporaryFolder()
  const runs = [0, 1, 2, 3].map((which) => start(program, [folder, which * 100, 20, 2]))
  expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
  const { state, note } = (await AuthorityStore.open(folder)).readLedger()
  expect(note).toBe(null)
  expect(state.entries.size).toBe(80)
  expect([...state.entries.values()].every((entry) => entry.state === 'issued')).toBe(true)
})

test('killed at random moments, twenty times: what was confirmed is there, and the next one goes on at once', async () => {
  const program = bundleProgram(source)
  const folder = temporaryFolder()
  const confirmed: string[] = []
  const [random, kills] = [seededRandom('store-crash'), countKills()]
  for (let round = 0; round < 20; round++) {
    const run = start(program, [folder, round * 10_000, 5000, 5])
    while (run.confirmed().length < 10) await sleep(1)
    await sleep(random() * 25) // because the moment is what is tried out, not the result
    run.child.kill('SIGKILL')
    kills[(await run.ended) === null ? 'within' : 'after'] += 1
    confirmed.push(...run.confirmed())
  }
  const store = await AuthorityStore.open(folder)
  const started = performance.now()
  await store.write(
    () => {},
    (ledger) => ledger.append([issued(999_999)]),
  )
  expect(performance.now() - started).toBeLessThan(10_000) // of the fifteen seconds that a silent owner gets
  const { entries } = store.readLedger().state
  expect(confirmed.length).toBeGreaterThan(200)
  expect(confirmed.filter((serialNumber) => entries.get(serialNumber)?.state !== 'issued')).toEqual([])
  expect(entries.get(serialOf(999_999)) !== undefined).toBe(true)
})
