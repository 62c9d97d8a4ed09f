// The commands as Windows: each says the same as on this system, ends with the same exit code, and makes the same files.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { certstick, emptyFolder } from '../../support/cli.ts'
import type { ToolResult } from '../../support/tools.ts'
import { HAS_WINE, openWine, testInWine, type Wine } from './wine.ts'

let wine: Wine
let windows: string
let here: string
beforeAll(() => {
  if (!HAS_WINE) return
  wine = openWine()
  windows = wine.newFolder()
  here = emptyFolder()
  const users = ['b', 'c', 'd', 'e', 'f'].map((name, i) => `${name}@example.com;PC-${i}\r\n`)
  for (const cwd of [windows, here]) {
    writeFileSync(join(cwd, 'users.csv'), `\uFEFFupn;device\r\n${users.join('')}`)
    mkdirSync(join(cwd, 'stick'))
    writeFileSync(join(cwd, 'passphrase.txt'), 'Kranich-84-Zinn-Ufer')
    writeFileSync(join(cwd, 'device.log'), '2026-11-28T08:15:00 copies deleted\r\n')
    writeFileSync(join(cwd, 'password.txt'), 'Grüße, it’s 100 "safe"\r\n')
  }
}, 120_000)
afterAll(() => wine?.close())

/** Wine's whoami knows no SIDs, so no access list is set; whose-programs.test.ts has a stand-in that does. */
const ACCESS = /^warning: access to .* could not be restricted; .*\n/gm

/** Without what is drawn, what the clock says, where the folder is, and how a path is written. */
function masked({ status, stdout, stderr }: ToolResult): ToolResult {
  const mask = (text: string) =>
    text
      .replaceAll('\\', '/')
      .replaceAll(`C:/work/${basename(windows)}`, 'DESK')
      .replaceAll(here, 'DESK')
      .replace(/\b([0-9a-f]{32,}|[0-9A-F]{40})\b/g, 'HEX')
      .replace(/\d\d:\d\d(:\d\d)?/g, 'TIME')
      .replace(/[\d.,]+ a second/, 'SPEED')
  return { status, stdout: mask(stdout), stderr: mask(stderr).replace(ACCESS, '') }
}

/** A path of Windows with a slash in it. */
const MIXED = /\S\\[^\s\\/]+\/|[^\s/:]\/\S*[^\s"\\]\\/

function both(command: string): { readonly windows: ToolResult; readonly here: ToolResult } {
  const args = command.split(' ')
  const results = [wine.certstick(args, { cwd: windows }), certstick(args, { cwd: here })] as const
  expect(`${results[0].stdout}${results[0].stderr}`).not.toMatch(MIXED)
  return { windows: masked(results[0]), here: masked(results[1]) }
}

function expectSame(...commands: readonly string[]): void {
  for (const command of commands) {
    const results = both(command)
    expect({ command, ...results.windows }).toEqual({ command, ...results.here })
  }
}

testInWine('a root CA is created and shown as here', { timeout: 120_000 }, () => {
  expectSame('ca create --yes', 'ca create --yes', 'ca show', 'new --upn nobody --yes')
  // From here on both have the same root, as a folder that has changed the system.
  rmSync(join(windows, 'ca'), { recursive: true })
  cpSync(join(here, 'ca'), join(windows, 'ca'), { recursive: true })
})

testInWine(
  'sticks are made as here, and only what is drawn differs in their files',
  { timeout: 240_000 },
  () => {
    const password = '--password-file password.txt --yes'
    expectSame(
      `new jane@example.com --device LT ${password} --import script --store both`,
      `new jane@example.com --device LT ${password}`,
      `new jane@example.com --device LT ${password} --import script --store both --force`,
      `new joe@example.com --template minimal ${password}`,
      'regenerate LT --password-file password.txt --yes',
      'bulk users.csv --yes',
    )
    const names = (cwd: string) =>
      readdirSync(join(cwd, 'output'), { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .sort()
    expect(names(windows)).toEqual(names(here))
    const isDrawn = /\.pfx$|\.zip$|receipt|\.csv$|PC-\d.*\.(xml|txt)$/
    const same = names(here).filter((path) => /\.\w+$/.test(path) && !isDrawn.test(path))
    expect(same).toEqual(
      expect.arrayContaining(['autounattend.xml', 'Certs/install.ps1'].map((path) => `LT/ESD-USB/${path}`)),
    )
    const differing = same.filter(
      (path) => !readFileSync(join(windows, 'output', path)).equals(readFileSync(join(here, 'output', path))),
    )
    expect(differing).toEqual([])
  },
)

testInWine('they are verified, listed, exported and revoked as here', { timeout: 240_000 }, () => {
  expectSame(
    'verify output',
    'list',
    'export LT --to windows',
    'export LT --to entra',
    'ca check',
    'revoke PC-2 --reason keyCompromise --yes',
    'crl',
    'ca show',
    'verify output',
  )
})

testInWine('this system finds ready what Windows made, and Windows what this system made', () => {
  for (const cwd of [windows, here]) rmSync(join(cwd, 'output', 'PC-2'), { recursive: true })
  const copy = wine.newFolder()
  cpSync(here, copy, { recursive: true })
  const ready = { status: 0, stdout: expect.stringContaining('12 checked: all ready.') }
  expect(certstick(['verify', 'output'], { cwd: windows })).toMatchObject(ready)
  expect(wine.certstick(['verify', 'output'], { cwd: copy })).toMatchObject(ready)
})

testInWine('all else that needs no server is as here', { timeout: 400_000 }, () => {
  expectSame(
    'help new',
    'template list',
    'template check minimal',
    'completion powershell',
    'rehearse LT',
    'verify LT',
    'verify --log device.log',
    'list --expiring 400',
    'list --history LT',
    'new joe@example.com --device PC-9 --key ec-p256 --yes --stick stick',
    'verify stick',
    'wipe stick',
    'wipe output',
    'export LT --to macos',
    'export LT --to intune',
    'export LT --to handover',
    'export LT --to pfx --output elsewhere',
    'ca backup copy.sqlite',
    'ca export-index index',
    'ca import output --ca two',
    'init customer --name Contoso --yes',
    'ca set --crl-url http://example.com/ca.crl',
    'ca passphrase --new-passphrase-file passphrase.txt',
    'new kim@example.com --yes',
    'ca create --ca three --yes --ca-passphrase-file passphrase.txt',
  )
})
