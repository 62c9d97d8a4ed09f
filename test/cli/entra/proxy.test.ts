// What docs/entra.md says of proxies, on the release of Node that runs the tests.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startCertstick } from '../../support/cli.ts'
import { entraDesk } from '../../support/entra.ts'

/** Refuses everything. */
async function startProxy() {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.authorization ?? 'no token'}`)
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.headers.authorization ?? 'no token'}`)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** By docs/entra.md. */
function knowsProxies(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 21)
}

test('Node uses a proxy only where NODE_USE_ENV_PROXY is set, and from 22.21 on; the advice says so', async () => {
  const desk = await entraDesk()
  await desk.employ('anna@contoso.com')
  const proxy = await startProxy()
  const run = (env: Readonly<Record<string, string>>) =>
    startCertstick(['entra', 'check', 'anna@contoso.com'], {
      cwd: desk.ca.cwd,
      env: { ...desk.env, HTTP_PROXY: proxy.url, NO_PROXY: '', ...env },
    }).ended
  expect(await run({})).toMatchObject({ status: 3 }) // it was checked: the root is not there
  expect(proxy.asked).toEqual([])
  if (!knowsProxies()) {
    expect(await run({ NODE_USE_ENV_PROXY: '1' })).toMatchObject({ status: 3 })
    return expect(proxy.asked).toEqual([])
  }
  const https = { CERTSTICK_GRAPH_URL: 'https://127.0.0.1:8443', HTTPS_PROXY: proxy.url }
  const { status, stderr } = await run({ ...https, NODE_USE_ENV_PROXY: '1' })
  expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT no token']))
  expect(status).toBe(1)
  expect(stderr).toContain('got no answer: the proxy refuses the connection\nhint: a proxy is set: ')
})
