// Lists made by processes that are killed at any moment, or that run side by side.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { checkAuthority } from '../../src/authority/check-inventory.ts'
import { inspectCrl } from '../../src/authority/crl-reader.ts'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { makeAuthority } from '../support/authority.ts'
import { certstick, PROGRAM } from '../support/cli.ts'
import { seededRandom } from '../support/seed.ts'

const KILLS = 12

function start(cwd: string) {
  const child = spawn(process.execPath, [PROGRAM, 'crl'], { cwd, stdio: 'ignore' })
  return { child, ended: new Promise<number | null>((resolve) => child.on('close', resolve)) }
}

/** Of the list in place; zero where there is none yet. The file is whole, or this throws. */
function numberIn(folder: string): bigint {
  const path = join(folder, 'rootCA.crl')
  return existsSync(path) ? (inspectCrl(readFileSync(path)).crlNumber ?? -1n) : 0n
}

const recorded = (inventory: Inventory) => BigInt(inventory.lastCrl()?.crlNumber ?? 0)

test('killed at any moment: numbers rise, and no list is recorded that is not on the disk', async () => {
  const random = seededRandom('crl-crash')
  const { cwd, folder, store, issuer, inventory } = await makeAuthority()
  expect(certstick(['crl'], { cwd }).status).toBe(0)
  let [last, hits] = [numberIn(folder), 0]
  for (let kill = 0; kill < KILLS; kill++) {
    const before = inventory.lastCrlNumber()
    const { child, ended } = start(cwd)
    while (inventory.lastCrlNumber() === before && child.exitCode === null) await sleep(1)
    await sleep(random() * 25)
    child.kill('SIGKILL')
    const status = await ended
    const inPlace = numberIn(folder)
    expect(recorded(inventory)).toBeLessThanOrEqual(inPlace)
    expect(inPlace).toBeLessThanOrEqual(inventory.lastCrlNumber()) // no other list will have its number
    expect(inPlace).toBeGreaterThanOrEqual(last)
    if (status === null && recorded(inventory) <= before) hits++
    last = inPlace
  }
  console.log(`${hits} of ${KILLS} kills came between the number and the record`)
  const highest = inventory.lastCrlNumber()
  expect(certstick(['crl'], { cwd }).status).toBe(0)
  expect(numberIn(folder)).toBe(highest + 1n)
  expect(recorded(inventory)).toBe(highest + 1n)
  expect([...checkAuthority(store, issuer, inventory)]).toEqual([])
})

test('four processes at once make four lists, and the last one stays in place', async () => {
  const { cwd, folder, inventory } = await makeAuthority()
  const statuses = await Promise.all([1, 2, 3, 4].map(() => start(cwd).ended))
  expect(statuses).toEqual([0, 0, 0, 0])
  expect(numberIn(folder)).toBeGreaterThanOrEqual(4n)
  expect(recorded(inventory)).toBe(numberIn(folder))
})
