// A root CA that another process makes while a command that would have made one is under way.
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, runCommand } from '../support/cli.ts'

let other: string

beforeAll(async () => {
  other = emptyFolder()
  expect((await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd: other })).status).toBe(0)
})

test.each([
  ['new', ['new', '--upn', 'jane@contoso.com']],
  ['bulk', ['bulk', 'users.csv']],
])('%s uses it, and says each warning once', async (_, args) => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'users.csv'), 'upn\njane@contoso.com\n')
  // The first thing that is drawn is the serial number of the root that would have been made.
  const random = (size: number): Uint8Array => {
    if (!existsSync(join(cwd, 'ca'))) cpSync(join(other, 'ca'), join(cwd, 'ca'), { recursive: true })
    return randomBytes(size)
  }
  const options = ['--yes', '--key', 'ec-p256', '--template', 'entra-join-wipe-disk']
  const { status, stderr } = await runCommand([...args, ...options], { cwd }, random)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(stderr).not.toContain('a root CA was created')
  const warnings = stderr.split('\n').filter((line) => line.startsWith('warning'))
  expect(warnings).not.toEqual([])
  expect(warnings).toEqual([...new Set(warnings)])
  expect(readFileSync(join(cwd, 'ca', 'rootCA.crt'))).toEqual(readFileSync(join(other, 'ca', 'rootCA.crt')))
  expect((await runCommand(['verify', 'output'], { cwd })).status).toBe(0)
})
