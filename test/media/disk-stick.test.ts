import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { changeStick } from '../../src/media/disk-stick.ts'
import { makeTree } from '../../src/media/tree.ts'
import { temporaryFolder } from '../support/folders.ts'

const onFlush = vi.hoisted(() => ({ call: (_folder: string) => {} }))
vi.mock('../../src/flush-folder.ts', async (load) => {
  const real = await load<typeof import('../../src/flush-folder.ts')>()
  const flushFolder: typeof real.flushFolder = async (path) => {
    onFlush.call(path)
    await real.flushFolder(path)
  }
  return { ...real, flushFolder }
})

const fresh = makeTree([
  ['autounattend.xml', Buffer.from('new')],
  ['Certs/joe-cba.pfx', Buffer.from('joe')],
])

test('interrupted between the old and the new, the stick starts no Setup by itself, and the next run ends it', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'Certs'))
  writeFileSync(join(folder, 'autounattend.xml'), 'old')
  writeFileSync(join(folder, 'Certs/jane-cba.pfx'), 'jane')
  const change = { folder, remove: ['autounattend.xml', 'Certs/jane-cba.pfx'], write: fresh }
  const changed = changeStick({ ...change, rename: [{ from: 'is-not-there', to: 'x' }] })
  await expect(changed).rejects.toThrow('changed only in part')
  expect(existsSync(join(folder, 'autounattend.xml'))).toBe(false)
  expect(readdirSync(join(folder, 'Certs'))).not.toContain('jane-cba.pfx')

  await changeStick({ folder, remove: [], rename: [], write: fresh })
  expect(readdirSync(folder).sort()).toEqual(['Certs', 'autounattend.xml'])
  expect(readdirSync(join(folder, 'Certs'))).toEqual(['joe-cba.pfx'])
})

test('files go into the folder that is there, however it is spelled', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'CERTS'))
  await changeStick({ folder, remove: [], rename: [], write: fresh })
  expect(readdirSync(folder).sort()).toEqual(['CERTS', 'autounattend.xml'])
  expect(readFileSync(join(folder, 'CERTS/joe-cba.pfx'), 'utf8')).toBe('joe')
})

test('what is flushed at any moment is of one user or of none, and the answer file comes last', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'Certs'))
  writeFileSync(join(folder, 'autounattend.xml'), 'old')
  writeFileSync(join(folder, 'Certs/jane-cba.pfx'), 'jane')
  const flushed = new Set<string>()
  onFlush.call = () => {
    const names = readdirSync(folder, { recursive: true }).map(String)
    flushed.add(
      names
        .filter((name) => /[^.]\.(?:pfx|xml)$/.test(name))
        .map((name) => basename(name))
        .sort()
        .join(),
    )
  }
  const remove = ['autounattend.xml', 'Certs/jane-cba.pfx']
  await changeStick({ folder, remove, rename: [], write: fresh })
  onFlush.call = () => {}
  expect([...flushed]).toEqual(['', 'joe-cba.pfx', 'autounattend.xml,joe-cba.pfx'])
})

test('the folder of another answer file that was renamed is flushed before ours has its name', async () => {
  const folder = temporaryFolder()
  const sources = join(folder, 'sources')
  mkdirSync(sources)
  writeFileSync(join(sources, 'autounattend.xml'), 'other')
  const before: string[] = []
  onFlush.call = (path) => {
    if (!existsSync(join(folder, 'autounattend.xml'))) before.push(path)
  }
  const rename = [{ from: 'sources/autounattend.xml', to: 'sources/autounattend.xml.before-certstick' }]
  await changeStick({ folder, remove: [], rename, write: fresh })
  onFlush.call = () => {}
  expect(before).toContain(sources)
})
