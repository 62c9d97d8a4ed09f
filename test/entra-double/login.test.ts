import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Double, startDouble } from './double.ts'
import type { App, Wire } from './tenant.ts'

let double: Double
let app: App

beforeEach(async () => {
  double = await startDouble()
  app = {
    clientId: '99999999-0000-4000-8000-000000000001',
    publicFlows: true,
    secret: 's3cret',
    certificate: null,
    delegated: ['User.Read.All'],
    application: ['Organization.Read.All'],
  }
  double.tenant.apps.set(app.clientId, app)
})
afterEach(() => double.close())

const GRAPH = 'https://graph.microsoft.com'
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'

async function post(endpoint: string, form: Record<string, string>, tenant = 'contoso.com'): Promise<Wire> {
  const body = new URLSearchParams({ client_id: app.clientId, ...form })
  return (
    await fetch(`${double.loginUrl}/${tenant}/oauth2/v2.0/${endpoint}`, { method: 'POST', body })
  ).json() as Promise<Wire>
}

test('a code is redeemed once, by whoever has the verifier', async () => {
  const verifier = randomBytes(32).toString('base64url')
  const redirect = 'http://localhost:51234'
  const query = new URLSearchParams({
    client_id: app.clientId,
    response_type: 'code',
    redirect_uri: redirect,
    scope: `${GRAPH}/User.Read.All`,
    state: 'abc',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const page = async (): Promise<URLSearchParams> => {
    const url = `${double.loginUrl}/contoso.com/oauth2/v2.0/authorize?${query}`
    const answer = await fetch(url, { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '').searchParams
  }
  const code = (await page()).get('code') ?? ''
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier }
  const token = await post('token', form)
  expect(double.tenant.tokens.get(String(token['access_token']))?.permissions).toEqual(['User.Read.All'])
  expect(await post('token', form)).toMatchObject({ error: 'invalid_grant' })
  const other = { ...form, code: (await page()).get('code') ?? '', code_verifier: 'another' }
  expect(await post('token', other)).toMatchObject({ error: 'invalid_grant' })
  double.login.script.page = 'declines'
  expect((await page()).get('error')).toBe('access_denied')
})

test('a device code is polled for, and blocked by security defaults', async () => {
  const scope = `${GRAPH}/User.Read.All`
  double.login.script.polls = ['pending', 'slow-down']
  const { device_code } = await post('devicecode', { scope })
  const form = { grant_type: DEVICE, device_code: String(device_code) }
  expect(await post('token', form)).toMatchObject({ error: 'authorization_pending', error_codes: [70016] })
  expect(await post('token', form)).toMatchObject({ error: 'slow_down' })
  expect(await post('token', form)).toMatchObject({ token_type: 'Bearer' })
  double.tenant.securityDefaults = true
  const again = await post('devicecode', { scope })
  expect(
    await post('token', { grant_type: DEVICE, device_code: String(again['device_code']) }),
  ).toMatchObject({
    error_codes: [530035],
  })
})

test('an application signs in with its secret, to a tenant that exists', async () => {
  const form = { grant_type: 'client_credentials', scope: `${GRAPH}/.default`, client_secret: 's3cret' }
  const { access_token } = await post('token', form)
  expect(double.tenant.tokens.get(String(access_token))).toMatchObject({
    kind: 'application',
    permissions: ['Organization.Read.All'],
  })
  expect(await post('token', { ...form, client_secret: 'x' })).toMatchObject({ error_codes: [7000215] })
  expect(await post('token', form, 'fabrikam.com')).toMatchObject({ error_codes: [90002] })
})
