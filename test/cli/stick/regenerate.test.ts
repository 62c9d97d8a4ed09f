// `certstick regenerate`: media on record, made again, and what is on record after.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { certificatesOf, deskWithRoot, receipts, writeUsers } from '../../support/bulk.ts'
import { certstick, runCommand } from '../../support/cli.ts'
import { answer, DOWN, ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'
import { testUnless } from '../../support/skips.ts'

async function make(cwd: string, ...options: readonly string[]): Promise<void> {
  const result = await runCommand(['new', '--yes', '--key', 'ec-p256', ...options], { cwd })
  if (result.status !== 0) throw new Error(result.stderr)
}

describe('the same media again', () => {
  test('by device, with the same answers, a new key, certificate and password', async () => {
    const cwd = deskWithRoot()
    const answers = ['--store', 'machine', '--days', '40', '--exportable', '--pfx', 'modern']
    await make(cwd, '--upn', 'Jane@a.com', '--device', 'LAPTOP-01', ...answers)
    const before = receipts(cwd).get('LAPTOP-01')
    const { status } = certstick(['regenerate', 'laptop-01'], { cwd })
    expect(status).toBe(0)
    const after = receipts(cwd).get('LAPTOP-01')
    const same = ['name', 'userPrincipalName', 'device', 'key', 'pfx', 'store', 'exportable'] as const
    for (const field of same) expect(after?.[field], field).toEqual(before?.[field])
    expect(after?.serialNumber).not.toBe(before?.serialNumber)
    expect(await certificatesOf(cwd)).toMatchObject([
      { serialNumber: before?.serialNumber, state: 'superseded', supersededBy: after?.serialNumber },
      { serialNumber: after?.serialNumber, state: 'issued' },
    ])
  })

  test('by script, where the command cannot carry the new password', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com')
    expect(receipts(cwd).get('jane')?.import).toBe('inline')
    const args = ['regenerate', 'jane', '--password-file', '-']
    const result = await runCommand(args, { cwd, input: 'p'.repeat(60) })
    expect(result.status).toBe(0)
    expect(result.stdout + result.stderr).toContain('imported by script')
    expect(receipts(cwd).get('jane')?.import).toBe('script')
  })

  test('by user principal name, output and serial number; the old one revoked where that is asked for', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com')
    for (const name of ['JANE@a.com', 'jane']) {
      expect((await runCommand(['regenerate', name], { cwd })).status).toBe(0)
    }
    const serial = receipts(cwd).get('jane')?.serialNumber ?? ''
    expect((await runCommand(['regenerate', serial.toUpperCase(), '--revoke-old'], { cwd })).status).toBe(0)
    const states = (await certificatesOf(cwd)).map(({ state, reason }) => [state, reason])
    expect(states).toEqual([
      ['superseded', null],
      ['superseded', null],
      ['revoked', 'superseded'],
      ['issued', null],
    ])
  })

  test('also where the former files are gone; into ./output, or the folder that is named', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com', '--output', 'elsewhere')
    rmSync(join(cwd, 'elsewhere'), { recursive: true })
    expect((await runCommand(['regenerate', 'jane'], { cwd })).status).toBe(0)
    expect([receipts(cwd).size, receipts(cwd, 'elsewhere').size]).toEqual([1, 0])
    expect((await runCommand(['regenerate', 'jane', '--output', 'elsewhere'], { cwd })).status).toBe(0)
    expect(receipts(cwd, 'elsewhere').size).toBe(1)
  })

  test('a name that means several lists them, and changes nothing', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com', '--device', 'LAPTOP-01')
    await make(cwd, '--upn', 'jane@a.com', '--device', 'LAPTOP-02')
    const { status, stderr } = await runCommand(['regenerate', 'jane@a.com'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toMatch(/LAPTOP-02[\s\S]*LAPTOP-01/)
    expect(await runCommand(['regenerate', 'nobody'], { cwd })).toMatchObject({ status: 2 })
    expect(await certificatesOf(cwd)).toHaveLength(2)
  })

  test('names that differ in case alone are told apart by it, and listed with their newest serial number', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com', '--device', 'LAPTOP-01')
    await make(cwd, '--upn', 'joe@a.com', '--device', 'laptop-01', '--output', 'elsewhere')
    expect((await runCommand(['regenerate', 'LAPTOP-01'], { cwd })).status).toBe(0)
    const [first, other, second] = (await certificatesOf(cwd)).map(({ serialNumber }) => serialNumber)
    expect(receipts(cwd).get('LAPTOP-01')?.serialNumber).toBe(second)
    const { status, stderr } = await runCommand(['regenerate', 'Laptop-01'], { cwd })
    expect(status).toBe(2)
    for (const serialNumber of [other, second]) expect(stderr).toContain(serialNumber)
    expect(stderr).not.toContain(first)
  })

  test('all that is wrong with what was given is told at once', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com')
    const given = [
      '--password-file',
      'none',
      '--template',
      'none',
      '--output',
      'users.csv',
      '--stick',
      'none',
    ]
    writeUsers(cwd, 'upn')
    const { status, stderr } = await runCommand(['regenerate', 'jane', ...given], { cwd })
    expect(status).toBe(2)
    for (const option of ['--password-file', '--template', '--output', '--stick']) {
      expect(stderr).toContain(`${option}: `)
    }
    expect(await certificatesOf(cwd)).toHaveLength(1)
  })

  test('a user of several media is not told by the case of the name', async () => {
    const cwd = deskWithRoot()
    await make(cwd, '--upn', 'jane@a.com', '--device', 'LAPTOP-01')
    await make(cwd, '--upn', 'Jane@a.com', '--device', 'LAPTOP-02')
    for (const name of ['jane@a.com', 'Jane@a.com']) {
      const { status, stderr } = await runCommand(['regenerate', name], { cwd })
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('several sticks') })
    }
  })
})

