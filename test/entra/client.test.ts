import { describe, expect, test } from 'vitest'
import { GraphClient } from '../../src/entra/client.ts'
import { CLOUD_NAMES, findEndpoints } from '../../src/entra/clouds.ts'
import type { GraphError } from '../../src/entra/graph-error.ts'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { type Answerer, startLoopback } from '../support/loopback.ts'
import { frozenRandom } from '../support/world.ts'

const TOKEN = 'header.payload.signature-of-the-token'

async function makeClient(answer: Answerer, env: Readonly<Record<string, string>> = {}) {
  const { url, asked } = await startLoopback(answer)
  const waits: number[] = []
  const endpoints = findEndpoints(null, { CERTSTICK_GRAPH_URL: url })
  const wait = async (ms: number) => void waits.push(ms)
  const client = new GraphClient(endpoints, new Secret(TOKEN), { env, random: frozenRandom(), wait })
  return { client, asked, waits, url }
}

const errorOf = (work: Promise<unknown>): Promise<GraphError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error) => error as GraphError,
  )

async function collectAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('the addresses of a cloud', () => {
  test('are those of its sign-in service and of its Microsoft Graph, by its name', () => {
    const hosts = CLOUD_NAMES.map((name) => {
      const { loginUrl, graphUrl } = findEndpoints(name, {})
      return [name, loginUrl, graphUrl]
    })
    expect(hosts).toEqual([
      ['global', 'https://login.microsoftonline.com', 'https://graph.microsoft.com'],
      ['gcc-high', 'https://login.microsoftonline.us', 'https://graph.microsoft.us'],
      ['dod', 'https://login.microsoftonline.us', 'https://dod-graph.microsoft.us'],
      ['china', 'https://login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn'],
    ])
  })

  test('can be replaced by addresses of this computer, and scopes still name the cloud', () => {
    const env = { CERTSTICK_GRAPH_URL: 'http://127.0.0.1:8080', CERTSTICK_LOGIN_URL: 'https://[::1]:8443/' }
    expect(findEndpoints('dod', env)).toMatchObject({
      graphUrl: 'http://127.0.0.1:8080',
      loginUrl: 'https://[::1]:8443',
      graphResource: 'https://dod-graph.microsoft.us',
    })
  })

  test.each([
    'https://graph.example.com',
    'http://localhost:8080',
    'http://127.0.0.1.example.com',
    'http://127.0.0.1@example.com',
    'http://user@127.0.0.1:8080',
    'http://10.0.0.1',
    'http://127.0.0.1:8080/v1.0',
    'http://127.0.0.1:8080/?x',
    'file:///127.0.0.1',
    'nonsense',
  ])('are not replaced by %s, which is refused with the name of the variable', (text) => {
    for (const variable of ['CERTSTICK_GRAPH_URL', 'CERTSTICK_LOGIN_URL']) {
      const find = () => findEndpoints(null, { [variable]: text })
      expect(find).toThrow(UserError)
      try {
        find()
      } catch (error) {
        expect((error as UserError).problems).toMatchObject([{ field: variable }])
      }
    }
  })

  test('of an unknown cloud are refused, with the names that are known', () => {
    expect(() => findEndpoints('germany', {})).toThrow()
  })
})

