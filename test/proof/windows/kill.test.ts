// A bulk run of Windows that is ended in its work, and begun again: one current certificate and one whole stick a row.
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect } from 'vitest'
import { certificatesOf } from '../../support/bulk.ts'
import { certstick } from '../../support/cli.ts'
import { HAS_WINE, openWine, testInWine, type Wine } from './wine.ts'

let wine: Wine
beforeAll(() => {
  if (HAS_WINE) wine = openWine()
}, 120_000)
afterAll(() => wine?.close())

const ROWS = 40

testInWine('a bulk run that was ended is finished by the next one', { timeout: 240_000 }, async () => {
  const cwd = wine.newFolder()
  const users = Array.from({ length: ROWS }, (_, i) => `user${i}@example.com,PC-${i}\n`)
  writeFileSync(join(cwd, 'users.csv'), `upn,device\n${users.join('')}`)
  const bulk = 'bulk users.csv --key ec-p256 --yes'.split(' ')
  const output = join(cwd, 'output')
  const made = () => (existsSync(output) ? readdirSync(output).filter((name) => /^PC-/.test(name)).length : 0)
  for (const enough of [5, 20]) {
    const { child, ended } = wine.startCertstick(bulk, { cwd })
    while (made() < enough && child.exitCode === null) await sleep(10)
    child.kill('SIGKILL')
    expect((await ended).status, 'it was ended in its work').toBeNull()
  }
  const last = wine.certstick(bulk, { cwd })
  expect(last).toMatchObject({ status: 0 })
  const names = readdirSync(output).filter((name) => !/^(PC-\d+|bulk-.*\.csv)$/.test(name))
  expect(names).toEqual([])
  const all = await certificatesOf(cwd)
  for (let i = 0; i < ROWS; i++) {
    const current = all.filter(({ device, state }) => device === `PC-${i}` && state === 'issued')
    expect(current, `PC-${i}`).toHaveLength(1)
  }
  expect(wine.certstick(['ca', 'check'], { cwd })).toMatchObject({ status: 0 })
  const ready = `${2 * ROWS} checked: all ready.`
  expect(certstick(['verify', 'output'], { cwd }).stdout).toContain(ready)
})
