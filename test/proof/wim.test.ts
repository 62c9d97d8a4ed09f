// Windows images made by wimlib, as Microsoft's own programs make them: WIM, solid ESD, split SWM.
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { findInstaller, imagesOf } from '../../src/installer/installer.ts'
import { readWimFile } from '../../src/installer/wim-file.ts'
import { readMedium } from '../../src/media/disk-read.ts'
import { temporaryFolder } from '../support/folders.ts'
import { run, testWith } from '../support/tools.ts'
import { insertInstaller } from '../support/wim.ts'

const testHere = testWith('wimlib-imagex')

function wimlib(...args: readonly string[]): void {
  const { status, stderr } = run('wimlib-imagex', args)
  expect(stderr).toBe('')
  expect(status).toBe(0)
}

const EDITIONS = [
  ['Windows 11 Home', 'Core'],
  ['Windows 11 Pro', 'Professional'],
] as const

/** An image of both editions, with half a megabyte that does not pack. */
function capture(path: string, ...options: readonly string[]): void {
  const content = temporaryFolder()
  for (const name of ['a', 'b', 'c', 'd']) writeFileSync(join(content, name), randomBytes(128 * 1024))
  for (const [index, [name, edition]] of EDITIONS.entries()) {
    const properties = {
      DISPLAYNAME: name,
      'WINDOWS/ARCH': '9',
      'WINDOWS/EDITIONID': edition,
      'WINDOWS/LANGUAGES/LANGUAGE': 'de-DE',
      'WINDOWS/VERSION/BUILD': '26100',
      'WINDOWS/VERSION/SPBUILD': '1742',
    }
    const given = Object.entries(properties).map(([key, value]) => `--image-property=${key}=${value}`)
    wimlib(...(index === 0 ? ['capture'] : ['append']), content, path, name, ...given, ...options)
  }
}

/** A stick whose image has that name. */
function stickWith(name: string, ...options: readonly string[]): string {
  const stick = temporaryFolder()
  insertInstaller(stick, { 'sources/install.wim': null, 'sources/boot.wim': null })
  mkdirSync(join(stick, 'sources'))
  capture(join(stick, 'sources/boot.wim'), '--boot')
  capture(join(stick, 'sources', name), ...options)
  return stick
}

function install(stick: string) {
  const installer = findInstaller(stick, readMedium(stick).paths)
  return { images: installer === null ? [] : imagesOf(installer), image: installer?.sources[0]?.install }
}

const READ = EDITIONS.map(([name, edition], at) => ({
  index: at + 1,
  name,
  displayName: name,
  description: '',
  edition,
  architecture: 'amd64',
  build: 26_100,
  revision: 1742,
  languages: ['de-DE'],
}))

testHere.each([
  ['a WIM packed by LZX', 'install.wim', ['--compress=LZX']],
  ['a WIM with an integrity table', 'install.wim', ['--check']],
  ['a WIM that is not packed', 'install.wim', ['--compress=none']],
  ['a solid ESD', 'install.esd', ['--solid']],
])('%s is read as wimlib wrote it, and not when its end is cut off', (_name, name, options) => {
  const stick = stickWith(name, ...options)
  expect(install(stick)).toMatchObject({ images: READ, image: { wim: { images: READ }, partFaults: [] } })
  const path = join(stick, 'sources', name)
  truncateSync(path, statSync(path).size - 1)
  expect(readWimFile(path)).toContain('was cut off')
})

testHere('a split image is whole with every part of wimlib’s, and not without one', () => {
  const stick = stickWith('whole.wim')
  const sources = join(stick, 'sources')
  wimlib('split', join(sources, 'whole.wim'), join(sources, 'install.swm'), '0.2')
  rmSync(join(sources, 'whole.wim'))
  const parts = readdirSync(sources).filter((name) => name.endsWith('.swm'))
  expect(parts.length).toBeGreaterThan(2)
  expect(install(stick)).toMatchObject({ images: READ, image: { partFaults: [] } })
  for (const name of parts.filter((part) => part !== 'install.swm')) {
    cpSync(join(sources, name), join(stick, 'kept'))
    rmSync(join(sources, name))
    expect(install(stick).image?.partFaults).toEqual([{ path: `sources/${name}`, why: 'was not found' }])
    cpSync(join(stick, 'kept'), join(sources, name))
  }
})
