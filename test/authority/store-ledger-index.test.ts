// The index on the disk: who writes it, when, how, and what keeps it from being written.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AuthorityStore } from '../../src/authority/store.ts'
import { makeAuthority } from '../support/authority.ts'
import { certstick, startCertstick } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { appendLargeLedger } from '../support/large-ledger.ts'
import { copyState, intended, issued, revoked, serialOf } from '../support/ledger-events.ts'
import { mountSmallDisk, testWithSmallDisk } from '../support/small-disk.ts'

const quietly = () => {}
/** More than 1 MiB. */
const MANY = 600

async function stateIn(folder: string) {
  return copyState((await AuthorityStore.open(folder)).readLedger().state)
}

/** A folder with a ledger of many certificates, and no index. */
async function largeFolder(folder = temporaryFolder()): Promise<AuthorityStore> {
  appendLargeLedger(folder, { issued: MANY, revoked: 10 })
  return AuthorityStore.open(folder)
}

function writeOne(store: AuthorityStore, number: number): Promise<void> {
  return store.write(quietly, (ledger) => ledger.append([issued(number)]))
}

test('is written by the first who writes to a long ledger, for its owner alone, and says what the ledger says', async () => {
  const store = await largeFolder()
  const index = join(store.folder, 'ledger.index')
  store.readLedger()
  expect(existsSync(index)).toBe(false)
  await writeOne(store, MANY)
  expect(statSync(index).mode & 0o777).toBe(0o600)
  expect(readdirSync(store.folder).sort()).toEqual(['ledger.index', 'ledger.jsonl'])
  const withIndex = await stateIn(store.folder)
  rmSync(index)
  expect(await stateIn(store.folder)).toEqual(withIndex)
  expect(withIndex.entries).toHaveLength(MANY + 1)
})

test('is not written for a short ledger, nor again for every few lines', async () => {
  const small = await AuthorityStore.open(temporaryFolder())
  await writeOne(small, 1)
  expect(readdirSync(small.folder)).toEqual(['ledger.jsonl'])
  const store = await largeFolder()
  await writeOne(store, MANY)
  const index = join(store.folder, 'ledger.index')
  utimesSync(index, 1, 1)
  for (const number of [1, 2, 3]) await writeOne(store, MANY + number)
  await writeOne(await AuthorityStore.open(store.folder), MANY + 4)
  expect(statSync(index).mtimeMs).toBe(1000)
})

test('is written seldom by a run that writes for long, and in the end covers nearly all of it', async () => {
  const folder = temporaryFolder()
  const store = await AuthorityStore.open(folder)
  const index = join(folder, 'ledger.index')
  let [writes, last] = [0, 0]
  const certificate = Buffer.alloc(12_000, 7).toString('base64')
  for (let number = 0; number < 1000; number += 4) {
    const numbers = [number, number + 1, number + 2, number + 3]
    await store.write(quietly, (ledger) => ledger.append(numbers.map((n) => issued(n, { certificate }))))
    const inode = statSync(index, { throwIfNoEntry: false })?.ino ?? 0
    if (inode !== last) writes++
    last = inode
  }
  expect(writes).toBeLessThan(20)
  expect(JSON.parse(readFileSync(index).toString('latin1', 0, 508)).lines).toBeGreaterThan(800)
  expect((await stateIn(folder)).entries).toHaveLength(1000)
})

test('what cannot be written down for any reason is no failure of the command', async () => {
  const store = await largeFolder()
  const beside = join(store.folder, '.ledger.index.partial')
  mkdirSync(beside)
  await writeOne(store, MANY)
  expect(readdirSync(store.folder).sort()).toEqual(['.ledger.index.partial', 'ledger.jsonl'])
  rmSync(beside, { recursive: true })
  mkdirSync(join(store.folder, 'ledger.index'))
  await writeOne(store, MANY + 1)
  expect(readdirSync(store.folder).sort()).toEqual(['ledger.index', 'ledger.jsonl'])
  expect((await stateIn(store.folder)).entries).toHaveLength(MANY + 2)
})

test('what a killed process left beside it is written over', async () => {
  const store = await largeFolder()
  writeFileSync(join(store.folder, '.ledger.index.partial'), 'half')
  await writeOne(store, MANY)
  expect(readdirSync(store.folder).sort()).toEqual(['ledger.index', 'ledger.jsonl'])
})

