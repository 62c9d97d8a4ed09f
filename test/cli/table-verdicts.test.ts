// Tables of users as Excel, Entra, Graph and people write them: each gets the right verdict, in the words of the program.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readTables, readVerdictLines, tablesAbsent } from '../support/cases.ts'
import { emptyFolder, runCommand } from '../support/cli.ts'
import { testUnless } from '../support/skips.ts'

const cwd = emptyFolder()
beforeAll(async () => {
  expect((await runCommand(['ca', 'create', '--key', 'ec-p256', '--yes'], { cwd })).status).toBe(0)
})

async function verdictOn(bytes: Uint8Array, ...options: readonly string[]) {
  writeFileSync(join(cwd, 'users.csv'), bytes)
  const { status, stdout, stderr } = await runCommand(
    ['bulk', 'users.csv', '--dry-run', '--json', ...options],
    { cwd },
  )
  const rows =
    status === 0
      ? stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : []
  return { status, rows, stderr }
}

const verdicts = new Map(
  readVerdictLines('table-verdicts.txt').map(([name, rows = '', ...words]) => [
    name,
    { rows, parts: words.join(' ').split('; ') },
  ]),
)

describe('a table', () => {
  testUnless(tablesAbsent).each(readTables())('$name', async ({ name, bytes }) => {
    const { rows, parts } = verdicts.get(name) ?? { rows: 'no verdict', parts: [] }
    const verdict = await verdictOn(bytes)
    const planned = verdict.status === 0 ? String(verdict.rows.length) : '-'
    expect({ planned, said: verdict.stderr }).toEqual({
      planned: rows,
      said: expect.stringContaining(parts[0] ?? ''),
    })
    for (const part of parts) expect(verdict.stderr).toContain(part)
    const count = verdict.stderr.match(/^(?:note|warning|error): (?!the table)/gm)?.length ?? 0
    if (parts[0] === '') expect(verdict.stderr).toBe('')
    else if (!/^(?:line|it|has)/.test(parts[0] ?? '')) expect(count).toBe(parts.length)
  })

  testUnless(tablesAbsent)('has a verdict, each of them, and every verdict a table', () => {
    expect([...verdicts.keys()]).toEqual(readTables().map(({ name }) => name))
  })
})

const upnOf = ({ rows }: { readonly rows: readonly { readonly upn: string }[] }) => rows.map(({ upn }) => upn)

