import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readMedium } from '../../src/media/disk-read.ts'
import { temporaryFolder } from '../support/folders.ts'
import { run, testWith } from '../support/tools.ts'

function stickOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

test('every file is named, and those are read that can matter', () => {
  const files = {
    'autounattend.xml': 'a',
    'Certs/x.bin': 'b',
    'docs/id_rsa': 'c',
    'docs/film.mkv': 'd',
    'sources/unattend.xml': 'e',
  }
  const { paths, files: read, unread } = readMedium(stickOf(files))
  expect(paths).toEqual([
    'Certs/x.bin',
    'autounattend.xml',
    'docs/film.mkv',
    'docs/id_rsa',
    'sources/unattend.xml',
  ])
  expect([...read.keys()]).toEqual(paths.filter((path) => path !== 'docs/film.mkv'))
  expect(unread).toEqual([])
})

test('what is large is named, and not read', () => {
  const folder = stickOf({ 'autounattend.xml': '', 'backup.iso': '' })
  truncateSync(join(folder, 'autounattend.xml'), 5 * 1024 * 1024)
  truncateSync(join(folder, 'backup.iso'), 20 * 1024 ** 3)
  const { paths, files } = readMedium(folder)
  expect(paths).toEqual(['autounattend.xml', 'backup.iso'])
  expect(files.size).toBe(0)
})

testWith('mkfifo')('links and devices are told of and never followed', () => {
  const folder = stickOf({ a: 'a' })
  symlinkSync('/etc/passwd', join(folder, 'rootCA.key'))
  symlinkSync('..', join(folder, 'round'))
  expect(run('mkfifo', [join(folder, 'pipe')]).status).toBe(0)
  const { paths, unread } = readMedium(folder)
  expect(paths).toEqual(['a'])
  expect(unread.map(({ path }) => path)).toEqual(['pipe', 'rootCA.key', 'round'])
})

test('a stick is searched 32 folders deep, and what lies deeper is reported as not read', () => {
  const folders = (count: number) => Array.from({ length: count }, () => 'd').join('/')
  const { paths, files, unread } = readMedium(
    stickOf({ [`${folders(32)}/rootCA.key`]: 'x', [`${folders(40)}/rootCA.key`]: 'x', y: 'y' }),
  )
  expect(paths).toEqual([`${folders(32)}/rootCA.key`, 'y'])
  expect([...files.keys()]).toEqual(paths)
  expect(unread).toEqual([{ path: folders(33), why: 'is nested too deeply and was not checked' }])
})

test('a folder that is not there is wrong input', () => {
  expect(() => readMedium('/nothing/here')).toThrow(expect.objectContaining({ code: 'wrong-input' }))
})
