// A shell that stands in a folder that was deleted meanwhile.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { emptyFolder, PROGRAM } from '../support/cli.ts'
import { testUnless } from '../support/skips.ts'
import { run } from '../support/tools.ts'

const testDeletedFolder = testUnless(
  process.platform === 'win32' ? 'a folder that can be deleted while in use' : null,
)

testDeletedFolder('certstick in a deleted folder says so', () => {
  const folder = join(emptyFolder(), 'gone')
  mkdirSync(folder)
  const script = 'cd "$0" && rmdir "$0" && exec "$1" "$2" list'
  const { status, stdout, stderr } = run('sh', ['-c', script, folder, process.execPath, PROGRAM])
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: 'error: the current folder does not exist any more\nhint: change to another folder\n',
  })
})
