import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { bundleProgram } from '../support/programs.ts'
import { makeRoot } from '../support/roots.ts'
import { fullGrant } from './control.ts'
import { type Double, startDouble } from './double.ts'
import { issueToken } from './login.ts'
import { addGroup, addUser, type User, type Wire } from './tenant.ts'

let double: Double
let token: string
let anna: User

beforeEach(async () => {
  double = await startDouble()
  token = issueToken(double.tenant, fullGrant(double.tenant))
  anna = addUser(double.tenant, { userPrincipalName: 'Anna.Berg@contoso.com' })
})
afterEach(() => double.close())

const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate'
const TRUST = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'
const TYPE = { '@odata.type': '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration' }

interface Got {
  readonly status: number
  readonly body: Wire
  readonly headers: Headers
}

async function send(
  method: string,
  path: string,
  body?: Wire,
  headers: Record<string, string> = {},
): Promise<Got> {
  const url = path.startsWith('http') ? path : `${double.graphUrl}/v1.0${path}`
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(url, { method, headers: all, redirect: 'manual', ...content })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text), headers: answer.headers }
}

const get = (path: string, headers?: Record<string, string>): Promise<Got> =>
  send('GET', path, undefined, headers)

function codeOf({ body }: Got): unknown {
  return (body['error'] as Wire)['code']
}

