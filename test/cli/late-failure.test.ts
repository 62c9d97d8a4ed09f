// What fails after a certificate was issued: the files that were made are reported all the same, and nothing is left unsaid.
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { Writer } from '../../src/inventory/writer.ts'
import { certificatesOf, deskWithRoot, writeUsers } from '../support/bulk.ts'
import { runCommand } from '../support/cli.ts'

const fails = vi.hoisted(() => ({ flush: false, table: false }))
vi.mock('../../src/media/disk.ts', async (load) => {
  const real = await load<typeof import('../../src/media/disk.ts')>()
  const refuse = (path: string): never => {
    const cause = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    throw real.diskError(`cannot write ${path}`, cause)
  }
  const writeNumberedFile: typeof real.writeNumberedFile = (...named) =>
    fails.table ? refuse(named.slice(0, 3).join(' ')) : real.writeNumberedFile(...named)
  return { ...real, writeNumberedFile }
})
vi.mock('../../src/flush-folder.ts', async (load) => {
  const real = await load<typeof import('../../src/flush-folder.ts')>()
  const flushFolder: typeof real.flushFolder = async (path) => {
    if (!fails.flush || basename(path) !== 'output') return real.flushFolder(path)
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
  }
  return { ...real, flushFolder }
})

afterEach(() => {
  vi.restoreAllMocks()
  Object.assign(fails, { flush: false, table: false })
})

const BULK = ['bulk', 'users.csv', '--yes', '--key', 'ec-p256']

test.each([[[]], [['--json']]])(
  'bulk %j reports its rows also where the table cannot be written',
  async (options) => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', 'jane@contoso.com', 'joe@contoso.com')
    fails.table = true
    const { status, stdout, stderr } = await runCommand([...BULK, ...options], { cwd })
    expect(status).toBe(1)
    expect(stderr).toContain('the disk is full')
    expect(stdout).toContain('joe@contoso.com')
    expect(stdout).toMatch(/2 made|"made":2/)
    expect(stdout).not.toContain('All rows are in')
    if (options.length === 0) return
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.slice(2)).toMatchObject([{ summary: { table: null } }, { error: { code: 'failed' } }])
  },
)

test('bulk says of each row what could not be cleaned up', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', 'jane@contoso.com', 'joe@contoso.com')
  fails.flush = true
  const { status, stderr } = await runCommand(BULK, { cwd })
  expect(status).toBe(0)
  expect(stderr.match(/^warning: row [23]: /gm)).toHaveLength(2)
})

test('regenerate reports the stick, and what to do, where the former certificate cannot be revoked', async () => {
  const cwd = deskWithRoot()
  const made = await runCommand(['new', '--yes', '--key', 'ec-p256', '--upn', 'jane@contoso.com'], { cwd })
  expect(made.status).toBe(0)
  const [former] = await certificatesOf(cwd)
  vi.spyOn(Writer.prototype, 'revoke').mockImplementation(() => {
    throw new UserError('failed', 'the disk is full')
  })
  const args = ['regenerate', 'jane', '--yes', '--revoke-old', '--password-out', 'password.txt']
  const { status, stdout, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(1)
  expect(stdout).toContain(join('output', 'jane'))
  expect(stderr).toContain('the disk is full')
  expect(stderr).toContain(`certstick revoke ${former?.serialNumber}`)
  expect(readdirSync(cwd)).toContain('password.txt')
})
