import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAuthority } from '../support/authority.ts'
import { writeUsers } from '../support/bulk.ts'
import { emptyFolder, runCommand } from '../support/cli.ts'

const told = 'warning: password-weak'
const timesIn = (text: string) => text.split(told).length - 1

test('a chosen password that is easy to guess is told, with why, and never shown', async () => {
  const { cwd } = await makeAuthority()
  writeFileSync(join(cwd, 'pw.txt'), 'Jane2026!')
  const args = ['new', '--yes', '--upn', 'jane@contoso.com', '--key', 'ec-p256', '--password-file', 'pw.txt']
  const { status, stdout, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(0)
  expect(timesIn(stderr)).toBe(1)
  expect(stderr.replace(/\s+/g, ' ')).toContain('it contains a name of the user or device, so about 2^')
  expect(stdout + stderr).not.toContain('Jane2026')
})

test('one password of many rows is told once, and generated ones never', async () => {
  const { cwd } = await makeAuthority()
  writeUsers(cwd, 'upn', 'jane@contoso.com', 'joe@contoso.com')
  writeFileSync(join(cwd, 'pw.txt'), 'abc12')
  const bulk = ['bulk', 'users.csv', '--yes', '--key', 'ec-p256', '--output']
  const shared = await runCommand([...bulk, 'one', '--password-file', 'pw.txt'], { cwd })
  expect(shared.status).toBe(0)
  expect(timesIn(shared.stderr)).toBe(1)
  expect(shared.stderr).toContain('the password of 2 PFX files')
  const made = await runCommand([...bulk, 'two'], { cwd })
  expect(made.status).toBe(0)
  expect(timesIn(made.stderr)).toBe(0)
})

test('a passphrase of the root CA that is easy to guess is told', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'pass.txt'), 'geheim99')
  const args = ['ca', 'create', '--key', 'ec-p256', '--ca-passphrase-file', 'pass.txt']
  const { status, stderr } = await runCommand(args, { cwd })
  expect(status).toBe(0)
  expect(stderr).toContain('the passphrase of rootCA.key is easy to guess')
})
