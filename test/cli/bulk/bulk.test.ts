// `certstick bulk` as an administrator runs it: the real program, a CSV, and what is on the disk and on record after.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/secret.ts'
import { parseCsv } from '../../../src/tables/csv.ts'
import { openPfx } from '../../../src/x509/pfx-reader.ts'
import { bulk, certificatesOf, deskWithRoot, receipts, writeUsers } from '../../support/bulk.ts'
import { certstick, emptyFolder, startCertstick } from '../../support/cli.ts'
import { expectMode } from '../../support/modes.ts'
import { startInTerminal, testInTerminal } from '../../support/pty.ts'
import { testSignals } from '../../support/skips.ts'

describe('a table of users', async () => {
  test('becomes media for every row, on record, and a table of what was made', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'device,upn', 'LAPTOP-01,jane@a.com', ',joe@a.com', '', 'LAPTOP-02,jane@a.com')
    const { status, stdout, stderr } = bulk(cwd)
    expect(stderr).toMatch(/3 of 3 users/)
    expect(status).toBe(0)
    expect(stdout).toMatch(/3 made\. All rows are in output[\\/]bulk-\d{4}-\d\d-\d\d\.csv/)
    expect([...receipts(cwd).keys()].sort()).toEqual(['LAPTOP-01', 'LAPTOP-02', 'joe'])
    const entries = await certificatesOf(cwd)
    expect(entries.map(({ state }) => state)).toEqual(['issued', 'issued', 'issued'])
    const table = readFileSync(join(cwd, /output\/bulk\S+csv/.exec(stdout)?.[0] ?? ''), 'utf8')
    expect(table.split('\r\n').map((line) => line.split(',')[0])).toEqual(['\ufeffrow', '2', '3', '5', ''])
    expect(table).toContain(receipts(cwd).get('joe')?.serialNumber)
  })

  test('is done once: the same command again keeps what is there', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', 'jane@a.com', 'joe@a.com')
    bulk(cwd)
    const before = receipts(cwd)
    const again = bulk(cwd)
    expect(again.status).toBe(0)
    expect(again.stdout).toMatch(/0 made, 2 existed already/)
    expect(receipts(cwd)).toEqual(before)
    expect(await certificatesOf(cwd)).toHaveLength(2)
  })

  test('may use semicolons, a BOM and any order, as spreadsheets write it', () => {
    const cwd = deskWithRoot()
    writeFileSync(join(cwd, 'users.csv'), '\ufeffDays;UPN;store\r\n30;jane@a.com;"machine"\r\n')
    expect(bulk(cwd).status).toBe(0)
    expect(receipts(cwd).get('jane')?.store).toBe('machine')
  })

  test('tells jane@a.com and jane@b.com apart', () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn,device', 'jane@a.com,', 'jane@b.com,', 'joe@b.com,')
    expect(bulk(cwd).status).toBe(0)
    expect([...receipts(cwd)].map(([name, { userPrincipalName }]) => [name, userPrincipalName])).toEqual([
      ['jane@a.com', 'jane@a.com'],
      ['jane@b.com', 'jane@b.com'],
      ['joe', 'joe@b.com'],
    ])
  })
})

describe('every problem of every row is shown before anything is signed', async () => {
  test('with row, column, value and what to do', async () => {
    const cwd = deskWithRoot()
    writeUsers(
      cwd,
      'upn,device,days,key,template',
      'jane,TOO-LONG-A-NAME-FOR-IT,0,rsa-512,',
      'joe@a.com,../../etc,,,',
      'amy@a.com,,,,no-such-file.xml',
      'Bob@a.com,,,,',
      'bob@a.com,,,,',
    )
    const { status, stderr } = bulk(cwd)
    expect(status).toBe(2)
    for (const part of [
      'row 2, upn: jane has no @',
      'row 2, device: TOO-LONG-A-NAME-FOR-IT has 22 characters',
      'row 2, days: 0 is not a number',
      'row 2, key: rsa-512 is not known',
      'row 3, device: ../../etc may hold letters',
      'row 4, template: cannot read no-such-file.xml',
      'row 6, upn: bob@a.com is in row 5 too',
    ]) {
      expect(stderr).toContain(part)
    }
    expect(existsSync(join(cwd, 'output'))).toBe(false)
    expect(await certificatesOf(cwd)).toEqual([])
  })

  test('with what is wrong with the options, the header and the files that it names', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn,devise,password_file', 'jane,x,', 'amy@a.com,x,nowhere.txt')
    const { status, stderr } = bulk(cwd, '--password-file', 'none.txt', '--passwords-out', 'users.csv')
    expect(status).toBe(2)
    for (const part of [
      '--passwords-out: users.csv already exists',
      '--password-file: none.txt cannot be read',
      'header: devise is not known',
      'row 2, upn: jane has no @',
      'row 3, password_file: nowhere.txt cannot be read',
    ]) {
      expect(stderr).toContain(part)
    }
    const shared = bulk(cwd, '--days', '0', '--template', 'none.xml').stderr
    for (const option of ['--days: 0', '--template: cannot read none.xml']) {
      expect(shared.split(option)).toHaveLength(2)
    }
    expect(shared).not.toMatch(/row \d, (days|template)/)
    expect(await certificatesOf(cwd)).toEqual([])
  })

  test.each([
    ['a column that is not known', 'upn,devise', 'devise is not known'],
    ['no column upn', 'device', 'there is no column upn'],
    ['a column twice', 'upn,device,upn', 'upn occurs twice'],
    ['passwords', 'upn,password', 'anybody who finds the table'],
  ])('%s is refused', (_, header, message) => {
    const cwd = deskWithRoot()
    writeUsers(cwd, header, 'jane@a.com,x,y')
    const { status, stderr } = bulk(cwd)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(existsSync(join(cwd, 'output'))).toBe(false)
  })
})

