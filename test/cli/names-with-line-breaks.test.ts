// Names that hold a line break and what looks like a message: no command lets one begin a line of its own.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makeAuthority } from '../support/authority.ts'
import { runCommand } from '../support/cli.ts'
import { imported } from '../support/inventory.ts'
import { testUnless } from '../support/skips.ts'

const FORGED = 'x\nerror: forged\u001b[2J'

/** Runs it and expects no line that a name began, and no control character. */
async function expectHonest(args: readonly string[], cwd: string): Promise<string> {
  const { stdout, stderr } = await runCommand(args, { cwd })
  expect(`${stdout}${stderr}`, args.join(' ')).not.toMatch(/^\s*error: forged/m)
  expect(`${stdout}${stderr}`).not.toContain('\u001b')
  return stdout + stderr
}

testUnless(process.platform === 'win32' ? 'file names with line breaks' : null)(
  'of folders, files and certificates: in every message, and in the blocks of verify',
  async () => {
    const { cwd, inventory } = await makeAuthority()
    await inventory.write(imported(1, { userPrincipalName: FORGED, name: FORGED }))
    const output = join(cwd, FORGED)
    const new_ = ['new', 'jane@contoso.com', '--yes', '--key', 'ec-p256', '--output', FORGED]
    expect(await expectHonest(new_, cwd)).toContain('\\u000aerror: forged')
    const stick = join(output, 'jane', 'ESD-USB')
    writeFileSync(join(stick, FORGED), 'a stray file')
    writeFileSync(join(stick, `${FORGED}.xml`), '<unattend xmlns="urn:schemas-microsoft-com:unattend"/>')
    mkdirSync(join(cwd, 'certificates'))
    writeFileSync(join(cwd, 'certificates', `${FORGED}.crt`), 'not a certificate')
    writeFileSync(join(cwd, `${FORGED}.csv`), `upn,"${FORGED}"\namy@contoso.com,1\n`)
    const commands = [
      new_,
      ['verify', stick],
      ['verify', stick, join(output, 'jane')],
      ['rehearse', join(output, 'jane')],
      ['export', 'jane', '--to', 'windows', '--output', FORGED],
      ['regenerate', 'jane', '--yes', '--output', FORGED],
      ['bulk', `${FORGED}.csv`, '--yes'],
      ['bulk', `${FORGED}.csv`, '--yes', '--ignore-columns', '--dry-run'],
      ['wipe', stick],
      ['list'],
      ['list', '--json'],
      ['list', '--history', FORGED],
      ['revoke', FORGED, '--yes'],
      ['crl', '--output', FORGED],
      ['ca', 'import', 'certificates'],
      ['ca', 'import', FORGED],
      ['ca', 'show', '--ca', FORGED],
      ['ca', 'export-index', join(FORGED, 'index')],
      ['ca', 'backup', join(FORGED, 'copy.db')],
      ['template', 'check', join(stick, `${FORGED}.xml`)],
      ['template', 'check', FORGED],
    ]
    for (const command of commands) await expectHonest(command, cwd)
  },
)
