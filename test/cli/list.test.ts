import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { makeAuthority } from '../support/authority.ts'
import { certstick, emptyFolder, runCommand } from '../support/cli.ts'
import { issued } from '../support/ledger-events.ts'
import { startInTerminal, testInTerminal } from '../support/pty.ts'

describe('certstick list', () => {
  test('shows what was issued as a table, JSON, CSV and calendar', async () => {
    const { cwd, issueTo } = await makeAuthority()
    const { serialNumber } = await issueTo('jane@contoso.com', 'LAPTOP-01')
    await issueTo('zoe@contoso.com')
    const table = certstick(['list'], { cwd })
    expect(table).toMatchObject({ status: 0, stderr: '' })
    expect(table.stdout).toMatch(
      /^NAME .*\nLAPTOP-01 +jane@contoso.com +issued .*\nzoe .*\n\n2 on record.\n$/,
    )
    const { certificates } = JSON.parse(certstick(['list', '--json', '--device', 'laptop-*'], { cwd }).stdout)
    expect(certificates).toMatchObject([
      { serialNumber, userPrincipalName: 'jane@contoso.com', state: 'issued' },
    ])
    const csv = certstick(['list', '--csv'], { cwd }).stdout
    expect(csv.endsWith('\r\n')).toBe(true)
    expect(parse(csv, { columns: true, record_delimiter: '\r\n' })).toHaveLength(2)
    const whole = certstick(['list', '--ics'], { cwd }).stdout
    expect(whole.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(3) // the root's end too
    expect(whole.endsWith('END:VCALENDAR\r\n')).toBe(true)
    const one = certstick(['list', '--ics', '--user', 'zoe@contoso.com'], { cwd }).stdout
    expect(one.match(/^BEGIN:VEVENT\r$/gm)).toHaveLength(1)
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
    const { cwd, append } = await makeAuthority()
    await append(issued(1, { userPrincipalName: 'x\u001b[2J\ny', name: 'a\u202eb' }))
    const { stdout } = await runCommand(['list'], { cwd })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(stdout.split('\n')).toHaveLength(5)
  })

  testInTerminal('shows no control character on a screen in CSV either, and keeps it in a pipe', async () => {
    const { cwd, append } = await makeAuthority()
    await append(issued(1, { userPrincipalName: 'x\u001b]0;evil\u0007\u202e\nforged', device: 'a\tb' }))
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
    expect(await runCommand(['list'], { cwd })).toMatchObject({ status: 0, stdout: '0 on record.\n' })
  })

  test('leaves an unfinished last line out and says so; damage is named by its line', async () => {
    const { cwd, folder, issueTo } = await makeAuthority()
    await issueTo('jane@contoso.com')
    appendFileSync(join(folder, 'ledger.jsonl'), '{"event":"issu')
    const torn = await runCommand(['list'], { cwd })
    expect(torn).toMatchObject({ status: 0, stderr: expect.stringContaining('unfinished') })
    expect(torn.stdout).toContain('1 on record.')
    const repaired = await runCommand(['revoke', 'jane@contoso.com', '--yes'], { cwd })
    expect(repaired).toMatchObject({ status: 0, stderr: expect.stringContaining('was cut off') })
    writeFileSync(join(folder, 'ledger.jsonl'), 'nonsense\n', { flag: 'a' })
    const damaged = await runCommand(['list'], { cwd })
    expect(damaged).toMatchObject({ status: 1, stderr: expect.stringContaining('line 4') })
  })
})
