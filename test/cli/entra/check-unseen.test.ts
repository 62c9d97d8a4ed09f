// `certstick entra check`: permissions that are missing, and what of a whole inventory is looked at.
import { beforeEach, describe, expect, test } from 'vitest'
import { fullGrant } from '../../entra-double/control.ts'
import { issueToken } from '../../entra-double/login.ts'
import { addUser } from '../../entra-double/tenant.ts'
import { runCommand } from '../../support/cli.ts'
import type { EntraDesk } from '../../support/entra.ts'
import { type CheckDesk, checkDesk, codesOf, type Document, NAME } from '../../support/entra-check.ts'
import type { SetUpTenant } from '../../support/entra-tenant.ts'

let desk: EntraDesk
let setUp: SetUpTenant
let check: CheckDesk['check']
let revoke: CheckDesk['revoke']
let serialNumber: string

beforeEach(async () => {
  ;({ desk, setUp, check, revoke, serialNumber } = await checkDesk())
})

const oneParagraph = (text: string): string => text.replaceAll('\n', ' ')

/** The environment with a token that lacks these permissions. */
const without = (...names: readonly string[]) => {
  const grant = fullGrant(desk.double.tenant)
  const permissions = grant.permissions.filter((one) => !names.some((name) => one.startsWith(name)))
  const token = issueToken(desk.double.tenant, { ...grant, permissions })
  return { ...desk.env, CERTSTICK_GRAPH_TOKEN: token }
}

describe('permissions', () => {
  const checkWith = async (env: Readonly<Record<string, string>>) => {
    const { status, stdout } = await runCommand(['entra', 'check', NAME, '--json'], { cwd: desk.ca.cwd, env })
    return { status, document: JSON.parse(stdout) as Document }
  }

  test.each([
    [['Policy.'], 'the policy of certificate sign-in'],
    [['PublicKeyInfrastructure.'], 'the trust store'],
    [['Group', 'Directory.'], 'membership of groups'],
    [['User.Read', 'Directory.'], 'users'],
  ])('that are missing (%j) leave open whether the user is signed in', async (names, what) => {
    const { status, document } = await checkWith(without(...names))
    expect(status).toBe(1)
    expect(document.notLookedAt.map((one) => one.what)).toContain(what)
    expect(document.certificates).toMatchObject([{ signsIn: null }])
    const env = without(...names)
    const { stdout } = await runCommand(['entra', 'check', NAME], { cwd: desk.ca.cwd, env })
    expect(oneParagraph(stdout)).toContain('is not known, because not everything was looked at')
    expect(stdout).not.toMatch(/^Entra ID would/m)
  })

  test('are listed as the token names them, where something was not looked at', async () => {
    // The double's tokens are opaque; Microsoft's have claims, which only say what is likely.
    const claims = {
      scp: 'User.Read.All Organization.Read.All',
      appid: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    }
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
    const { tenant } = desk.double
    const permissions = ['User.Read.All', 'Organization.Read.All']
    tenant.tokens.set(token, { ...fullGrant(tenant), permissions, expires: Date.now() + 3_600_000 })
    const env = { ...desk.env, CERTSTICK_GRAPH_TOKEN: token }
    const { stdout } = await runCommand(['entra', 'check', NAME], { cwd: desk.ca.cwd, env })
    expect(stdout).toContain('  The token has the permissions Organization.Read.All, User.Read.All.')
    // For the whole inventory some parts are left out with every permission.
    tenant.tokens.set(token, { ...fullGrant(tenant), expires: Date.now() + 3_600_000 })
    const whole = (await runCommand(['entra', 'check'], { cwd: desk.ca.cwd, env })).stdout
    expect(whole).toContain('Not looked at:')
    expect(whole).not.toContain('The token has the permissions')
    expect(stdout).toContain('It is the token of Azure CLI')
    expect(stdout).not.toContain(token)
    const { document } = await checkWith(env)
    expect(document).toMatchObject({ token: { source: 'environment', permissions: permissions.toSorted() } })
  })

  test('that only more would need do not leave it open', async () => {
    const { status, document } = await checkWith(without('UserAuthenticationMethod'))
    expect(status).toBe(0)
    expect(document.notLookedAt.map(({ what }) => what)).toEqual(['other sign-in methods'])
    expect(document.certificates).toMatchObject([{ signsIn: true }])
  })
})

