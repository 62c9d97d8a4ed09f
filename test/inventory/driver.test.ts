// The SQLite that this Node has, and what is said where there is none.
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/folders.ts'
import { bundleProgram } from '../support/programs.ts'
import { testUnless } from '../support/skips.ts'

const source = new URL('opening-program.ts', import.meta.url)
const [major = 0] = process.versions.node.split('.').map(Number)

test('the warning that SQLite is experimental is left out, and every other one is shown', async () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [await bundleProgram(source), join(temporaryFolder(), 'new.db')],
    { encoding: 'utf8' },
  )
  expect({ status, stdout }).toEqual({ status: 0, stdout: '1\n' })
  expect(stderr).not.toContain('SQLite')
  expect(stderr).toContain('ExperimentalWarning: another')
})

const testOnNode20 = testUnless(major >= 22 ? 'a Node without SQLite of its own' : null)

testOnNode20(
  'a Node without SQLite, on which the package is missing, gets one sentence that names it',
  async () => {
    const program = await bundleProgram(source)
    rmSync(join(dirname(program), 'node_modules'))
    const { status, stdout } = spawnSync(process.execPath, [program, ':memory:'], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^SQLite for Node 20\S+ is not installed: use Node 22.13 or later, or run `npm install @photostructure\/sqlite@1\.2\.1/,
    )
  },
)
