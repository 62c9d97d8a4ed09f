import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolders } from '../../src/make-folders.ts'
import { writeFolder } from '../../src/media/disk-folder.ts'
import { writableProblems } from '../../src/media/disk-writable.ts'
import { makeTree } from '../../src/media/tree.ts'
import { testUnless } from '../support/skips.ts'

const content = makeTree([
  ['ESD-USB/autounattend.xml', Buffer.from('a')],
  ['ESD-USB/Certs/rootCA.cer', Buffer.from('b')],
])

function parent(): string {
  return mkdtempSync(join(tmpdir(), 'certstick-disk-'))
}

test('writes folders 0700 and files 0600', async () => {
  const folder = join(parent(), 'output', 'LAPTOP-01')
  await writeFolder(content, { folder, replace: false, stageName: 'x' })
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'ESD-USB', 'Certs')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'ESD-USB', 'Certs', 'rootCA.cer')).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(folder, 'ESD-USB', 'autounattend.xml'), 'utf8')).toBe('a')
})

test('refuses to replace what is there, and leaves nothing beside it', async () => {
  const root = parent()
  const folder = join(root, 'LAPTOP-01')
  await writeFolder(content, { folder, replace: false, stageName: 'x' })
  const again = writeFolder(content, { folder, replace: false, stageName: 'y' })
  await expect(again).rejects.toThrow('already there')
  expect(readdirSync(root)).toEqual(['LAPTOP-01'])
})

test('replaces what is there when told to, as a whole', async () => {
  const root = parent()
  const folder = join(root, 'LAPTOP-01')
  await writeFolder(content, { folder, replace: false, stageName: 'x' })
  writeFileSync(join(folder, 'stray.pfx'), 'old')
  await writeFolder(makeTree([['new', Buffer.from('n')]]), { folder, replace: true, stageName: 'y' })
  expect(readdirSync(root)).toEqual(['LAPTOP-01'])
  expect(readdirSync(folder)).toEqual(['new'])
})

test('says in words what the disk refused, and leaves nothing half-made', async () => {
  const root = parent()
  writeFileSync(join(root, 'file'), '')
  const written = writeFolder(content, { folder: join(root, 'file', 'x'), replace: false, stageName: 'x' })
  await expect(written).rejects.toThrow(/cannot write .*something else is in its place/)
  expect(readdirSync(root)).toEqual(['file'])
})

testUnless(existsSync('/proc/self') ? null : '/proc')(
  'ends where the system says of a folder that is there that it is not',
  () => {
    expect(() => makeFolders('/proc/certstick/media', 0o700)).toThrow('ENOENT')
  },
)

test('a folder can be written to, also where it is to be made; not behind a file or a link that leads nowhere', () => {
  const root = parent()
  writeFileSync(join(root, 'file'), '')
  symlinkSync(join(root, 'nowhere'), join(root, 'link'))
  expect(writableProblems('output', join(root, 'a', 'b'))).toEqual([])
  const messages = ['file', 'file/a', 'link/a'].map((path) => writableProblems('output', join(root, path)))
  expect(messages).toMatchObject([
    [{ field: 'output', message: `${join(root, 'file')} is a file, not a folder` }],
    [{ field: 'output', message: `${join(root, 'file')} is a file, not a folder` }],
    [{ field: 'output', message: `cannot write to ${join(root, 'link', 'a')}: it is not there` }],
  ])
})
