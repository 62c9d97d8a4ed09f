// The small server that a browser comes back to after a sign-in. It listens on this computer only, answers one sign-in, and
// shows nothing of what it receives.
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemReason, UserError } from '../errors.ts'

export interface LoopbackServer {
  readonly port: number
  /** The query of the first request that is accepted; null: none came in time. */
  readonly next: (accepts: (query: URLSearchParams) => boolean, ms: number) => Promise<URLSearchParams | null>
  readonly close: () => void
}

const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>certstick</title><p>certstick has the answer of the sign-in. Close this window, and go back to certstick.'
const FAILED_PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>certstick</title><p>The sign-in failed. Close this window; certstick says why.'
const TRIES = 5

/** Both addresses that `localhost` may mean, on one port. @throws UserError failed: the system does not allow to listen */
export async function listenOnLoopback(): Promise<LoopbackServer> {
  let answer = notFound
  const listener: RequestListener = (request, response) => answer(request, response)
  const servers = await listen(listener)
  return {
    port: portOf(servers[0]),
    next: (accepts, ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), ms)
        answer = (request, response) => {
          const query = queryOf(request.url)
          if (request.method !== 'GET' || query === null || !accepts(query)) {
            return notFound(request, response)
          }
          answer = notFound // one sign-in, one answer
          // When it is sent, or the browser is gone.
          response.once('close', () => {
            clearTimeout(timer)
            resolve(query)
          })
          response.writeHead(200, HEADERS).end(query.has('code') ? PAGE : FAILED_PAGE)
        }
      }),
    close: () => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

const notFound: RequestListener = (_, response) => void response.writeHead(404).end()

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  Connection: 'close',
}

function queryOf(url = ''): URLSearchParams | null {
  const parsed = URL.canParse(url, 'http://localhost') ? new URL(url, 'http://localhost') : null
  return parsed?.pathname === '/' && parsed.search !== '' ? parsed.searchParams : null
}

/** On 127.0.0.1, and on ::1 with the same port where this computer has it. */
async function listen(listener: RequestListener): Promise<readonly [Server, ...Server[]]> {
  for (let tries = 1; ; tries++) {
    const first = createServer(listener)
    const second = createServer(listener)
    try {
      await start(first, '127.0.0.1', 0)
    } catch (cause) {
      throw new UserError(
        'failed',
        `this computer does not allow to listen on 127.0.0.1: ${systemReason(cause)}`,
        {
          hint: 'use --device-code, or give a token in CERTSTICK_GRAPH_TOKEN',
          cause,
        },
      )
    }
    try {
      await start(second, '::1', portOf(first))
      return [first, second]
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
      if (!taken || tries === TRIES) return [first]
      first.close() // another program has the port at the address that a browser may try first
    }
  }
}

async function start(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port, exclusive: true })
  await once(server, 'listening')
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