describe('passwords', async () => {
  test('are each row’s own, and listed in a new file when every row is made, also those of an earlier run', async () => {
    const cwd = deskWithRoot()
    writeFileSync(join(cwd, 'pw.txt'), Buffer.from('\uFEFFgiven, it is\r\n', 'utf16le')) // as PowerShell's > writes
    writeUsers(cwd, 'upn,password_file', 'jane@a.com,', 'joe@a.com,pw.txt')
    const first = bulk(cwd, '--store', 'machine')
    expect(first.status).toBe(0)
    expect(first.stderr).toContain(
      'certstick bulk TABLE --passwords-out FILE saves them, with the same table and options',
    )
    writeUsers(cwd, 'upn,password_file', 'jane@a.com,', 'joe@a.com,pw.txt', 'amy@a.com,')
    const { status, stderr } = bulk(cwd, '--store', 'machine', '--passwords-out', 'kept/passwords.csv')
    expect(stderr).toContain('note: the passwords are in')
    expect(status).toBe(0)
    expectMode(join(cwd, 'kept', 'passwords.csv'), 0o600)
    const [header, ...rows] = parseCsv(readFileSync(join(cwd, 'kept', 'passwords.csv')))
    expect(header).toEqual(['row', 'upn', 'device', 'serial', 'zip', 'password'])
    expect(rows.map(([, upn]) => upn)).toEqual(['jane@a.com', 'joe@a.com', 'amy@a.com'])
    expect(rows[1]?.[5]).toBe('given, it is')
    for (const [, upn = '', , , , password = ''] of rows) {
      const name = upn.slice(0, upn.indexOf('@'))
      const pfx = readFileSync(join(cwd, 'output', name, 'ESD-USB', 'Certs', `${name}-cba.pfx`))
      expect((await openPfx(pfx, new Secret(password))).certificate.length).toBeGreaterThan(0)
    }
    const again = bulk(cwd, '--store', 'machine', '--passwords-out', 'kept/passwords.csv')
    expect(again.status).toBe(2)
    expect(again.stderr).toContain('--passwords-out')
  })

  test('stand in the table only where that is asked for', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn,password', 'jane@a.com,correct horse')
    expect(bulk(cwd, '--allow-passwords-in-csv').status).toBe(0)
    const pfx = readFileSync(join(cwd, 'output/jane/ESD-USB/Certs/jane-cba.pfx'))
    expect((await openPfx(pfx, new Secret('correct horse'))).certificate.length).toBeGreaterThan(0)
  })
})

test('a dry run says what would be made, and touches nothing', () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn,device', 'jane@a.com,LAPTOP-01', 'joe@a.com,')
  const { status, stdout } = bulk(cwd, '--dry-run', '--json')
  expect(status).toBe(0)
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { row: 2, upn: 'jane@a.com', device: 'LAPTOP-01' },
    { row: 3, upn: 'joe@a.com', device: null },
  ])
  expect(readdirSync(cwd).sort()).toEqual(['ca', 'users.csv'])
})

test('--json gives a line a row and a summary', () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', 'jane@a.com')
  const lines = bulk(cwd, '--json')
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { row: 2, upn: 'jane@a.com', state: 'made', zip: normalize('output/jane/jane.zip') },
    { summary: { made: 1, kept: 0, failed: 0, open: 0 } },
  ])
})