describe('a request', () => {
  test('carries the token, accepts JSON and has an identifier of its own', async () => {
    const { client, asked } = await makeClient(() => ({ body: { id: '1' } }))
    expect(await client.get('/me?$select=id')).toEqual({ id: '1' })
    await client.get('/me')
    expect(asked[0]).toMatchObject({
      method: 'GET',
      path: '/v1.0/me',
      headers: { authorization: `Bearer ${TOKEN}`, accept: 'application/json' },
    })
    const ids = asked.map(({ headers }) => headers['client-request-id'])
    expect(new Set(ids).size).toBe(2)
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(client.requests).toBe(2)
  })

  test('is not sent on to where an answer points', async () => {
    const other = await startLoopback(() => ({ body: {} }))
    const { client } = await makeClient(() => ({ status: 302, headers: { Location: other.url } }))
    expect((await errorOf(client.get('/me'))).fault).toBe('unexpected')
    expect(other.asked).toEqual([])
  })

  test('waits as long as Graph says where it is busy, and is then sent again', async () => {
    let busy = 2
    const { client, waits, asked } = await makeClient(() =>
      busy-- > 0 ? { status: 429, headers: { 'Retry-After': '7' } } : { body: { ok: true } },
    )
    expect(await client.post('/things', { a: 1 })).toEqual({ ok: true })
    expect(waits).toEqual([7000, 7000])
    expect(asked.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}', '{"a":1}'])
  })

  test.each([
    [429, '7', 5],
    [503, '7', 5],
    [429, '100000', 1],
  ])(
    'ends as busy after five tries, or at once for a long wait: %i, Retry-After %s',
    async (status, seconds, tries) => {
      const { client, asked } = await makeClient(() => ({ status, headers: { 'Retry-After': seconds } }))
      const error = await errorOf(client.get('/me'))
      expect(error).toMatchObject({ fault: 'busy', status, hint: `try again in ${seconds} seconds` })
      expect(asked).toHaveLength(tries)
    },
  )

  test('that changes something is never repeated where no answer came, one that reads is, once', async () => {
    const { client, asked } = await makeClient(() => 'lost')
    expect((await errorOf(client.post('/things', {}))).fault).toBe('unreachable')
    expect(asked).toHaveLength(1)
    expect((await errorOf(client.get('/things'))).fault).toBe('unreachable')
    expect(asked).toHaveLength(3)
  })

  test('that changes something is not repeated at 503 without Retry-After, one that reads is', async () => {
    const { client, asked } = await makeClient(() => ({ status: 503 }))
    await errorOf(client.post('/things', {}))
    expect(asked).toHaveLength(1)
    await errorOf(client.patch('/things', {}))
    expect(asked).toHaveLength(6)
  })

  test('takes no answer of any size', async () => {
    const { client } = await makeClient(() => ({ body: Buffer.alloc(17 << 20, 'x') }))
    expect(await errorOf(client.get('/me'))).toMatchObject({ fault: 'unexpected' })
  })
})

describe('a list', () => {
  test('is followed from page to page by the links as they are', async () => {
    const { client, asked, url } = await makeClient(({ query }) => {
      const page = Number(query.get('$skiptoken') ?? 0)
      const next = page < 2 ? { '@odata.nextLink': `${url}/v1.0/users?$skiptoken=${page + 1}` } : {}
      return { body: { value: [{ id: `${page}a` }, { id: `${page}b` }], ...next } }
    })
    const items = await collectAll(client.list('/users?$top=2', { ConsistencyLevel: 'eventual' }))
    expect(items.map(({ id }) => id)).toEqual(['0a', '0b', '1a', '1b', '2a', '2b'])
    expect(asked.map(({ headers }) => headers['consistencylevel'])).toEqual([
      'eventual',
      'eventual',
      'eventual',
    ])
  })

  test('ends where a link leads to another server, and the token does not go there', async () => {
    const other = await startLoopback(() => ({ body: { value: [] } }))
    const { client } = await makeClient(() => ({
      body: { value: [], '@odata.nextLink': `${other.url}/v1.0/users?$skiptoken=1` },
    }))
    expect((await errorOf(collectAll(client.list('/users')))).fault).toBe('unexpected')
    expect(other.asked).toEqual([])
  })

  test('ends where a link leads to itself', async () => {
    const { client, asked, url } = await makeClient(() => ({
      body: { value: [], '@odata.nextLink': `${url}/v1.0/users` },
    }))
    expect((await errorOf(collectAll(client.list('/users')))).fault).toBe('unexpected')
    expect(asked).toHaveLength(1)
  })
})

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

  test('never holds the token, even where the server repeats it', async () => {
    const { client, url } = await makeClient(({ path }) =>
      path === '/v1.0/link'
        ? { body: { value: [], '@odata.nextLink': `http://example.com/?${TOKEN}` } }
        : { status: 400, body: { error: { code: 'x', message: `bad token ${TOKEN}` } } },
    )
    const errors = [await errorOf(client.get('/me')), await errorOf(collectAll(client.list('/link')))]
    for (const error of errors) {
      expect(JSON.stringify([error.message, error.hint, error.graphMessage, error.stack])).not.toContain(
        TOKEN,
      )
      expect(error.message).toContain('[secret]')
    }
    expect(url).toBeDefined()
  })

  test('names the proxy that Node does not use', async () => {
    const { client } = await makeClient(() => 'lost', { HTTPS_PROXY: 'http://proxy:8080' })
    expect((await errorOf(client.get('/me'))).hint).toContain('NODE_USE_ENV_PROXY=1')
  })
})