testUnless(process.platform === 'win32' ? 'a system that is not Windows' : null)(
  'a template that another operating system recorded is asked for',
  async () => {
    const cwd = deskWithRoot()
    const made = make(cwd, '--upn', 'jane@a.com', '--template', 'C:\\certstick\\own.xml')
    await expect(made).rejects.toThrow(/--template: .*own\.xml: it is a path of another operating system/)
  },
)

test('a template that has changed since is shown, and none of its secrets', async () => {
  const cwd = deskWithRoot()
  const bundled = readFileSync(new URL('../../../templates/minimal.xml', import.meta.url), 'utf8')
  const component = (password: string, hidden: string) => `
    <component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS">
      <UserAccounts><AdministratorPassword><Value>${password}</Value><PlainText>true</PlainText></AdministratorPassword></UserAccounts>
      <OOBE><HideEULAPage>${hidden}</HideEULAPage></OOBE>
    </component>`
  const write = (...values: [string, string]) =>
    writeFileSync(
      join(cwd, 'own.xml'),
      bundled.replace(
        '</unattend>',
        `  <settings pass="oobeSystem">${component(...values)}\n  </settings>\n</unattend>`,
      ),
    )
  write('first secret', 'true')
  await make(cwd, '--upn', 'jane@a.com', '--device', 'LAPTOP-01', '--template', 'own.xml')
  expect((await runCommand(['regenerate', 'jane@a.com'], { cwd })).stderr).not.toContain('is not what')
  write('second secret', 'false')
  const { status, stderr } = await runCommand(['regenerate', 'jane@a.com'], { cwd })
  expect(status).toBe(0)
  expect(stderr).toContain('own.xml differs from the one that the last stick was made from')
  expect(stderr).toContain('-      <OOBE><HideEULAPage>true</HideEULAPage></OOBE>')
  expect(stderr).toContain('+      <OOBE><HideEULAPage>false</HideEULAPage></OOBE>')
  expect(stderr).not.toContain(' secret')
  expect(stderr).not.toContain('certutil')
})

testInTerminal('the wizard offers it, the latest first', async () => {
  const cwd = deskWithRoot()
  await make(cwd, '--upn', 'jane@a.com', '--device', 'LAPTOP-01')
  await make(cwd, '--upn', 'joe@a.com', '--device', 'LAPTOP-02')
  const terminal = startInTerminal([], cwd)
  await answer(terminal, [
    ['What to do', `${DOWN}${ENTER}`],
    ['LAPTOP-02  joe@a.com', ENTER],
    ['Password of the PFX', ENTER],
    ['Write the files to a stick too', ENTER],
    ['Create the stick files', ENTER],
    ['Anything else', ENTER],
  ])
  expect(await terminal.exitCode()).toBe(0)
  expect((await certificatesOf(cwd)).map(({ device, state }) => [device, state])).toEqual([
    ['LAPTOP-01', 'issued'],
    ['LAPTOP-02', 'superseded'],
    ['LAPTOP-02', 'issued'],
  ])
})
