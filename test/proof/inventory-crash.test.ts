// Killed at random moments: what was confirmed is there, and the inventory agrees with itself.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { checkInventory } from '../../src/inventory/check.ts'
import { makeInventory, reopen, serialOf } from '../support/inventory.ts'
import { startWriter } from '../support/inventory-writers.ts'
import { bundleProgram } from '../support/programs.ts'
import { seededRandom } from '../support/seed.ts'

const ROUNDS = 20

test('killed twenty times: nothing that was confirmed is lost, and the next process goes on', async () => {
  const random = seededRandom('inventory-crash')
  const program = await bundleProgram(new URL('../inventory/writing-program.ts', import.meta.url))
  const { owner, inventory } = await makeInventory()
  inventory.close()
  const confirmed: string[] = []
  let hits = 0
  for (let round = 0; round < ROUNDS; round++) {
    const run = startWriter(program, [owner.folder, round * 10_000, 5000, 'same'])
    while (run.serials('done').length < 3) await sleep(1)
    await sleep(random() * 40)
    run.child.kill('SIGKILL')
    await run.ended
    confirmed.push(...run.serials('done'))
    if (run.lines().at(-1)?.startsWith('begin') === true) hits++
  }
  console.log(`${hits} of ${ROUNDS} kills hit a write`)
  const after = await reopen(owner)
  const lost = confirmed.filter(
    (serial) => !['issued', 'superseded'].includes(after.find(serial)?.state ?? ''),
  )
  expect(lost).toEqual([])
  expect([...after.certificates()].filter(({ state }) => state === 'issued')).toHaveLength(1)
  expect([...checkInventory(after)]).toEqual([])
  expect(after.find(serialOf(0))?.state).toBe('superseded')
}, 120_000)
