// Entra ID on this machine, for tests: Microsoft Graph, the login endpoint, and a web server that publishes CRLs and plays
// "another host", each on a port of its own. Facts by the fact sheet; what the double invents is marked OPEN in the source.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, Graph, type Request } from './graph.ts'
import { Login } from './login.ts'
import { makeTenant, type Tenant } from './tenant.ts'

/** A request as it came; what else the listener knows is in the state. */
export interface Seen extends Request {
  readonly at: 'graph' | 'login' | 'web'
  /** Of the answer; 0: none was sent. */
  status: number
}

export interface WebFile {
  readonly body: Uint8Array
  readonly status?: number
  readonly type?: string
}

export interface Double {
  readonly graphUrl: string
  readonly loginUrl: string
  readonly webUrl: string
  tenant: Tenant
  readonly graph: Graph
  readonly login: Login
  /** What the web server has, by path such as `/rootCA.crl`. */
  readonly files: Map<string, WebFile>
  /** Every request, oldest first. */
  readonly seen: Seen[]
  readonly close: () => Promise<void>
}

export async function startDouble(tenant: Tenant = makeTenant()): Promise<Double> {
  const seen: Seen[] = []
  const files = new Map<string, WebFile>()
  const graph = new Graph(() => double.tenant)
  const login = new Login(() => double.tenant)
  const servers = {
    graph: await listen('graph', seen, (request) => graph.answer(request)),
    login: await listen('login', seen, async ({ method, url, body }) =>
      login.answer(method, url, new URLSearchParams(body)),
    ),
    web: await listen('web', seen, async ({ url }) => {
      const file = files.get(url.pathname)
      if (file === undefined) return { status: 404, bytes: Buffer.from('not found') }
      const { body, status = 200, type = 'application/pkix-crl' } = file
      return { status, bytes: body, headers: { 'content-type': type } }
    }),
  }
  const double: Double = {
    graphUrl: urlOf(servers.graph),
    loginUrl: urlOf(servers.login),
    webUrl: urlOf(servers.web),
    tenant,
    graph,
    login,
    files,
    seen,
    close: async () => {
      for (const server of Object.values(servers)) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
  return double
}

type Raw =
  | Answer
  | { readonly status: number; readonly bytes: Uint8Array; readonly headers?: Record<string, string> }

async function listen(
  at: Seen['at'],
  seen: Seen[],
  answer: (request: Request) => Promise<Raw>,
): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const { method = '', headers } = incoming
      const url = new URL(incoming.url ?? '/', `http://${headers.host ?? 'localhost'}`)
      const entry: Seen = { at, method, url, headers, body: await bodyOf(incoming), status: 0 }
      seen.push(entry)
      const reply = await answer(entry)
      if (reply === null) {
        outgoing.destroy()
        return
      }
      entry.status = reply.status
      const bytes = 'bytes' in reply ? reply.bytes : textOf(reply)
      const type = bytes === undefined ? {} : { 'content-type': 'application/json' }
      outgoing.writeHead(reply.status, { ...type, ...reply.headers })
      outgoing.end(bytes)
    }
    respond().catch((error: unknown) => {
      console.error(`the double failed at ${incoming.method} ${incoming.url}:`, error)
      outgoing.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function textOf(reply: NonNullable<Answer>): string | undefined {
  return reply.text ?? (reply.body === undefined ? undefined : JSON.stringify(reply.body))
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