test('a writer who meets a conflict, and one whose work fails, leave an index that fits', async () => {
  const store = await largeFolder()
  await expect(store.write(quietly, (ledger) => ledger.append([issued(1)]))).rejects.toThrow(/already/)
  await expect(
    store.write(quietly, async (ledger) => {
      await ledger.append([intended(MANY)])
      throw new Error('of the work')
    }),
  ).rejects.toThrow('of the work')
  expect(existsSync(join(store.folder, 'ledger.index'))).toBe(true)
  await writeOne(store, MANY)
  expect((await stateIn(store.folder)).entries.at(-1)).toMatchObject({ state: 'issued' })
})

test('events on certificates that only the index knows are added up', async () => {
  const store = await largeFolder()
  await writeOne(store, MANY)
  const other = await AuthorityStore.open(store.folder)
  await other.write(quietly, (ledger) => ledger.append([revoked(1), revoked(2, 'certificateHold')]))
  await other.write(quietly, (ledger) => ledger.append([revoked(2, 'removeFromCRL'), issued(MANY + 1)]))
  const { entries } = await stateIn(store.folder)
  expect([1, 2, MANY + 1].map((number) => entries[number]?.state)).toEqual(['revoked', 'issued', 'issued'])
  rmSync(join(store.folder, 'ledger.index'))
  expect((await stateIn(store.folder)).entries).toEqual(entries)
})

testWithSmallDisk('a full disk keeps it from being written, and nothing else', async () => {
  const { folder, change } = mountSmallDisk(temporaryFolder(), 'size=64m')
  const store = await largeFolder(folder)
  const room = 64 * 1024 // for the line and the lock, but not for the index
  change(`size=${Math.ceil(statSync(join(folder, 'ledger.jsonl')).size / 4096) * 4096 + room}`)
  await writeOne(store, MANY)
  expect(readdirSync(folder)).toEqual(['ledger.jsonl'])
  expect((await stateIn(folder)).entries).toHaveLength(MANY + 1)
})

testWithSmallDisk('a read-only disk keeps nobody from reading, with the index or without', async () => {
  const { folder, change } = mountSmallDisk(temporaryFolder(), 'size=64m')
  const store = await largeFolder(folder)
  await writeOne(store, MANY)
  change('ro')
  expect((await stateIn(folder)).entries).toHaveLength(MANY + 1)
})

test('commands that only read write nothing, and say the same with it and without', async () => {
  const { cwd, folder } = await makeAuthority()
  await largeFolder(folder)
  const read = () =>
    [
      ['list', '--csv'],
      ['list', '--json'],
      ['ca', 'show', '--json'],
    ].map((args) => certstick(args, { cwd }))
  const before = read()
  expect(existsSync(join(folder, 'ledger.index'))).toBe(false)
  expect(certstick(['revoke', serialOf(1), '--reason', 'superseded'], { cwd }).status).toBe(0)
  expect(existsSync(join(folder, 'ledger.index'))).toBe(true)
  const withIndex = read()
  rmSync(join(folder, 'ledger.index'))
  expect(read()).toEqual(withIndex)
  expect(before.map(({ status }) => status)).toEqual([0, 0, 0])
})

test('killed while it is written, at any moment: the next one reads the same', async () => {
  const { cwd, folder } = await makeAuthority()
  appendLargeLedger(folder, { issued: 8_000, revoked: 0 })
  const [index, beside] = [join(folder, 'ledger.index'), join(folder, '.ledger.index.partial')]
  let halves = 0
  for (let round = 0; round < 6; round++) {
    for (const path of [index, beside]) rmSync(path, { force: true })
    const { child, ended } = startCertstick(['revoke', serialOf(round), '--reason', 'superseded'], { cwd })
    const deadline = Date.now() + 20_000
    let begun = false // looked for without a pause, because half an index is there for a millisecond
    while (!begun && Date.now() < deadline) begun = existsSync(beside) || existsSync(index)
    child.kill('SIGKILL')
    await ended
    if (existsSync(beside)) halves++
    const { entries } = await stateIn(folder)
    expect(entries).toHaveLength(8_000)
    expect(entries[round]?.state).toBe('revoked')
  }
  expect(halves).toBeGreaterThan(0)
  expect(certstick(['crl'], { cwd }).status).toBe(0)
  expect(readdirSync(folder)).not.toContain('.ledger.index.partial')
})