describe('the double of Graph', () => {
  test('refuses a token that it did not issue, and one that has expired', async () => {
    const mine = token
    token = 'garbage'
    expect((await get('/organization')).status).toBe(401)
    token = mine
    double.tenant.clockOffset = 3_600_000
    expect(codeOf(await get('/organization'))).toBe('InvalidAuthenticationToken')
  })

  test('refuses what the token’s scopes or the administrator’s roles do not allow, in the spelling of each service', async () => {
    const { tenant } = double
    token = issueToken(tenant, { ...fullGrant(tenant), permissions: ['User.Read.All'] })
    expect((await get(`/users/${anna.id}`)).status).toBe(200)
    expect(codeOf(await send('PATCH', `/users/${anna.id}`, { accountEnabled: false }))).toBe(
      'Authorization_RequestDenied',
    )
    expect(codeOf(await get(POLICY))).toBe('accessDenied')
    token = issueToken(tenant, {
      ...fullGrant(tenant),
      directoryRoles: ['Authentication Policy Administrator'],
    })
    expect((await send('PATCH', POLICY, { ...TYPE })).status).toBe(204)
    expect((await send('POST', TRUST, { displayName: 'certstick' })).status).toBe(403)
    double.graph.faults.set([{ kind: 'nested-forbidden' }])
    const { body } = await get('/organization')
    expect(JSON.parse(String((body['error'] as Wire)['message']))).toMatchObject({
      errorCode: 'PermissionScopeNotGranted',
    })
  })

  test('finds a user by any case, and answers in its own', async () => {
    const { body } = await get('/users/ANNA.berg%40contoso.com?$select=userPrincipalName')
    expect(body).toEqual({ id: anna.id, userPrincipalName: 'Anna.Berg@contoso.com' })
    expect((await get(`/users/${anna.id}`)).body).not.toHaveProperty('authorizationInfo')
    expect(codeOf(await get('/users/nobody%40contoso.com'))).toBe('Request_ResourceNotFound')
  })

  test('replaces the list of certificateUserIds, and keeps its rules', async () => {
    const write = (user: User, values: readonly string[]): Promise<Got> =>
      send('PATCH', `/users/${user.id}`, { authorizationInfo: { certificateUserIds: values } })
    await write(anna, ['X509:<SKI>01'])
    expect((await write(anna, ['X509:<SKI>02'])).status).toBe(204)
    expect(anna.certificateUserIds).toEqual(['X509:<SKI>02'])
    const bob = addUser(double.tenant, { userPrincipalName: 'bob@contoso.com' })
    expect((await write(bob, ['X509:<SKI>02'])).status).toBe(400)
    expect((await write(bob, ['X509:<SKI>01'])).status).toBe(204)
    expect(
      (
        await write(
          anna,
          Array.from({ length: 11 }, (_, index) => `X509:<SKI>A${index}`),
        )
      ).status,
    ).toBe(400)
    anna.onPremisesSyncEnabled = true
    expect((await write(anna, [])).status).toBe(400)
    const filter = encodeURIComponent("authorizationInfo/certificateUserIds/any(x:x eq 'X509:<SKI>02')")
    expect(codeOf(await get(`/users?$filter=${filter}`))).toBe('Request_UnsupportedQuery')
    const found = await get(`/users?$filter=${filter}&$count=true`, { consistencylevel: 'eventual' })
    expect(found.body).toMatchObject({ '@odata.count': 1, value: [{ id: anna.id }] })
  })

  test('pages as small as it is told, by links that lead on', async () => {
    double.graph.paging.forced = 1
    for (const displayName of ['one', 'two', 'two']) await send('POST', TRUST, { displayName })
    const names: unknown[] = []
    for (let next: unknown = TRUST; next !== undefined; ) {
      const { body } = await get(String(next))
      names.push(...(body['value'] as Wire[]).map(({ displayName }) => displayName))
      next = body['@odata.nextLink']
    }
    expect(names).toEqual(['one', 'two', 'two'])
  })

  test('replaces what a change of the policy names, and leaves the rest', async () => {
    const group = addGroup(double.tenant, { displayName: 'Pilot' })
    expect((await send('PATCH', POLICY, { state: 'enabled' })).status).toBe(400)
    const includeTargets = [{ id: group.id, targetType: 'group', isRegistrationRequired: false }]
    expect((await send('PATCH', POLICY, { ...TYPE, state: 'enabled', includeTargets })).status).toBe(204)
    expect(double.tenant.policy).toMatchObject({ state: 'enabled', includeTargets, excludeTargets: [] })
    const twice = [1, 1].map((priority) => ({
      x509CertificateField: 'RFC822Name',
      userProperty: 'mail',
      priority,
    }))
    expect((await send('PATCH', POLICY, { ...TYPE, certificateUserBindings: twice })).status).toBe(400)
    expect((await get(`${POLICY}?$select=state`)).status).toBe(400)
  })

  test('shows the former state for as many reads as it lags', async () => {
    double.graph.lag.reads = 2
    const { body } = await send('POST', TRUST, { displayName: 'certstick' })
    const counts: number[] = []
    for (let read = 0; read < 3; read++) counts.push(((await get(TRUST)).body['value'] as unknown[]).length)
    expect(counts).toEqual([0, 0, 1])
    const { certificate } = makeRoot()
    const root = {
      certificate: Buffer.from(certificate).toString('base64'),
      thumbprint: 'AA',
      expirationDateTime: '2035-12-31T23:59:59Z',
    }
    expect((await send('POST', `${TRUST}/${body['id']}/certificateAuthorities`, root)).status).toBe(201)
  })

  test('throttles, loses answers, drops connections, and redirects, so many times', async () => {
    const { faults } = double.graph
    faults.set([{ kind: 'throttle', match: '^GET /v1.0/organization', times: 1 }])
    const throttled = await get('/organization')
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '1'])
    expect((await get('/organization')).status).toBe(200)
    faults.set([{ kind: 'lose-answer', match: '^POST ' }])
    await expect(send('POST', TRUST, { displayName: 'certstick' })).rejects.toThrow()
    expect(double.tenant.trust).toHaveLength(1)
    faults.set([{ kind: 'drop' }])
    await expect(send('POST', TRUST, { displayName: 'certstick' })).rejects.toThrow()
    expect(double.tenant.trust).toHaveLength(1)
    faults.set([{ kind: 'redirect', to: double.webUrl }])
    expect((await get('/organization')).headers.get('location')).toBe(`${double.webUrl}/v1.0/organization`)
  })

  test('lets another administrator in between', async () => {
    const requests = [{ method: 'POST', path: `/v1.0${TRUST}`, body: { displayName: 'theirs' } }]
    double.graph.faults.set([{ kind: 'meanwhile', when: 'after', match: `^GET .*${TRUST}`, requests }])
    expect((await get(TRUST)).body['value']).toEqual([])
    expect((await get(TRUST)).body['value']).toMatchObject([{ displayName: 'theirs' }])
  })

  test('gives a Temporary Access Pass once, and never to oneself', async () => {
    const path = `/users/${anna.id}/authentication/temporaryAccessPassMethods`
    const made = await send('POST', path, { lifetimeInMinutes: 60, isUsableOnce: false })
    expect(made.body['temporaryAccessPass']).toMatch(/^Tap\+/)
    expect((await get(path)).body['value']).toMatchObject([{ isUsable: true, temporaryAccessPass: null }])
    expect((await send('POST', path, { lifetimeInMinutes: 10 })).status).toBe(400)
    const own = `/users/${double.tenant.admin.userId}/authentication/temporaryAccessPassMethods`
    expect((await send('POST', own, {})).status).toBe(403)
  })
})

test('the double runs as a process of its own, and is driven over HTTP', async () => {
  const program = await bundleProgram(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill())
  const [line] = await once(child.stdout, 'data')
  const { graphUrl, controlUrl } = JSON.parse(String(line))
  const control = async (path: string, body: Wire): Promise<Wire> =>
    (
      await fetch(`${controlUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })
    ).json() as Promise<Wire>
  await control('/users', { userPrincipalName: 'bob@contoso.com' })
  const { token: issued } = await control('/tokens', {})
  await control('/faults', { kind: 'throttle' })
  const read = (): Promise<Response> =>
    fetch(`${graphUrl}/v1.0/users/bob@contoso.com`, { headers: { authorization: `Bearer ${issued}` } })
  expect((await read()).status).toBe(429)
  expect(await (await read()).json()).toMatchObject({ userPrincipalName: 'bob@contoso.com' })
})
