import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AuthorityStore } from '../../src/authority/store.ts'
import { type LockOwner, lockFolder } from '../../src/authority/store-lock.ts'
import { temporaryFolder } from '../support/folders.ts'
import { issued } from '../support/ledger-events.ts'
import { testUnless } from '../support/skips.ts'

const quietly = () => {}
/** A process that lives and says nothing is waited for longer; far from it, so that a busy machine passes. */
const NOT_SILENT_MS = 10_000

async function millisecondsOf(work: Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work
  return performance.now() - started
}

/** What a process leaves that was killed while it held the lock. */
async function lockOfDeadProcess(folder: string, changes: Partial<LockOwner> = {}): Promise<void> {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  const held = await lockFolder(folder, quietly)
  const owner = JSON.parse(readFileSync(join(folder, '.lock', 'owner'), 'utf8')) as LockOwner
  held.release()
  mkdirSync(join(folder, '.lock'))
  writeFileSync(join(folder, '.lock', 'owner'), JSON.stringify({ ...owner, pid, hold: 1, ...changes }))
}

test('the second one waits for the first, and is told who holds the lock after a second', async () => {
  const folder = temporaryFolder()
  const first = await lockFolder(folder, quietly)
  const told: (LockOwner | null)[] = []
  let second = false
  const waiting = lockFolder(folder, (owner) => told.push(owner)).then((held) => {
    second = true
    return held
  })
  await sleep(500)
  expect(told).toEqual([])
  while (told.length === 0) await sleep(50)
  expect(told.map((owner) => owner?.pid)).toEqual([process.pid])
  expect(told[0]?.host).toContain(hostname())
  expect(second).toBe(false)
  first.release()
  ;(await waiting).release()
  expect(readdirSync(folder)).toEqual([])
})

test('a holder knows whether another waits, also after one has had its turn', async () => {
  const folder = temporaryFolder()
  const first = await lockFolder(folder, quietly)
  expect(first.isWanted()).toBe(false)
  const [second, third] = [lockFolder(folder, quietly), lockFolder(folder, quietly)]
  expect(first.isWanted()).toBe(true)
  first.release()
  const next = await Promise.race([second, third])
  while (!next.isWanted()) await sleep(1)
  next.release()
  const last = await Promise.all([second, third]).then((both) => both.find((held) => held !== next))
  last?.release()
  expect(readdirSync(folder)).toEqual([])
})

test('the request of a process that was killed while it waited is heeded once', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '.lock-wanted'), '')
  const first = await lockFolder(folder, quietly)
  expect(first.isWanted()).toBe(true)
  first.release()
  const second = await lockFolder(folder, quietly)
  expect(second.isWanted()).toBe(false)
  second.release()
})

test('a request that cannot be removed keeps nobody from letting go', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, '.lock-wanted'))
  const first = await lockFolder(folder, quietly)
  first.release()
  const second = await lockFolder(folder, quietly)
  second.release()
  expect(readdirSync(folder)).toEqual(['.lock-wanted'])
})

test('the lock of a dead process is taken over at once, by one of many', async () => {
  const folder = temporaryFolder()
  await lockOfDeadProcess(folder)
  let inside = 0
  const work = async () => {
    const held = await lockFolder(folder, quietly)
    inside += 1
    expect(inside).toBe(1)
    await sleep(5)
    held.assertHeld()
    inside -= 1
    held.release()
  }
  expect(await millisecondsOf(Promise.all(Array.from({ length: 8 }, work)))).toBeLessThan(NOT_SILENT_MS)
})

test('a lock that was made and never signed is taken over after a second', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, '.lock'))
  const took = await millisecondsOf(lockFolder(folder, quietly).then((held) => held.release()))
  expect(took).toBeGreaterThan(900)
  expect(took).toBeLessThan(NOT_SILENT_MS)
})

test('a process of another machine is not taken for dead', async () => {
  const folder = temporaryFolder()
  await lockOfDeadProcess(folder, { host: 'elsewhere' })
  let got = false
  const waiting = lockFolder(folder, quietly).then((held) => {
    got = true
    return held
  })
  await sleep(700)
  expect(got).toBe(false)
  rmSync(join(folder, '.lock'), { recursive: true })
  ;(await waiting).release()
})

test('who lost the lock while it stood still writes nothing, and leaves the other one its lock', async () => {
  const folder = temporaryFolder()
  const store = await AuthorityStore.open(folder)
  await store.write(quietly, (ledger) => ledger.append([issued(1)]))
  const before = readFileSync(join(folder, 'ledger.jsonl'))
  const other = JSON.stringify({ pid: process.pid, host: 'elsewhere', hold: 7 })
  const attempt = store.write(quietly, async (ledger) => {
    writeFileSync(join(folder, '.lock', 'owner'), other)
    await ledger.append([issued(2)])
  })
  await expect(attempt).rejects.toThrow(/another process took over the lock/)
  expect(readFileSync(join(folder, 'ledger.jsonl'))).toEqual(before)
  expect(readFileSync(join(folder, '.lock', 'owner'), 'utf8')).toBe(other)
})

testUnless(existsSync('/dev/full') ? null : '/dev/full')(
  'a full disk is said, and the books stay as they were',
  async () => {
    const folder = temporaryFolder()
    symlinkSync('/dev/full', join(folder, 'ledger.jsonl'))
    const store = await AuthorityStore.open(folder)
    const attempt = store.write(quietly, async (ledger) => {
      await expect(ledger.append([issued(1)])).rejects.toThrow(/cannot be written: the disk is full/)
      await ledger.append([issued(2)])
    })
    await expect(attempt).rejects.toMatchObject({ code: 'failed' })
    expect(store.readLedger().state.entries.size).toBe(0)
    expect(readdirSync(folder)).toEqual(['ledger.jsonl'])
  },
)

test('a folder that is gone is said', async () => {
  await expect(lockFolder(join(temporaryFolder(), 'none'), quietly)).rejects.toThrow(/cannot be locked/)
})
