// `list --folders`: several customers in one list.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { emptyFolder, runCommand } from '../../support/cli.ts'

let cwd = ''
const list = async (...args: readonly string[]) => runCommand(['list', '--folders', ...args], { cwd })

/** A customer with one certificate; `certstick.json` as it is given, null: none. */
async function addCustomer(
  name: string,
  upn: string,
  { days, profile }: { days: number; profile: object | null },
) {
  const folder = join(cwd, 'customers', name)
  mkdirSync(folder, { recursive: true })
  for (const args of [
    ['ca', 'create', '--yes', '--key', 'ec-p256', '--name', name],
    ['new', upn, '--yes', '--key', 'ec-p256', '--days', String(days)],
  ])
    expect((await runCommand(args, { cwd: folder })).status).toBe(0)
  if (profile !== null) writeFileSync(join(folder, 'certstick.json'), JSON.stringify(profile))
}

beforeAll(async () => {
  cwd = emptyFolder()
  await addCustomer('late', 'ann@late.com', { days: 300, profile: { name: 'Late Ltd' } })
  await addCustomer('soon', 'bob@soon.com', { days: 5, profile: { name: 'Soon GmbH' } })
  await addCustomer('plain', 'eve@plain.com', { days: 100, profile: null })
  mkdirSync(join(cwd, 'customers', 'empty'))
})

test('lists the customers in a folder, what expires first on top', async () => {
  const { status, stdout } = await list('customers')
  expect(status).toBe(0)
  const rows = stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))
  expect(rows.slice(0, 4)).toEqual([
    ['CUSTOMER', 'NAME', 'USER'],
    ['Soon GmbH', 'bob', 'bob@soon.com'],
    [join('customers', 'plain'), 'eve', 'eve@plain.com'],
    ['Late Ltd', 'ann', 'ann@late.com'],
  ])
  expect(stdout).toContain('3 certificates listed')
})

test('takes customers’ folders and CA folders by name, each once, and the filters of list', async () => {
  const folders = ['customers/soon', 'customers/soon/ca', 'customers/late']
  const { stdout } = await list(...folders, '--expiring', '30d', '--json')
  const { certificates, customers } = JSON.parse(stdout)
  expect(certificates).toMatchObject([{ customer: 'Soon GmbH', userPrincipalName: 'bob@soon.com' }])
  expect(customers.map(({ customer }: { customer: string }) => customer)).toEqual(['Soon GmbH', 'Late Ltd'])
})

test('writes the customer into the first column of a table', async () => {
  const { stdout } = await list('customers/late', '--csv')
  const [head, row] = stdout.split('\r\n')
  expect(head).toMatch(/^\ufeffcustomer,serialNumber,/)
  expect(row).toMatch(/^Late Ltd,[0-9a-f]{32},ann@late.com,/)
})

test('names every folder that cannot be listed, and lists nothing then', async () => {
  mkdirSync(join(cwd, 'broken'))
  writeFileSync(join(cwd, 'broken', 'certstick.json'), '{')
  const { status, stdout, stderr } = await list('customers/empty', 'broken', 'nowhere', 'customers/late')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  for (const folder of ['customers/empty', normalize('broken/certstick.json'), 'nowhere'])
    expect(stderr).toContain(folder)
})

test.each([['--ics'], ['--history', 'ann']])('cannot be combined with %s', async (...args) => {
  const { status, stderr } = await list('customers', ...args)
  expect({ status, stderr }).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('cannot go together'),
  })
})

test('warns of the CRL of each customer by name, and --check ends with 3 where there is any certificate', async () => {
  const soon = join(cwd, 'customers', 'soon')
  expect((await runCommand(['revoke', 'bob', '--yes'], { cwd: soon })).status).toBe(0)
  const { status, stderr } = await list('customers', '--expiring', '200d', '--check')
  expect(status).toBe(3)
  expect(stderr).toMatch(/Soon GmbH[^\n]*crl-missing|crl-missing[^\n]*Soon GmbH/)
  expect((await list('customers', '--expiring', '1d', '--check')).status).toBe(0)
})