describe('an export', () => {
  test.each([
    ['Microsoft 365', 'Display name,First name,User principal name,Licenses,When created,Block credential'],
    ['Graph PowerShell', '"Id","DisplayName","UserPrincipalName","OnPremisesSyncEnabled"'],
    ['Entra', 'userPrincipalName,displayName,userType,accountEnabled'],
    [
      'Entra, as its documentation has it',
      'userPrincipalName,objectId,physicalDeliveryOfficeName,mobile,authenticationAlternativePhoneNumber,authenticationEmail',
    ],
    ['the members of a group', 'id,userPrincipalName,displayName,objectType,userType,isUser,isGroup,isGuest'],
    [
      'Get-MgUser, with relationships',
      '"AgreementAcceptances","Drive","UserPrincipalName","TransitiveMemberOf"',
    ],
    ['the Graph Explorer', '@odata.type,userPrincipalName'],
    ['Get-AzureADUser', '"ExtensionProperty","DeletionTimestamp","UserPrincipalName","UserStateChangedOn"'],
    [
      'Get-ADUser',
      '"DistinguishedName","Enabled","Name","ObjectGUID","SamAccountName","SID","UserPrincipalName"',
    ],
  ])('of %s is taken as it is, with one note', async (_, header) => {
    const cells = header.split(',').map((name) => (/principal/i.test(name) ? 'amy@contoso.com' : ''))
    const verdict = await verdictOn(Buffer.from(`${header}\r\n${cells.join(',')}\r\n`))
    expect(upnOf(verdict)).toEqual(['amy@contoso.com'])
    expect(verdict.stderr.match(/^note: columns-passed-over/gm)).toHaveLength(1)
  })

  test.each([
    ['sep=;', 'sep=;\r\nupn;device\r\namy@a.com;L1\r\n'],
    ['#TYPE', '#TYPE Microsoft.Graph.User\r\n"UserPrincipalName"\r\n"amy@a.com"\r\n'],
    ['version:v1.0', 'version:v1.0\r\nUser name [userPrincipalName] Required\r\namy@a.com\r\n'],
    [
      'version:v1.0;',
      'version:v1.0;\r\nUser name [userPrincipalName] Required;Last name [surname]\r\namy@a.com;A\r\n',
    ],
  ])('may begin with %s', async (_, text) => {
    expect(upnOf(await verdictOn(Buffer.from(text)))).toEqual(['amy@a.com'])
    expect(upnOf(await verdictOn(Buffer.from(`\ufeff${text}`)))).toEqual(['amy@a.com'])
  })

  test('counts its rows as a spreadsheet does, the line above the header too', async () => {
    const rows = '"UserPrincipalName"\r\n"amy"\r\n'
    expect((await verdictOn(Buffer.from(`#TYPE Selected.User\r\n${rows}`))).stderr).toContain(
      'row 3, upn: amy',
    )
    expect((await verdictOn(Buffer.from(`sep=,\r\n${rows}`))).stderr).toContain('row 2, upn: amy')
  })

  test('may be UTF-16 with a byte order mark, as Excel writes Unicode text; without one it is named', async () => {
    const text = 'upn\tdevice\r\namy@a.com\tL1\r\n'
    const marked = Buffer.from(`\ufeff${text}`, 'utf16le')
    expect(upnOf(await verdictOn(marked))).toEqual(['amy@a.com'])
    expect(upnOf(await verdictOn(Buffer.from(marked).swap16()))).toEqual(['amy@a.com'])
    expect((await verdictOn(Buffer.from(text, 'utf16le'))).stderr).toContain(
      'UTF-16 without a byte order mark',
    )
  })

  test('warns of each account that is blocked, once a row', async () => {
    const text = 'User principal name,Block credential\namy@a.com,True\nben@a.com,False\ncat@a.com,TRUE\n'
    const { stderr } = await verdictOn(Buffer.from(text))
    expect(stderr).toContain('warning: account-disabled, 2 times:')
    expect(stderr.match(/row \d: \S+/g)).toEqual(['row 2: amy@a.com', 'row 4: cat@a.com'])
  })

  test.each([
    ['accountEnabled', 'FALSCH', 'WAHR'],
    ['Enabled', 'False', 'True'],
    ['Block credential', 'VRAI', 'FAUX'],
    ['Block sign in (Yes/No) [accountEnabled] Required', 'Yes', 'No'],
  ])('says by %s, when it is %s, that an account is disabled', async (column, disabled, enabled) => {
    const text = `userPrincipalName;${column}\namy@a.com;${disabled}\nben@a.com;${enabled}\n`
    const { stderr } = await verdictOn(Buffer.from(text))
    expect(stderr.match(/^warning: .*$/gm)).toEqual([
      expect.stringContaining('account-disabled: row 2: amy@a.com is disabled'),
    ])
  })

  test('may have rows of groups, which have no user principal name: they are named, and not used', async () => {
    const verdict = await verdictOn(Buffer.from('userPrincipalName,displayName\n,All staff\namy@a.com,Amy\n'))
    expect(upnOf(verdict)).toEqual(['amy@a.com'])
    expect(verdict.stderr).toContain('warning: no-user-principal-name: row 2 has no user principal name')
  })

  test('with a column of its reader needs the name in a row where that column has a value', async () => {
    const { stderr } = await verdictOn(Buffer.from('userPrincipalName,device\n,L1\n'))
    expect(stderr).toContain('row 2, upn: is missing')
  })

  test('of another kind says which column to rename', async () => {
    const { stderr } = await verdictOn(Buffer.from('login,firstName,email\namy@a.com,Amy,amy@a.com\n'))
    expect(stderr).toContain('hint: call the column of the user principal names upn')
  })
})

describe('columns that are not known', () => {
  const table = Buffer.from('upn,devise,nickname\namy@a.com,L1,A\n')

  test('are one problem, however many', async () => {
    const { status, stderr } = await verdictOn(table)
    expect(status).toBe(2)
    expect(stderr).toContain('header: 2 columns are not known: devise, nickname\nhint: give --ignore-columns')
  })

  test('are passed over with --ignore-columns, and named', async () => {
    const verdict = await verdictOn(table, '--ignore-columns')
    expect(upnOf(verdict)).toEqual(['amy@a.com'])
    expect(verdict.stderr).toContain('2 columns are not used: devise, nickname')
  })

  test('have cells, where the header is empty', async () => {
    expect((await verdictOn(Buffer.from('upn,\namy@a.com,x\n'))).stderr).toContain('header: "" is not known')
  })
})

test('new says of a guest that the certificate is of no use at the home tenant', async () => {
  const { status, stdout } = await runCommand(
    ['new', 'jane_contoso.com#EXT#@tenant.onmicrosoft.com', '--yes', '--key', 'ec-p256'],
    { cwd },
  )
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('note: this is a guest'),
  })
})
