// The passphrase of rootCA.key is no default that --yes could take.
import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { certificatesOf } from '../../support/bulk.ts'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const PASSPHRASE = 'open sesame'
const QUICK = ['--key', 'ec-p256', '--yes']
const made = emptyFolder()

beforeAll(() => {
  const env = { CERTSTICK_CA_PASSPHRASE: PASSPHRASE }
  certstick(['ca', 'create', ...QUICK], { cwd: made, env })
  const jane = ['new', 'jane@contoso.com', '--device', 'PC-1', '--days', '20', ...QUICK]
  expect(certstick(jane, { cwd: made, env }).status).toBe(0)
  writeFileSync(join(made, 'users.csv'), 'upn,device\namy@contoso.com,PC-2\n')
})

function desk(): string {
  const cwd = emptyFolder()
  cpSync(made, cwd, { recursive: true })
  return cwd
}

testInTerminal.each([
  [['new', 'amy@contoso.com', '--device', 'PC-2', ...QUICK], 2],
  [['bulk', 'users.csv', ...QUICK], 2],
  [['regenerate', 'PC-1', '--yes'], 2],
  [['regenerate', '--expiring', '30d', '--yes'], 2],
] as const)('%j asks for it in a terminal, and for nothing else', async (args, certificates) => {
  const cwd = desk()
  const terminal = startInTerminal(args, cwd)
  await terminal.expect('Passphrase of rootCA.key')
  terminal.type(`${PASSPHRASE}${ENTER}`)
  expect(await terminal.exitCode()).toBe(0)
  expect(await certificatesOf(cwd)).toHaveLength(certificates)
})

testInTerminal('crl --yes asks for nothing, because it runs on a schedule', async () => {
  const cwd = desk()
  const terminal = startInTerminal(['crl', '--yes'], cwd)
  expect(await terminal.exitCode()).toBe(2)
  expect(terminal.shown()).toContain('set CERTSTICK_CA_PASSPHRASE')
  expect(existsSync(join(cwd, 'ca', 'rootCA.crl'))).toBe(false)
})

test('without a terminal it is reported as missing', async () => {
  const { status, stderr } = await runCommand(['regenerate', 'PC-1', '--yes'], { cwd: desk() })
  expect(status).toBe(2)
  expect(stderr).toContain('--ca-passphrase-file: is missing')
})
