// `certstick bulk` as an administrator runs it: the real program, a CSV, and what is on the disk and on record after.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bulk, deskWithRoot, entriesOnRecord, receipts, writeUsers } from '../support/bulk.ts'

describe('a table of users', () => {
  test('becomes media for every row, on record, and a table of what was made', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'device,upn', 'LAPTOP-01,jane@a.com', ',joe@a.com', '', 'LAPTOP-02,jane@a.com')
    const { status, stdout, stderr } = bulk(cwd)
    expect(stderr).toMatch(/3 of 3 users/)
    expect(status).toBe(0)
    expect(stdout).toMatch(/3 made\. All rows are in output\/bulk-\d{4}-\d\d-\d\d\.csv/)
    expect([...receipts(cwd).keys()].sort()).toEqual(['LAPTOP-01', 'LAPTOP-02', 'joe'])
    const entries = await entriesOnRecord(cwd)
    expect(entries.map(({ state }) => state)).toEqual(['issued', 'issued', 'issued'])
    const table = readFileSync(join(cwd, /output\/bulk\S+csv/.exec(stdout)?.[0] ?? ''), 'utf8')
    expect(table.split('\r\n').map((line) => line.split(',')[0])).toEqual(['row', '2', '3', '5', ''])
    expect(table).toContain(receipts(cwd).get('joe')?.serialNumber)
  })

  test('is done once: the same command again keeps what is there', async () => {
    const cwd = deskWithRoot()
    writeUsers(cwd, 'upn', 'jane@a.com', 'joe@a.com')
    bulk(cwd)
    const before = receipts(cwd)
    const again = bulk(cwd)
    expect(again.status).toBe(0)
    expect(again.stdout).toMatch(/0 made, 2 already there/)
    expect(receipts(cwd)).toEqual(before)
    expect(await entriesOnRecord(cwd)).toHaveLength(2)
  })

  test('may use semicolons, a BOM and any order, as spreadsheets write it', () => {
    const cwd = deskWithRoot()
    writeFileSync(join(cwd, 'users.csv'), '\ufeffDays;UPN;label\r\n30;jane@a.com;"STICK 1"\r\n')
    expect(bulk(cwd).status).toBe(0)
    expect(receipts(cwd).get('jane')?.volumeLabel).toBe('STICK 1')
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

describe('every problem of every row is shown before anything is signed', () => {
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
      'row 2, upn: "jane" has no @',
      'row 2, device: "TOO-LONG-A-NAME-FOR-IT" has 22 characters',
      'row 2, days: "0" is no number',
      'row 2, key: "rsa-512" is not known',
      'row 3, device: "../../etc" may hold letters',
      'row 4, template: cannot read "no-such-file.xml"',
      'row 6, upn: "bob@a.com" is in row 5 too',
    ]) {
      expect(stderr).toContain(part)
    }
    expect(existsSync(join(cwd, 'output'))).toBe(false)
    expect(await entriesOnRecord(cwd)).toEqual([])
  })

  test.each([
    ['a column that is not known', 'upn,devise', '"devise" is not known'],
    ['no column upn', 'device', 'there is no column upn'],
    ['a column twice', 'upn,device,upn', 'upn is there twice'],
    ['passwords', 'upn,password', 'read by whoever finds the table'],
  ])('%s is refused', (_, header, message) => {
    const cwd = deskWithRoot()
    writeUsers(cwd, header, 'jane@a.com,x,y')
    const { status, stderr } = bulk(cwd)
    expect(status).toBe(2)
    expect(stderr).toContain(message)
    expect(existsSync(join(cwd, 'output'))).toBe(false)
  })
})
