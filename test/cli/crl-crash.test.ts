// Lists made by processes that are killed at any moment, or that run side by side.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inspectCrl } from '../../src/authority/crl-reader.ts'
import { AuthorityStore } from '../../src/authority/store.ts'
import { makeAuthority } from '../support/authority.ts'
import { certstick, PROGRAM } from '../support/cli.ts'

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

async function numberOnRecord(folder: string): Promise<bigint> {
  const { state } = (await AuthorityStore.open(folder)).readLedger()
  return BigInt(state.lastCrl?.crlNumber ?? 0)
}

test('a number is never used twice, whenever the process is killed', async () => {
  const { cwd, folder } = await makeAuthority()
  const whole = performance.now()
  expect(certstick(['crl'], { cwd }).status).toBe(0)
  const span = performance.now() - whole
  let last = numberIn(folder)
  for (let kill = 0; kill < KILLS; kill++) {
    const { child, ended } = start(cwd)
    await sleep(span * (0.5 + (0.7 * kill) / KILLS)) // the second half is where the work is
    child.kill('SIGKILL')
    await ended
    const [inPlace, onRecord] = [numberIn(folder), await numberOnRecord(folder)]
    expect(inPlace).toBeLessThanOrEqual(onRecord) // a list that nobody knows of cannot be
    expect(inPlace).toBeGreaterThanOrEqual(last)
    last = inPlace
  }
  const before = await numberOnRecord(folder)
  expect(certstick(['crl'], { cwd }).status).toBe(0)
  expect(numberIn(folder)).toBe(before + 1n)
})

test('four processes at once make four lists, and the last one stays in place', async () => {
  const { cwd, folder } = await makeAuthority()
  const statuses = await Promise.all([1, 2, 3, 4].map(() => start(cwd).ended))
  expect(statuses).toEqual([0, 0, 0, 0])
  expect([numberIn(folder), await numberOnRecord(folder)]).toEqual([4n, 4n])
})
