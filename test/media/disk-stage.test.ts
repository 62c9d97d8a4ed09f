// A folder is written beside its place, and takes it whole.
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolders } from '../../src/make-folders.ts'
import {
  discardStage,
  findStages,
  placeStage,
  putBack,
  removeReplaced,
  stageOwner,
  stagePath,
  writeFolder,
  writeStage,
} from '../../src/media/disk-stage.ts'
import { writableProblems } from '../../src/media/disk-writable.ts'
import { makeTree } from '../../src/media/tree.ts'
import { temporaryFolder } from '../support/folders.ts'
import { testWithLinks } from '../support/links.ts'
import { expectMode } from '../support/modes.ts'
import { testUnless } from '../support/skips.ts'

const CONTENT = makeTree([
  ['ESD-USB/autounattend.xml', Buffer.from('a')],
  ['ESD-USB/Certs/rootCA.cer', Buffer.from('b')],
])
const OWNER = { pid: 4711, serialNumber: '5a01' }

/** A place for a folder, and its stage. */
function place(name = 'LAPTOP-01') {
  const output = temporaryFolder()
  const folder = join(output, name)
  return { output, folder, stage: stagePath(folder, OWNER) }
}

test('writes folders 0700 and files 0600, also where the folders above are missing', async () => {
  const { output } = place()
  const folder = join(output, 'new', 'LAPTOP-01')
  await writeFolder(CONTENT, { folder, stage: stagePath(folder, OWNER), replace: false })
  expectMode(folder, 0o700)
  expectMode(join(folder, 'ESD-USB', 'Certs'), 0o700)
  expectMode(join(folder, 'ESD-USB', 'Certs', 'rootCA.cer'), 0o600)
  expect(readFileSync(join(folder, 'ESD-USB', 'autounattend.xml'), 'utf8')).toBe('a')
})

test('refuses to replace what exists, and leaves nothing beside it', async () => {
  const { output, folder, stage } = place()
  await writeFolder(CONTENT, { folder, stage, replace: false })
  await expect(writeFolder(CONTENT, { folder, stage, replace: false })).rejects.toThrow('LAPTOP-01')
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
})

test('replaces what exists when told to, as a whole', async () => {
  const { output, folder, stage } = place()
  await writeFolder(CONTENT, { folder, stage, replace: false })
  writeFileSync(join(folder, 'stray.pfx'), 'old')
  await writeFolder(makeTree([['new', Buffer.from('n')]]), { folder, stage, replace: true })
  expect(readdirSync(output)).toEqual(['LAPTOP-01'])
  expect(readdirSync(folder)).toEqual(['new'])
})

test('says in words what the disk refused, and leaves nothing half-made', async () => {
  const { output } = place()
  writeFileSync(join(output, 'file'), '')
  const folder = join(output, 'file', 'x')
  const written = writeFolder(CONTENT, { folder, stage: stagePath(folder, OWNER), replace: false })
  await expect(written).rejects.toThrow(/cannot write .*it already exists/)
  expect(readdirSync(output)).toEqual(['file'])
})

describe('a stage', () => {
  test('is found with its process and its certificate, and so is the folder that it replaces', async () => {
    const { output, folder, stage } = place()
    await writeStage(stage, CONTENT)
    mkdirSync(`${stage}.old`)
    mkdirSync(folder)
    expect(findStages(output)).toEqual([
      { ...OWNER, path: stage },
      { ...OWNER, path: `${stage}.old` },
    ])
    expect(stageOwner('.certstick-x-5a01.partial')).toBeNull()
    await discardStage(stage)
    expect(findStages(output).map(({ path }) => path)).toEqual([`${stage}.old`])
  })

  test('keeps the folder that it replaces until that is deleted', async () => {
    const { folder, stage } = place()
    mkdirSync(folder)
    writeFileSync(join(folder, 'former'), '')
    await writeStage(stage, CONTENT)
    await placeStage(stage, folder, true)
    expect(readdirSync(`${stage}.old`)).toEqual(['former'])
    expect(existsSync(stage)).toBe(false)
    await removeReplaced(stage)
    expect(existsSync(`${stage}.old`)).toBe(false)
  })

  test('that cannot be placed puts back what it was to replace', async () => {
    const { folder, stage } = place()
    mkdirSync(folder)
    writeFileSync(join(folder, 'former'), '')
    await expect(placeStage(stage, folder, true)).rejects.toThrow('cannot write') // there is no stage
    expect(readdirSync(folder)).toEqual(['former'])
  })

  test('puts back a folder that a killed run had moved aside, unless its place is taken', () => {
    const { folder, stage } = place()
    mkdirSync(`${stage}.old`)
    putBack(stage, folder)
    expect(existsSync(folder)).toBe(true)
    mkdirSync(`${stage}.old`)
    putBack(stage, folder)
    expect(existsSync(`${stage}.old`)).toBe(true)
  })
})

testUnless(existsSync('/proc/self') ? null : '/proc')(
  'ends where the system says of a folder that is there that it is not',
  () => {
    expect(() => makeFolders('/proc/certstick/media', 0o700)).toThrow('ENOENT')
  },
)

testWithLinks(
  'a folder can be written to, also where it is to be made; not behind a file or a link that leads nowhere',
  () => {
    const root = temporaryFolder()
    writeFileSync(join(root, 'file'), '')
    symlinkSync(join(root, 'nowhere'), join(root, 'link'))
    expect(writableProblems('output', join(root, 'a', 'b'))).toEqual([])
    const messages = ['file', 'file/a', 'link/a'].map((path) => writableProblems('output', join(root, path)))
    expect(messages).toMatchObject([
      [{ field: 'output', message: `${join(root, 'file')} is a file, not a folder` }],
      [{ field: 'output', message: `${join(root, 'file')} is a file, not a folder` }],
      [{ field: 'output', message: `cannot write to ${join(root, 'link', 'a')}: not found` }],
    ])
  },
)
