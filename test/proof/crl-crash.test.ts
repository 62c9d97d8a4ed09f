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
import { countKills, type Met } from '../support/kills.ts'
import { seededRandom } from '../support/seed.ts'

const KILLS = 24

function start(cwd: string) {
  const child = spawn(process.execPath, [PROGRAM, 'crl'], { cwd, stdio: 'ignore' })
  return { child, ended: new Promise<number | null>((resolve) => child.on('close', resolve)) }
}

/** How much later or earlier the next kill comes. */
const NEXT: Readonly<Record<Met, number>> = { before: 1.08, within: 1, after: 0.92 }

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
  const [random, kills] = [seededRandom('crl-crash'), countKills()]
  const { cwd, folder } = await makeAuthority()
  const started = performance.now()
  expect(certstick(['crl'], { cwd }).status).toBe(0)
  let moment = performance.now() - started
  let last = [numberIn(folder), await numberOnRecord(folder)] as const
  for (let kill = 0; kill < KILLS; kill++) {
    const { child, ended } = start(cwd)
    await sleep(moment * (0.95 + 0.1 * random()))
    child.kill('SIGKILL')
    const status = await ended
    const [inPlace, onRecord] = [numberIn(folder), await numberOnRecord(folder)]
    expect(inPlace).toBeLessThanOrEqual(onRecord) // a list that nobody knows of cannot be
    expect(inPlace).toBeGreaterThanOrEqual(last[0])
    const isAsBefore = inPlace === last[0] && onRecord === last[1]
    const met = status !== null ? 'after' : isAsBefore ? 'before' : 'within'
    kills[met] += 1
    moment *= NEXT[met] // the work is short, and how long it takes to begin changes with the machine's load
    last = [inPlace, onRecord]
  }
  expect(kills.before + kills.within).toBeGreaterThan(0) // or nothing was killed
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
