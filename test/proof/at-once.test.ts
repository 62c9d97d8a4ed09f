// Several processes at one CA, and at one output folder.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { certificatesOf, deskWithRoot, receipts, writeUsers } from '../support/bulk.ts'
import { startCertstick } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { seededRandom } from '../support/seed.ts'
import type { ToolResult } from '../support/tools.ts'

const FOUR = [0, 1, 2, 3] as const

const BULK = ['bulk', 'users.csv', '--key', 'ec-p256']

function deskOf(users: number): string {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', ...Array.from({ length: users }, (_, i) => `user${i}@contoso.com`))
  return cwd
}

/** A run with --json either makes its rows, or says of each other one that another process was quicker. */
function expectServedOrTold(results: readonly ToolResult[]): void {
  for (const { status, stdout, stderr } of results) {
    const lines = stdout.trim().split('\n')
    const failed = lines.map((line) => JSON.parse(line)).filter(({ state }) => state === 'failed')
    expect({ status, stderr }).toMatchObject({ status: failed.length === 0 ? 0 : 1 })
    for (const { error } of failed)
      expect(error).toMatch(/^another certstick created a certificate|already exists$/)
  }
}

/** Serial numbers of what is valid, by user; a user twice fails. */
async function validIn(cwd: string): Promise<Map<string, string>> {
  const valid = (await certificatesOf(cwd)).filter(({ state }) => state === 'issued')
  expect(new Set(valid.map(({ name }) => name)).size).toBe(valid.length)
  return new Map(valid.map(({ name, serialNumber }) => [name, serialNumber]))
}

test('four bulk runs at once on one CA: one valid certificate for each user, in a folder of one of them', async () => {
  const cwd = deskOf(8)
  const run = (n: number) => startCertstick([...BULK, '--json', '--output', `output${n}`], { cwd }).ended
  expectServedOrTold(await Promise.all(FOUR.map(run)))
  const valid = await validIn(cwd)
  expect(valid.size).toBe(8)
  for (const [name, serialNumber] of valid) {
    const made = FOUR.map((n) => receipts(cwd, `output${n}`).get(name)?.serialNumber)
    expect(made.filter((one) => one === serialNumber)).toHaveLength(1)
  }
})

test.each([
  ['at once', 8, 4, 0],
  ['one after the other has begun', 60, 8, 120],
])('several of the same run, begun %s, make each folder once', async (_, users, runs, delay) => {
  const random = seededRandom('at-once')
  const cwd = deskOf(users)
  const run = async (n: number) => {
    await sleep(delay * n * random())
    return startCertstick([...BULK, '--json'], { cwd }).ended
  }
  expectServedOrTold(await Promise.all(Array.from({ length: runs }, (_, n) => run(n))))
  const valid = await validIn(cwd)
  expect(valid.size).toBe(users)
  const made = [...receipts(cwd)].map(([name, { serialNumber }]) => [name, serialNumber] as const)
  expect(new Map(made)).toEqual(valid)
  expect(await startCertstick(BULK, { cwd }).ended).toMatchObject({ status: 0 })
  expect(await validIn(cwd)).toEqual(valid)
})

test('eight runs of a finished table at once write a report each', async () => {
  const cwd = deskOf(2)
  expect(await startCertstick(BULK, { cwd }).ended).toMatchObject({ status: 0 })
  const again = Array.from({ length: 8 }, () => startCertstick([...BULK, '--json'], { cwd }).ended)
  for (const { status, stdout, stderr } of await Promise.all(again)) {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '2 of 2 users\n' })
    expect(stdout).toMatch(/"summary":.*"table":"output.bulk-[^"]+\.csv"/)
  }
  const reports = readdirSync(join(cwd, 'output')).filter((name) => name.startsWith('bulk-'))
  expect(reports).toHaveLength(9)
})

test('new beside a bulk run is served while that goes on', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', ...Array.from({ length: 60 }, (_, i) => `user${i}@contoso.com`))
  const bulk = startCertstick(['bulk', 'users.csv', '--key', 'ec-p256'], { cwd })
  const args = ['new', '--yes', '--upn', 'jane@contoso.com', '--key', 'ec-p256']
  const [one, many] = await Promise.all([startCertstick(args, { cwd }).ended, bulk.ended])
  expect([one.status, many.status]).toEqual([0, 0])
  expect(await certificatesOf(cwd)).toHaveLength(61)
})

test.each([
  ['new', (n: number) => ['new', '--yes', '--upn', `user${n}@contoso.com`, '--key', 'ec-p256']],
  ['bulk', (n: number) => ['bulk', `users${n}.csv`, '--yes', '--key', 'ec-p256', '--output', `output${n}`]],
])('four of %s at once where there is no root yet: one makes it, all use it', async (_, args) => {
  const cwd = temporaryFolder()
  for (const n of FOUR) writeFileSync(join(cwd, `users${n}.csv`), `upn\nuser${n}@contoso.com\n`)
  const results = await Promise.all(FOUR.map((n) => startCertstick(args(n), { cwd }).ended))
  expect(results.filter(({ status }) => status !== 0).map(({ stderr }) => stderr)).toEqual([])
  expect(results.filter(({ stderr }) => stderr.includes('a root CA was created'))).toHaveLength(1)
  expect((await certificatesOf(cwd)).map(({ state }) => state)).toEqual(Array(4).fill('issued'))
})
