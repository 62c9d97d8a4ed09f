// Several processes at one CA, and at one output folder.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { certificatesOf, deskWithRoot, receipts, writeUsers } from '../support/bulk.ts'
import { startCertstick } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { seededRandom } from '../support/seed.ts'

const FOUR = [0, 1, 2, 3] as const

test('four bulk runs at once on one CA: all issued, all on record', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', ...Array.from({ length: 8 }, (_, i) => `user${i}@contoso.com`))
  const run = (n: number) =>
    startCertstick(['bulk', 'users.csv', '--key', 'ec-p256', '--output', `output${n}`], { cwd }).ended
  const results = await Promise.all(FOUR.map(run))
  expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0])
  const serials = FOUR.flatMap((n) => [...receipts(cwd, `output${n}`).values()].map((r) => r.serialNumber))
  const entries = await certificatesOf(cwd)
  expect(entries.every(({ state }) => state === 'issued')).toBe(true)
  expect(entries.map(({ serialNumber }) => serialNumber).sort()).toEqual(serials.sort())
  expect(new Set(serials).size).toBe(32)
})

test('four of the same run at once take turns, and make each medium once', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', ...Array.from({ length: 8 }, (_, i) => `user${i}@contoso.com`))
  const results = await Promise.all(
    FOUR.map(() => startCertstick(['bulk', 'users.csv', '--key', 'ec-p256'], { cwd }).ended),
  )
  expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0])
  expect(await certificatesOf(cwd)).toHaveLength(8)
  expect(receipts(cwd).size).toBe(8)
})

test('the same run, begun while the first goes on, keeps what that made', async () => {
  const random = seededRandom('at-once')
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', ...Array.from({ length: 60 }, (_, i) => `user${i}@contoso.com`))
  const results = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      await sleep(120 * n * random())
      return startCertstick(['bulk', 'users.csv', '--key', 'ec-p256'], { cwd }).ended
    }),
  )
  expect(results.filter(({ status }) => status !== 0).map(({ stderr }) => stderr)).toEqual([])
  expect(await certificatesOf(cwd)).toHaveLength(60)
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
  expect(results.filter(({ stderr }) => stderr.includes('Made a root CA'))).toHaveLength(1)
  expect((await certificatesOf(cwd)).map(({ state }) => state)).toEqual(Array(4).fill('issued'))
})
