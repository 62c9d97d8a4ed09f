// `npm pack`: the package as npm installs it elsewhere, from its file alone.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyFolder } from '../support/cli.ts'
import { linksOf, PAGES, PROJECT, README } from '../support/documents.ts'
import { runIn } from '../support/tools.ts'

const PATIENCE = { timeout: 120_000 }
const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']

let folder = ''
let tarball = ''
/** Paths in the package. */
let files: readonly string[] = []
beforeAll(() => {
  folder = join(emptyFolder(), 'a folder')
  mkdirSync(folder)
  const { status, stdout, stderr } = runIn(PROJECT, 'npm', ['pack', '--json', '--pack-destination', folder])
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  const [made] = Object.values(JSON.parse(stdout)) as [{ filename: string; files: { path: string }[] }]
  tarball = join(folder, made.filename)
  files = made.files.map(({ path }) => path)
}, PATIENCE.timeout)

describe('the package', () => {
  test('is installed with nothing but the SQLite of Node 20 beside it, and works', PATIENCE, () => {
    const at = join(folder, 'installed')
    mkdirSync(at)
    const installed = runIn(at, 'npm', ['install', ...QUIET, tarball])
    expect({ status: installed.status, stderr: installed.stderr }).toEqual({ status: 0, stderr: '' })
    const { packages } = JSON.parse(readFileSync(join(at, 'package-lock.json'), 'utf8'))
    const names = Object.keys(packages).filter((path) => path !== '')
    const sqlite = ['@photostructure/sqlite', 'node-addon-api', 'node-gyp-build']
    expect(names.toSorted()).toEqual(
      ['certstick', ...sqlite].map((name) => `node_modules/${name}`).toSorted(),
    )
    for (const args of [
      ['new', 'jane@yourdomain.com', '--yes', '--key', 'ec-p256'],
      ['verify', 'output'],
      ['template', 'list'],
    ]) {
      const { status, stderr } = runIn(at, 'npm', ['exec', '--no', '--', 'certstick', ...args])
      expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' })
    }
  })

  // npx is npm's second name for `npm exec`.
  test('runs by npx without being installed first', PATIENCE, () => {
    const at = emptyFolder()
    const args = ['exec', '--yes', ...QUIET, '--package', tarball, '--', 'certstick', '--version']
    const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))
    expect(runIn(at, 'npm', args)).toMatchObject({ status: 0, stdout: `${version}\n` })
    expect(readdirSync(at)).toEqual([])
  })

  test('has the program, what it reads, and the documents; no sources and no tests', () => {
    for (const file of ['dist/main.js', 'dist/certstick.schema.json', 'dist/THIRD-PARTY-LICENSES.txt'])
      expect(files).toContain(file)
    for (const file of [
      'README.md',
      'LICENSE',
      'docs/first-stick.md',
      'docs/wizard.svg',
      'templates/install.ps1',
    ])
      expect(files).toContain(file)
    const rooms = new Set(files.map((file) => file.split('/')[0] ?? ''))
    expect([...rooms].sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'package.json',
      'templates',
      'test',
    ])
    expect(files.filter((file) => /\.ts$|^test\//.test(file))).toEqual(['test/bench/RESULTS.md'])
  })

  test('has everything that its documents link to', () => {
    const links = [README, ...PAGES].flatMap((page) =>
      linksOf(page).map((link) =>
        posix.join(posix.dirname(page), link.split('#')[0] || posix.basename(page)),
      ),
    )
    expect(links.length).toBeGreaterThan(20)
    expect(links.filter((link) => !files.includes(link))).toEqual([])
  })
})
