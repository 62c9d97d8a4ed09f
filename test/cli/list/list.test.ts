import { rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { makeAuthority } from '../../support/authority.ts'
import { certstick, emptyFolder, runCommand } from '../../support/cli.ts'
import { imported, issued } from '../../support/inventory.ts'
import { startInTerminal, testInTerminal } from '../../support/pty.ts'

describe('certstick list', () => {
  test('shows what was issued as a table, JSON, CSV and calendar', async () => {
    const { cwd, issueTo } = await makeAuthority()
    const { serialNumber } = await issueTo('jane@contoso.com', 'LAPTOP-01')
    await issueTo('zoe@contoso.com')
    const table = certstick(['list'], { cwd })
    expect(table).toMatchObject({ status: 0, stderr: '' })
    expect(table.stdout).toMatch(
      /^NAME .*\nLAPTOP-01 +jane@contoso.com +issued .*\nzoe .*\n\n2 certificates listed.\n$/,
    )
    const { certificates } = JSON.parse(certstick(['list', '--json', '--device', 'laptop-*'], { cwd }).stdout)
    expect(certificates).toMatchObject([
      { serialNumber, userPrincipalName: 'jane@contoso.com', state: 'issued' },
    ])
    const csv = certstick(['list', '--csv'], { cwd }).stdout
    expect(csv.endsWith('\r\n')).toBe(true)
    expect(csv.startsWith('\ufeffserialNumber,')).toBe(true) // so that Excel reads it as UTF-8
    expect(parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' })).toHaveLength(2)
    const whole = certstick(['list', '--ics'], { cwd }).stdout
    expect(whole.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(3) // the root's end too
    expect(whole.endsWith('END:VCALENDAR\r\n')).toBe(true)
    const one = certstick(['list', '--ics', '--user', 'zoe@contoso.com'], { cwd }).stdout
    expect(one.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(1)
  })

  test('--check ends with 3 where any certificate is listed, in each format', async () => {
    const { cwd, issueTo } = await makeAuthority()
    await issueTo('jane@contoso.com')
    const statusOf = async (...args: string[]) => (await runCommand(['list', ...args], { cwd })).status
    expect(await statusOf('--expiring', '30d', '--check')).toBe(0)
    for (const format of [[], ['--json'], ['--csv'], ['--ics']])
      expect(await statusOf('--expiring', '400d', '--check', ...format)).toBe(3)
    expect(await statusOf('--expiring', '400d')).toBe(0)
    expect(await statusOf('--folders', '.', '--expiring', '400d', '--check')).toBe(3)
    expect(await statusOf('--folders', '.', '--expiring', '30d', '--check')).toBe(0)
  })

  test('leaves out of the calendar what nobody waits for', async () => {
    const { cwd, issueTo } = await makeAuthority()
    await issueTo('jane@contoso.com')
    await runCommand(['revoke', 'jane@contoso.com', '--yes'], { cwd })
    expect((await runCommand(['list', '--ics', '--expiring', '400d'], { cwd })).stdout).not.toContain(
      'VEVENT',
    )
  })

  test('shows no control character of a name to the terminal', async () => {
    const { cwd, inventory } = await makeAuthority()
    await inventory.write(imported(1, { userPrincipalName: 'x\u001b[2J\ny', name: 'a\u202eb' }))
    const { stdout } = await runCommand(['list'], { cwd })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(stdout.split('\n')).toHaveLength(5)
  })

  testInTerminal('shows no control character on a screen in CSV either, and keeps it in a pipe', async () => {
    const { cwd, inventory } = await makeAuthority()
    await inventory.write(
      issued(1, { userPrincipalName: 'x\u001b]0;evil\u0007\u202e\nforged', device: 'a\tb' }),
    )
    const terminal = startInTerminal(['list', '--csv'], cwd)
    expect(await terminal.exitCode()).toBe(0)
    const lines = terminal.raw().replaceAll('\r\n', '\n').split('\n')
    expect(lines).toHaveLength(3)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u202e]/)
    expect(lines[1]).toContain(',"x\\u001b]0;evil\\u0007\\u202e\\u000aforged",a\\u0009b,')
    const piped = certstick(['list', '--csv'], { cwd }).stdout
    expect(piped).toContain(',"x\u001b]0;evil\u0007\u202e\nforged",a\tb,')
  })

  test('takes one format, known states and durations, and a CA that is there', async () => {
    const { cwd } = await makeAuthority()
    const refused = [
      [['--csv', '--ics'], '--csv and --ics'],
      [['--json', '--csv'], '--json and --csv'],
      [['--state', 'lost'], '--state'],
      [['--expiring', 'soon'], '--expiring'],
    ] as const
    for (const [args, text] of refused) {
      const { status, stderr } = await runCommand(['list', ...args], { cwd })
      expect({ args, status }).toEqual({ args, status: 2 })
      expect(stderr).toContain(text)
    }
    expect((await runCommand(['list'], { cwd: emptyFolder() })).status).toBe(2)
    expect(await runCommand(['list'], { cwd })).toMatchObject({
      status: 0,
      stdout: '0 certificates listed.\n',
    })
  })

  test('refuses an inventory that is truncated, emptied or missing', async () => {
    const { cwd, folder, inventory, issueTo } = await makeAuthority()
    await issueTo('jane@contoso.com')
    inventory.close()
    const path = join(folder, 'inventory.db')
    for (const [damage, expected] of [
      [() => truncateSync(path, statSync(path).size - 30), 'is damaged'],
      [() => truncateSync(path, 0), 'is damaged: it is empty'],
      [() => rmSync(path), 'is missing'],
    ] as const) {
      damage()
      const { status, stdout, stderr } = await runCommand(['list'], { cwd })
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
      expect(stderr).toContain(expected)
      expect(stderr).toContain('ca backup')
    }
  })

  test('tells what happened to a certificate: when, what, by whom, on which machine', async () => {
    const { cwd, issueTo } = await makeAuthority()
    for (const _ of [1, 2]) await issueTo('jane@contoso.com', 'LAPTOP-01')
    await runCommand(['revoke', 'LAPTOP-01', '--all', '--reason', 'keyCompromise'], { cwd })
    const { stdout, status } = await runCommand(['list', '--history', 'laptop-01'], { cwd })
    expect(status).toBe(0)
    expect(stdout).toMatch(
      /^jane@contoso\.com on LAPTOP-01, revoked \(\w+\)\n {2}\S+ {2}intended +\S+ on \S+\n/,
    )
    expect(stdout.match(/superseded by/g)).toHaveLength(1)
    expect(stdout.match(/revoked: keyCompromise/g)).toHaveLength(2)
    const { certificates } = JSON.parse(
      (await runCommand(['list', '--history', 'laptop-01', '--json'], { cwd })).stdout,
    )
    expect(certificates[1].events.map(({ kind }: { kind: string }) => kind)).toEqual([
      'intended',
      'issued',
      'superseded',
      'revoked',
    ])
    for (const other of [['--csv'], ['--ics'], ['--check'], ['--expiring', '30d'], ['--user', 'jane*']]) {
      const { stderr } = await runCommand(['list', '--history', 'laptop-01', ...other], { cwd })
      expect(stderr).toContain(`error: --history and ${other[0]} cannot go together`)
    }
    const missing = await runCommand(['list', '--history', 'LAPTOP-02'], { cwd })
    expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('no certificate was issued') })
  })
})
