// The client of Microsoft Graph: addresses, waiting, repeating, pages.
import { describe, expect, test } from 'vitest'
import { CLOUD_NAMES, findEndpoints } from '../../src/entra/clouds.ts'
import { UserError } from '../../src/errors.ts'
import { collectAll, errorOf, makeClient, TOKEN } from '../support/graph-client.ts'
import { startLoopback } from '../support/loopback.ts'

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

  test.each([
    ['Fri, 27 Nov 2026 08:00:09 GMT', [9000]],
    ['Fri, 27 Nov 2026 07:00:00 GMT', [0]],
    ['banana', [1000]],
    ['-1', [1000]],
  ])(
    'waits as Retry-After says where it is a date, and by itself where it is nonsense: %s',
    async (text, expected) => {
      let busy = 1
      const { client, waits } = await makeClient(() =>
        busy-- > 0 ? { status: 429, headers: { 'Retry-After': text } } : { body: { ok: true } },
      )
      await client.get('/me')
      expect(waits).toEqual(expected)
    },
  )

  test('is not sent again for a date that is far away', async () => {
    const headers = { 'Retry-After': 'Sat, 28 Nov 2026 08:00:00 GMT' }
    const { client, asked } = await makeClient(() => ({ status: 429, headers }))
    expect(await errorOf(client.get('/me'))).toMatchObject({ fault: 'busy' })
    expect(asked).toHaveLength(1)
  })

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
    await errorOf(client.get('/things'))
    expect(asked).toHaveLength(6)
  })

  test('that replaces a list is sent once, and says how long to wait before the list is read again', async () => {
    const busy = await makeClient(() => ({ status: 429, headers: { 'Retry-After': '7' } }))
    expect(await errorOf(busy.client.patch('/things', {}))).toMatchObject({ fault: 'busy', waitMs: 7000 })
    const lost = await makeClient(() => 'lost')
    expect(await errorOf(lost.client.patch('/things', {}))).toMatchObject({ fault: 'unreachable' })
    expect([busy.asked, lost.asked].map(({ length }) => length)).toEqual([1, 1])
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
