import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { fullGrant } from '../../entra-double/control.ts'
import { issueToken } from '../../entra-double/login.ts'
import type { User } from '../../entra-double/tenant.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import type { ToolResult } from '../../support/tools.ts'

let desk: EntraDesk
let anna: User

beforeEach(async () => {
  desk = await entraDesk()
  anna = await desk.employ('Anna.Berg@contoso.com')
})

const pass = (...args: readonly string[]): Promise<ToolResult> =>
  desk.onScreen('pass', 'anna.berg@contoso.com', '--yes', '--tenant-id', desk.double.tenant.id, ...args)

test('entra pass shows a pass for many sign-ins once, and writes it nowhere', async () => {
  const { status, stdout, stderr } = await pass()
  expect({ status, stderr }).toMatchObject({ status: 0 })
  const [made] = desk.double.tenant.passes
  expect(made).toMatchObject({ userId: anna.id, lifetimeInMinutes: 60, isUsableOnce: false })
  const value = made?.value ?? 'none'
  expect(stdout.split(value)).toHaveLength(2)
  expect(stdout).toContain('For Anna.Berg@contoso.com, valid for 60 minutes, for any number of sign-ins.')
  expect(stderr).not.toContain(value)
  for (const file of readdirSync(desk.ca.cwd, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(value)
  }
})

test('entra pass makes none where its value would leave the terminal', async () => {
  const piped = await desk.confirmed('pass', 'anna.berg@contoso.com')
  expect(piped).toMatchObject({ status: 2, stderr: expect.stringContaining('shown on a terminal only') })
  expect(await pass('--json')).toMatchObject({ status: 2 })
  expect(desk.double.tenant.passes).toEqual([])
})

test('entra pass keeps to --once and to the tenant’s policy', async () => {
  await pass('--once')
  expect(desk.double.tenant.passes).toMatchObject([{ isUsableOnce: true }])
  Object.assign(desk.double.tenant.passPolicy, { isUsableOnce: true, minimumLifetimeInMinutes: 90 })
  const { stderr } = await pass()
  expect(stderr).toMatch(/allows\s+passes for one use only/)
  expect(desk.double.tenant.passes).toMatchObject([{ isUsableOnce: true, lifetimeInMinutes: 90 }])
})

test('entra pass says why a user cannot have one', async () => {
  const { passPolicy, tenant } = { ...desk.double.tenant, tenant: desk.double.tenant }
  passPolicy['includeTargets'] = []
  expect((await pass()).stderr).toContain('Temporary Access Pass is not on for Anna.Berg@contoso.com')
  passPolicy['state'] = 'disabled'
  expect(await pass()).toMatchObject({ status: 2, stderr: expect.stringContaining('is not on for') })
  const gone = await desk.onScreen('pass', 'gone@contoso.com', '--yes', '--tenant-id', tenant.id)
  expect(gone.stderr).toContain('there is no user gone@contoso.com')
})

test.each([
  { kind: 'lose-answer', match: '^POST ' },
  { kind: 'lose-answer', match: '^POST ', status: 504 },
] as const)(
  'entra pass says that a lost answer may have left a pass, also behind a gateway ($status)',
  async (fault) => {
    desk.double.graph.faults.set([fault])
    const { status, stderr } = await pass()
    expect(status).toBe(1)
    expect(stderr).toMatch(/a pass may have been made, and its\s+value is lost/)
  },
)

test('entra pass shows no empty pass where the answer has none', async () => {
  desk.double.graph.faults.set([{ kind: 'status', match: '^POST ', status: 201, body: '{}' }])
  const { status, stdout, stderr } = await pass()
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/did not answer with the\s+pass/)
})

test('entra pass makes none for a user with a directory role, unless that is meant', async () => {
  anna.directoryRoles.push('Global Administrator')
  const { status, stderr } = await pass()
  expect(status).toBe(2)
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
    'Anna.Berg@contoso.com: has a directory role: whoever gets the pass signs in as an administrator',
  )
  expect(desk.double.tenant.passes).toEqual([])
  expect(await pass('--allow-admin')).toMatchObject({ status: 0 })
})

test('entra pass says that the cloud in China has none', async () => {
  const { status, stderr } = await pass('--cloud', 'china')
  expect(status).toBe(2)
  expect(stderr).toContain('Microsoft’s cloud in China has no Temporary Access Pass')
})

test('entra pass says that nobody can make one for themselves', async () => {
  const { tenant } = desk.double
  tenant.admin.userId = anna.id
  const [grant] = [...tenant.tokens.values()]
  tenant.tokens.set(desk.token, { ...(grant as NonNullable<typeof grant>), userId: anna.id })
  const { status, stderr } = await pass()
  expect(status).toBe(1)
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('nobody can make a pass for themselves')
})

test.each([
  [
    'the permission UserAuthMethod-TAP.ReadWrite.All',
    'UserAuthMethod-TAP.ReadWrite.All',
    'Global Administrator',
  ],
  ['the role Authentication Administrator', 'none', 'Global Reader'],
])('entra pass names %s where it is missing', async (missing, permission, role) => {
  const { tenant } = desk.double
  const grant = fullGrant(tenant)
  const permissions = grant.permissions.filter((one) => one !== permission)
  const token = issueToken(tenant, { ...grant, permissions, directoryRoles: [role] })
  Object.assign(desk.env, { CERTSTICK_GRAPH_TOKEN: token })
  const { status, stderr } = await pass()
  expect(status).toBe(1)
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`needs ${missing}`)
})
