// What a refusal of Microsoft Graph is told as.
import { describe, expect, test } from 'vitest'
import { collectAll, errorOf, makeClient, TOKEN } from '../support/graph-client.ts'

describe('an error', () => {
  const refusal = (status: number, body: object | string, headers = {}) =>
    makeClient(() => ({ status, body, headers }))

  test.each(['innerError', 'innererror'])(
    'has code, sentence, request-id and time, with %s',
    async (inner) => {
      const { client } = await refusal(403, {
        error: {
          code: 'Authorization_RequestDenied',
          message: 'Insufficient privileges to complete the operation.',
          [inner]: { date: '2026-11-27T08:00:00', 'request-id': 'r-1' },
        },
      })
      const error = await errorOf(client.get('/users/a%20b?$select=id'))
      expect(error).toMatchObject({
        fault: 'forbidden',
        status: 403,
        graphCode: 'Authorization_RequestDenied',
      })
      expect(error.message).toBe(
        'Microsoft Graph does not allow GET /v1.0/users/a%20b (403 Authorization_RequestDenied; request-id r-1, ' +
          '2026-11-27T08:00:00): Insufficient privileges to complete the operation.',
      )
    },
  )

  test('that is JSON in a message is read too', async () => {
    const message = JSON.stringify({
      errorCode: 'PermissionScopeNotGranted',
      message: 'Authorization failed',
    })
    const { client } = await refusal(403, { error: { code: 'UnknownError', message } })
    expect(await errorOf(client.get('/me'))).toMatchObject({
      graphCode: 'PermissionScopeNotGranted',
      graphMessage: 'Authorization failed',
    })
  })

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [400, 'refused'],
    [500, 'unexpected'],
  ])('%i is told apart as %s even where the body is a page of a proxy', async (status, fault) => {
    const { client } = await refusal(status, '<html>no</html>')
    expect(await errorOf(client.get('/me'))).toMatchObject({ fault, status, graphCode: '' })
  })

  test('tells an answer of Graph from that of a proxy, by its request-id', async () => {
    const hintFor = async (headers: Record<string, string>) =>
      (await errorOf((await refusal(502, '<html>no</html>', headers)).client.get('/me'))).hint
    expect(await hintFor({ 'request-id': 'r-1' })).toContain('report the request-id to Microsoft')
    expect(await hintFor({})).toContain('a proxy, or the sign-in page of a network, may have sent it')
  })

  test('never holds the token, even where the server repeats it', async () => {
    const message = `bad token ${TOKEN}`
    const bodies: Readonly<Record<string, object | string>> = {
      '/v1.0/link': { value: [], '@odata.nextLink': `http://example.com/?${TOKEN}` },
      '/v1.0/plain': { error: { code: 'x', message } },
      '/v1.0/nested': { error: { code: 'x', message: JSON.stringify({ errorCode: TOKEN, message }) } },
      '/v1.0/escaped': JSON.stringify({ error: { code: 'x', message } }).replace('header.', '\\u0068eader.'),
    }
    const { client } = await makeClient(({ path }) => ({
      status: path === '/v1.0/link' ? 200 : 400,
      body: bodies[path] ?? '',
    }))
    const errors = [await errorOf(collectAll(client.list('/link')))]
    for (const path of ['/plain', '/nested', '/escaped']) errors.push(await errorOf(client.get(path)))
    for (const error of errors) {
      expect(JSON.stringify([error.message, error.hint, error.graphMessage, error.stack])).not.toContain(
        TOKEN,
      )
      expect(error.message).toContain('[secret]')
    }
  })

  test('names the proxy that Node does not use', async () => {
    const { client } = await makeClient(() => 'lost', { HTTPS_PROXY: 'http://proxy:8080' })
    expect((await errorOf(client.get('/me'))).hint).toContain('NODE_USE_ENV_PROXY=1')
  })
})
