// What processes do to each other: many at once, one that holds the lock for long, a rollback of what was killed.

import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { backUp } from '../../src/inventory/backup.ts'
import { checkInventory } from '../../src/inventory/check.ts'
import { temporaryFolder } from '../support/folders.ts'
import { intent, issueOne, makeInventory, reopen, serialOf } from '../support/inventory.ts'
import { startWriter } from '../support/inventory-writers.ts'
import { expectMode } from '../support/modes.ts'
import { bundleProgram } from '../support/programs.ts'

const source = new URL('writing-program.ts', import.meta.url)

test('four processes at once: everything is recorded, nothing twice', async () => {
  const { owner, inventory } = await makeInventory()
  const program = await bundleProgram(source)
  const runs = [0, 1, 2, 3].map((which) => startWriter(program, [owner.folder, which * 100, 20]))
  expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
  expect(runs.flatMap(({ serials }) => serials('done'))).toHaveLength(80)
  expect([...inventory.certificates()].filter(({ state }) => state === 'issued')).toHaveLength(80)
})

test('four processes for one user and device: one certificate is current, and nobody was told otherwise', async () => {
  const { owner, inventory } = await makeInventory()
  const program = await bundleProgram(source)
  const runs = [0, 1, 2, 3].map((which) => startWriter(program, [owner.folder, which * 100, 10, 'same']))
  await Promise.all(runs.map(({ ended }) => ended))
  expect(runs.flatMap(({ serials }) => serials('failed'))).toEqual([])
  const all = [...inventory.certificates()]
  expect(all.filter(({ state }) => state === 'issued')).toHaveLength(1)
  const withdrawn = all.filter(({ state }) => state === 'withdrawn').map(({ serialNumber }) => serialNumber)
  expect(withdrawn.sort()).toEqual(runs.flatMap(({ serials }) => serials('overtaken')).sort())
})

test('a write waits for another process, says so after a second, and reads go on meanwhile', async () => {
  let told = 0
  const { owner, inventory } = await makeInventory({
    onWait: () => {
      told++
    },
  })
  const other = await reopen(owner)
  other.connection.exec('BEGIN IMMEDIATE')
  const writing = inventory.write((writer) => writer.intend(intent(1)))
  await sleep(500)
  expect(told).toBe(0)
  expect(inventory.count()).toBe(0)
  while (told === 0) await sleep(10)
  other.connection.exec('COMMIT')
  await writing
  expect([told, other.count()]).toEqual([1, 1])
})

test('a commit waits for a reader of another process', async () => {
  const { owner, inventory } = await makeInventory()
  const other = await reopen(owner)
  other.connection.exec('BEGIN')
  other.count()
  const writing = inventory.write((writer) => writer.intend(intent(1)))
  await sleep(400)
  other.connection.exec('COMMIT')
  await writing
  expect(other.find(serialOf(1))?.state).toBe('intended')
})

test('what throws is undone as a whole, and the next write goes on', async () => {
  const { inventory } = await makeInventory()
  const failing = inventory.write((writer) => {
    writer.intend(intent(1))
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await inventory.write((writer) => writer.intend(intent(2)))
  expect([inventory.find(serialOf(1)), inventory.find(serialOf(2))?.state]).toEqual([null, 'intended'])
})

test('a copy is consistent while another process writes, is private, and overwrites nothing', async () => {
  const { owner, inventory } = await makeInventory()
  const run = startWriter(await bundleProgram(source), [owner.folder, 0, 40])
  while (run.serials('done').length < 5) await sleep(5)
  const copy = { ...owner, folder: temporaryFolder() }
  const path = join(copy.folder, 'inventory.db')
  const confirmed = run.serials('done')
  backUp(inventory, path)
  await run.ended
  const restored = await reopen(copy)
  expect([...checkInventory(restored)]).toEqual([])
  expect(confirmed.filter((serial) => restored.find(serial)?.state !== 'issued')).toEqual([])
  expectMode(path, 0o600)
  expect(() => backUp(inventory, path)).toThrow(/already exists/)
})

test('a journal of a killed process is rolled back before anything is judged', async () => {
  const { owner, inventory } = await makeInventory()
  await issueOne(inventory, 1)
  const path = join(owner.folder, 'inventory.db')
  inventory.connection.exec('PRAGMA cache_size = 1; PRAGMA cache_spill = ON; BEGIN IMMEDIATE')
  for (let number = 0; number < 200; number++) {
    inventory.connection.exec(`INSERT INTO document (serial, der) VALUES ('${number}', zeroblob(5000))`)
  }
  // As a kill leaves it: written in part, with its journal.
  const copy = { ...owner, folder: temporaryFolder() }
  copyFileSync(path, join(copy.folder, 'inventory.db'))
  copyFileSync(`${path}-journal`, join(copy.folder, 'inventory.db-journal'))
  const restored = await reopen(copy)
  expect([...checkInventory(restored)]).toEqual([])
  expect(restored.document('7')).toBeNull()
  inventory.connection.exec('ROLLBACK')
})
