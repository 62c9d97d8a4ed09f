// The permissions and roles that docs/entra.md names for each command: they are enough, and what is missing is named.
import { expect, test } from 'vitest'
import { needOf } from '../../../src/entra/needs.ts'
import { issueToken } from '../../entra-double/login.ts'
import { runCommand } from '../../support/cli.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'

const PRIVILEGED = 'Privileged Authentication Administrator'
const POLICY = 'Authentication Policy Administrator'
const ORGANIZATION = 'Organization.Read.All'

const WORK = [
  {
    args: ['apply', '--only', 'trust'],
    permissions: ['PublicKeyInfrastructure.ReadWrite.All', ORGANIZATION],
    role: PRIVILEGED,
  },
  {
    args: ['apply', '--only', 'user'],
    permissions: ['User.ReadWrite.All', 'GroupMember.Read.All', ORGANIZATION],
    role: PRIVILEGED,
  },
  {
    args: ['apply', '--only', 'method', '--group', 'CBA pilot', '--with-policy'],
    permissions: [
      ...['Policy.ReadWrite.AuthenticationMethod', 'GroupMember.Read.All', 'User.Read.All'],
      ...['PublicKeyInfrastructure.Read.All', ORGANIZATION],
    ],
    role: POLICY,
  },
  {
    args: ['remove', 'anna@contoso.com', '--disable'],
    permissions: [
      ...['User.ReadWrite.All', 'User.RevokeSessions.All', 'User.EnableDisableAccount.All'],
      ...['GroupMember.Read.All', ORGANIZATION],
    ],
    role: PRIVILEGED,
  },
] as const

async function office(): Promise<EntraDesk> {
  const desk = await entraDesk()
  desk.group('CBA pilot', await desk.employ('anna@contoso.com'))
  return desk
}

function run(
  { double, ca, env }: EntraDesk,
  args: readonly string[],
  permissions: readonly string[],
  role: string,
) {
  const { userId } = double.tenant.admin
  const token = issueToken(double.tenant, { kind: 'delegated', permissions, directoryRoles: [role], userId })
  const confirmed = ['--yes', '--tenant-id', double.tenant.id]
  return runCommand(['entra', ...args, ...confirmed], {
    cwd: ca.cwd,
    env: { ...env, CERTSTICK_GRAPH_TOKEN: token },
  })
}

test.each(WORK)('those of `entra $args.0 $args.2` are enough', async ({ args, permissions, role }) => {
  const desk = await office()
  const { status, stderr } = await run(desk, args, permissions, role)
  expect([status, stderr]).toEqual([0, expect.stringContaining('done: ')])
})

test.each(
  WORK.slice(0, 3).flatMap(({ args, permissions, role }) =>
    permissions
      .filter((one) => one !== 'PublicKeyInfrastructure.Read.All')
      .map((missing) => ({ args, permissions, role, missing })),
  ),
)(
  '`entra $args.0 $args.2` without $missing says so, and changes nothing',
  async ({ args, permissions, role, missing }) => {
    const desk = await office()
    const rest = permissions.filter((one) => one !== missing)
    const { status, stdout, stderr } = await run(desk, args, rest, role)
    const family = missing.replace(/\.Read(?:Write)?\..*$/, '')
    expect(status).not.toBe(0)
    expect(stdout + stderr).toMatch(new RegExp(`(?:needs the permission|consent to) ${family}\\.Read`))
    expect(desk.writes()).toEqual([])
  },
)

test('an administrator of the policy who may not read the trust store is told what the scope names', async () => {
  const desk = await office()
  await run(desk, WORK[0].args, WORK[0].permissions, WORK[0].role)
  const { args, permissions, role } = WORK[2]
  const { status, stderr } = await run(desk, [...args, '--scope-group', 'CBA pilot'], permissions, role)
  expect(status).toBe(0)
  expect(stderr).toContain(
    'note: this sign-in may not read the trust store: the scope names the container certstick',
  )
  expect(desk.double.tenant.policy).toMatchObject({
    certificateAuthorityScopes: [{ publicKeyInfrastructureIdentifier: 'certstick' }],
  })
})

test('a role that is missing is named', async () => {
  const desk = await office()
  const { args, permissions } = WORK[2]
  const { status, stderr } = await run(desk, args, permissions, PRIVILEGED)
  expect(status).toBe(1)
  expect(stderr).toContain('and a person also needs the role Global Reader')
  const reader = await run(desk, args, permissions, 'Security Reader')
  expect(reader.stderr).toContain(
    'hint: the request needs the permission Policy.ReadWrite.AuthenticationMethod with consent, and a person also needs the role Authentication Policy Administrator; a role from PIM takes some minutes',
  )
})

test('what a request needs is known of every request that the commands send', async () => {
  const desk = await office()
  const applied = ['apply', '--group', 'CBA pilot', '--scope-group', 'CBA pilot', '--with-policy']
  expect(await desk.confirmed(...applied)).toMatchObject({ status: 0 })
  await desk.entra('check', 'anna@contoso.com', '--log')
  await desk.entra('check')
  const upn = 'anna@contoso.com'
  expect(await desk.onScreen('pass', upn, '--yes', '--tenant-id', desk.double.tenant.id)).toMatchObject({
    status: 0,
  })
  expect(await desk.confirmed('remove', upn, '--disable')).toMatchObject({ status: 0 })
  const needless = desk.double.seen.filter(({ method, url, body }) => {
    const names = Object.keys(body === '' ? {} : JSON.parse(body))
    return needOf(method, url.pathname.replace('/v1.0', ''), names) === null
  })
  expect(needless.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([])
  expect(desk.double.seen.length).toBeGreaterThan(30)
})