describe('the whole inventory', () => {
  test('of a hundred users takes at most a hundred requests, and names whom it would not sign in', async () => {
    const { tenant } = desk.double
    for (let count = 0; count < 99; count++) {
      const name = `user${count}@contoso.com`
      await desk.ca.issueTo(name)
      const user = addUser(tenant, { userPrincipalName: name, accountEnabled: count !== 7 })
      if (count !== 8) setUp.group.members.push(user.id)
    }
    const before = desk.double.seen.length
    const { stdout, status } = await desk.entra('check', '--json')
    const document = JSON.parse(stdout) as Document
    const requests = desk.double.seen.slice(before).filter(({ at }) => at === 'graph').length
    expect(requests).toBeLessThanOrEqual(20)
    expect(document.requests).toBe(requests)
    expect(status).toBe(3)
    const refused = document.certificates.filter(({ signsIn }) => signsIn === false)
    expect(refused.map((one) => one['userPrincipalName'])).toEqual(['user7@contoso.com', 'user8@contoso.com'])
    const text = (await desk.entra('check')).stdout
    expect(text).toContain(
      '100 certificates: Entra ID would accept 98 and refuse 2.\n  98 by binding 1 (PrincipalName to userPrincipalName)\n',
    )
    expect(text).toContain('error: user-disabled: user7@contoso.com: the account is disabled')
    expect(text).toContain('who else has the values: is looked at where users are named')
  })

  test('that has no certificate yet is not taken for good while the tenant was not looked at', async () => {
    await revoke(serialNumber)
    expect((await desk.entra('check')).status).toBe(0)
    const env = without('PublicKeyInfrastructure.')
    const { status, stdout } = await runCommand(['entra', 'check'], { cwd: desk.ca.cwd, env })
    expect(stdout).toContain('Not looked at:\n  the trust store')
    expect(status).toBe(1)
  })

  test('signs in to the tenant of the users who have a current certificate', async () => {
    const { CERTSTICK_GRAPH_TOKEN: _, ...env } = desk.env
    await revoke(serialNumber)
    await desk.ca.issueTo('jane@contoso.onmicrosoft.com')
    const args = ['entra', 'check', '--client-id', 'nobody', '--device-code']
    expect((await runCommand(args, { cwd: desk.ca.cwd, env })).status).toBe(3)
    expect(desk.double.seen.at(-1)?.url.pathname).toBe('/contoso.onmicrosoft.com/oauth2/v2.0/devicecode')
  })

  test('asks Graph for no name that is none, and still looks at the others', async () => {
    await desk.ca.issueTo('a printer', 'PRINTER')
    desk.double.graph.faults.set([{ kind: 'status', match: 'printer', status: 400, times: 0 }])
    const { document } = await check('--tenant', 'contoso.com')
    expect(document.certificates.map(({ signsIn }) => signsIn)).toEqual([true, false])
    expect(codesOf(document, 'error')).toEqual(['user-missing'])
    const { stdout } = await desk.entra('apply', '--only', 'user')
    expect(stdout).toMatch(/^\+ Anna\.Berg@contoso\.com: X509:<SKI>/m)
    expect(stdout).toContain('error: a printer: there is no such user in this tenant')
  })

  test('leaves out what is not current, and what is of another domain is named', async () => {
    const former = await desk.ca.issueTo('former@contoso.com')
    await revoke(former.serialNumber)
    await desk.ca.issueTo('zoe@fabrikam.com')
    const { document } = await check('--tenant', 'contoso.com')
    expect(document.certificates.map((one) => one['userPrincipalName'])).toEqual([NAME, 'zoe@fabrikam.com'])
    expect(codesOf(document, 'error')).toEqual(['wrong-tenant'])
  })
})
