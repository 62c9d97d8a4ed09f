// The double as a process: its state and its faults by a small HTTP interface, for whoever drives it from outside.
import { createServer } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { type Double, startDouble } from './double.ts'
import type { Fault } from './faults.ts'
import { ALL_PERMISSIONS } from './graph.ts'
import { issueToken } from './login.ts'
import { decide, type Fetch } from './oracle.ts'
import { type App, addGroup, addUser, type Group, type Tenant, type User, type Wire } from './tenant.ts'

/** Prints the addresses as a line of JSON, and serves until it is ended. */
export async function serve(print: (line: string) => void): Promise<void> {
  const double = await startDouble()
  const server = createServer((incoming, outgoing) => {
    const act = async (): Promise<void> => {
      const body = await textOf(incoming)
      const answer = await control(double, `${incoming.method} ${incoming.url}`, body)
      outgoing.setHeader('content-type', 'application/json')
      outgoing.end(`${JSON.stringify(answer, writable)}\n`)
    }
    act().catch((error: unknown) => outgoing.writeHead(400).end(`${String(error)}\n`))
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { graphUrl, loginUrl, webUrl } = double
    print(JSON.stringify({ graphUrl, loginUrl, webUrl, controlUrl: `http://127.0.0.1:${port}` }))
  })
}

export async function control(double: Double, line: string, body: string): Promise<unknown> {
  const { tenant, graph } = double
  const [verb = '', path = ''] = line.split(' ')
  const given = (): Wire => JSON.parse(body) as Wire
  if (line.startsWith('PUT /files/')) {
    // As base64, because it is bytes.
    double.files.set(path.slice('/files'.length), { body: Buffer.from(body, 'base64') })
    return { url: `${double.webUrl}${path.slice('/files'.length)}` }
  }
  switch (`${verb} ${path}`) {
    case 'GET /state':
      return tenant
    case 'PATCH /state':
      return Object.assign(tenant, given() as Partial<Tenant>)
    case 'POST /users':
      return addUser(tenant, given() as unknown as User)
    case 'POST /groups':
      return addGroup(tenant, given() as unknown as Group)
    case 'POST /apps': {
      const app = {
        publicFlows: true,
        secret: null,
        certificate: null,
        delegated: [],
        application: [],
        ...given(),
      }
      tenant.apps.set((app as unknown as App).clientId, app as unknown as App)
      return app
    }
    case 'POST /tokens':
      return { token: issueToken(tenant, { ...fullGrant(tenant), ...given() }) }
    case 'POST /faults':
      graph.faults.set([given()].flat() as unknown as Fault[])
      return {}
    case 'POST /settings': {
      const { lag = graph.lag.reads, pageSize = graph.paging.forced, ...script } = given()
      graph.lag.reads = Number(lag)
      graph.paging.forced = Number(pageSize)
      return Object.assign(double.login.script, script)
    }
    case 'POST /resume':
      graph.resume()
      return {}
    case 'GET /requests':
      return double.seen
    case 'POST /oracle': {
      const { certificate, name } = given()
      return decide(
        tenant,
        { certificate: Buffer.from(String(certificate), 'base64'), name: String(name) },
        fetchCrl,
      )
    }
    default:
      throw new Error(`no such request: ${line}`)
  }
}

/** Of an administrator who may do everything. */
export function fullGrant(tenant: Tenant): Parameters<typeof issueToken>[1] {
  const { userId, directoryRoles } = tenant.admin
  return { kind: 'delegated', permissions: ALL_PERMISSIONS, directoryRoles, userId }
}

export const fetchCrl: Fetch = async (url) => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: 'follow' })
    return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) }
  } catch {
    return null
  }
}

function writable(_: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value
}