test('media that are there for other reasons are refused before anything is made, and replaced with --force', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', 'jane@a.com', 'joe@a.com')
  expect(bulk(cwd, '--days', '30').status).toBe(0)
  const before = receipts(cwd)
  const refused = bulk(cwd, '--days', '60')
  expect(refused.status).toBe(2)
  expect(refused.stderr).toMatch(/row 2: .*already exists[\s\S]*row 3: .*already exists/)
  expect(refused.stderr).toContain(
    'is not what the row asks for: they were created with other options: --days',
  )
  expect(receipts(cwd)).toEqual(before)
  expect(bulk(cwd, '--days', '60', '--force').status).toBe(0)
  const states = (await certificatesOf(cwd)).map(({ state, supersededBy }) => [state, supersededBy !== null])
  expect(states).toEqual([
    ['superseded', true],
    ['superseded', true],
    ['issued', false],
    ['issued', false],
  ])
})

/** Runs a table of so many users until the first is served, and what is told then. */
async function interrupt(cwd: string, { rows, key }: { readonly rows: number; readonly key: string }) {
  writeUsers(cwd, 'upn', ...Array.from({ length: rows }, (_, i) => `user${i}@contoso.com`))
  const { child, ended } = startCertstick(['bulk', 'users.csv', '--key', key], { cwd })
  while (receipts(cwd).size === 0) await sleep(20)
  child.kill('SIGINT')
  const { status, stdout, stderr } = await ended
  expect(status).toBe(130)
  const [, made = '0', open = '0'] = /^(\d+) made, (\d+) not begun\./m.exec(stdout) ?? []
  expect(Number(made) + Number(open)).toBe(rows)
  return { made: Number(made), open: Number(open), stderr }
}

testSignals('Ctrl-C finishes what was begun, says so, and the same command goes on', async () => {
  const cwd = deskWithRoot()
  const { made, open, stderr } = await interrupt(cwd, { rows: 200, key: 'ec-p256' })
  expect(stderr).toContain('note: stopping')
  expect(receipts(cwd).size).toBe(made)
  const on = bulk(cwd)
  expect(on.stdout).toContain(`${open} made, ${made} existed already.`)
  expect((await certificatesOf(cwd)).every(({ state }) => state === 'issued')).toBe(true)
})

testSignals('Ctrl-C begins no row whose RSA key is not there yet', async () => {
  const cwd = deskWithRoot()
  const { made } = await interrupt(cwd, { rows: 60, key: 'rsa-2048' })
  expect(await certificatesOf(cwd)).toHaveLength(made)
})

test('a CA that is not there puts no blame on media that are', () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', 'jane@a.com')
  expect(bulk(cwd).status).toBe(0)
  const { status, stderr } = bulk(cwd, '--ca', 'elsewhere')
  expect(status).toBe(2)
  expect(stderr).toContain('--ca: there is no root CA in elsewhere')
  expect(stderr).not.toContain('already exists')
})

testInTerminal('a terminal shows a bar, with users done, rate and time left', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', ...Array.from({ length: 40 }, (_, i) => `user${i}@contoso.com`))
  const terminal = startInTerminal(['bulk', 'users.csv', '--key', 'ec-p256'], cwd)
  expect(await terminal.exitCode()).toBe(0)
  expect(terminal.shown()).toMatch(/[█░]{24} \d+ of 40 users, [\d.]+ a second, \d+ s left/)
  expect(terminal.shown()).toMatch(/█{24} 40 of 40 users/)
})

test('media whose certificate is no good any more are not kept, and it is said why', async () => {
  const cwd = deskWithRoot()
  writeUsers(cwd, 'upn', 'jane@a.com', 'joe@a.com')
  expect(bulk(cwd).status).toBe(0)
  expect(certstick(['revoke', 'jane@a.com', '--reason', 'keyCompromise', '--yes'], { cwd }).status).toBe(0)
  const { status, stderr } = bulk(cwd)
  expect(status).toBe(2)
  expect(stderr).toMatch(/row 2: .*jane already exists, .*: their certificate is revoked\n/)
  expect(stderr).not.toContain('row 3')
})

test('where there is no root, that is told with all else', () => {
  const cwd = emptyFolder()
  writeUsers(cwd, 'upn', 'jane')
  const { status, stderr } = bulk(cwd, '--days', '0')
  expect(status).toBe(2)
  for (const part of ['--days: 0', '--ca: there is no root CA', 'row 2, upn: jane has no @']) {
    expect(stderr).toContain(part)
  }
})
