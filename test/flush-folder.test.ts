// A file system that cannot flush folders, such as some network shares, is no reason to fail; a disk that refuses is.
import { expect, test, vi } from 'vitest'
import { flushFolder, flushFolderSync } from '../src/flush-folder.ts'
import { temporaryFolder } from './support/folders.ts'

const refusal = vi.hoisted(() => ({ code: '' }))
vi.mock('node:fs', async (load) => {
  const real = await load<typeof import('node:fs')>()
  const error = () => Object.assign(new Error(refusal.code), { code: refusal.code })
  return {
    ...real,
    fsync: (_: number, done: (error: Error) => void) => done(error()),
    fsyncSync: () => {
      throw error()
    },
  }
})

test.each(['EINVAL', 'ENOTSUP'])(
  '%s, as of a share that cannot flush folders, is passed over',
  async (code) => {
    refusal.code = code
    await flushFolder(temporaryFolder())
    flushFolderSync(temporaryFolder())
  },
)

test('an error of the disk is thrown', async () => {
  refusal.code = 'EIO'
  await expect(flushFolder(temporaryFolder())).rejects.toThrow('EIO')
  expect(() => flushFolderSync(temporaryFolder())).toThrow('EIO')
})
