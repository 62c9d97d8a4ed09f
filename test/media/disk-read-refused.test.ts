// Folders that the system does not let anybody read, as on a stick with NTFS.
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readMedium } from '../../src/media/disk-read.ts'
import { temporaryFolder } from '../support/folders.ts'

const REFUSED = ['System Volume Information', '$RECYCLE.BIN', 'letters']

vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>()
  const readdirSync = (path: string, options: object) => {
    if (REFUSED.includes(basename(path))) throw Object.assign(new Error(), { code: 'EPERM' })
    return real.readdirSync(path, options)
  }
  return { ...real, readdirSync }
})

test('the folders that Windows keeps for itself are passed over; any other is reported', () => {
  const folder = temporaryFolder()
  for (const name of [...REFUSED, join('Certs', 'System Volume Information')]) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  expect(readMedium(folder).unread).toEqual([
    { path: 'Certs/System Volume Information', why: 'cannot be read: permission denied' },
    { path: 'letters', why: 'cannot be read: permission denied' },
  ])
})
