// The double of Microsoft Graph: bearer check, route, permission, and the faults that stand before and after a route.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Errand, Faults } from './faults.ts'
import { Lag } from './lag.ts'
import { Paging } from './paging.ts'
import { errorBody, Refused, type Reply, refuse } from './reply.ts'
import { needOf, type Route } from './route.ts'
import { POLICY_ROUTES } from './routes-policy.ts'
import { TRUST_ROUTES } from './routes-trust.ts'
import { USER_ROUTES } from './routes-users.ts'
import { clock, type Grant, type Tenant, type Wire } from './tenant.ts'

const ROUTES: readonly Route[] = [...USER_ROUTES, ...TRUST_ROUTES, ...POLICY_ROUTES]

export interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Null: the connection ends without an answer. */
export type Answer = (Reply & { readonly text?: string }) | null

export class Graph {
  readonly faults = new Faults()
  readonly lag = new Lag()
  readonly paging = new Paging()
  readonly #tenant: () => Tenant
  #waiting: (() => void)[] = []
  #onPause: (() => void)[] = []

  constructor(tenant: () => Tenant) {
    this.#tenant = tenant
  }

  /** Lets the paused requests go on. */
  resume(): void {
    for (const go of this.#waiting.splice(0)) go()
  }

  /** When the next request has been paused. */
  paused(): Promise<void> {
    return this.#waiting.length > 0 ? Promise.resolve() : new Promise((done) => this.#onPause.push(done))
  }

  async answer(request: Request): Promise<Answer> {
    const { faults } = this
    const line = `${request.method} ${request.url.pathname}${request.url.search}`
    for (const { milliseconds } of faults.take('slow', line)) await sleep(milliseconds)
    if (faults.take('drop', line).length > 0) return null
    const [throttle] = faults.take('throttle', line)
    if (throttle !== undefined) {
      const { retryAfter = 1 } = throttle
      const body = errorBody('TooManyRequests', 'Too many requests.')
      return { status: 429, body, headers: { 'retry-after': String(retryAfter) } }
    }
    const [status] = faults.take('status', line)
    if (status?.body !== undefined) return { status: status.status, text: status.body }
    if (status !== undefined)
      return { status: status.status, body: errorBody(status.code ?? 'serviceNotAvailable', 'An error.') }
    const [redirect] = faults.take('redirect', line)
    if (redirect !== undefined)
      return { status: 302, headers: { location: `${redirect.to}${request.url.pathname}` } }
    const errands = faults.take('meanwhile', line)
    const pauses = faults.take('pause', line)
    for (const one of errands.filter(({ when }) => when === 'before')) this.#run(one.requests)
    for (const _ of pauses.filter(({ when }) => when === 'before')) await this.#pause()
    const reply = this.#reply(request, line)
    for (const _ of pauses.filter(({ when }) => when === 'after')) await this.#pause()
    for (const one of errands.filter(({ when }) => when === 'after')) this.#run(one.requests)
    const [lost] = faults.take('lose-answer', line)
    if (lost === undefined) return reply
    return lost.status === undefined ? null : { status: lost.status, text: '<html>Gateway</html>' }
  }

  #pause(): Promise<void> {
    const going = new Promise<void>((go) => this.#waiting.push(go))
    for (const tell of this.#onPause.splice(0)) tell()
    return going
  }

  #reply(request: Request, line: string): Reply {
    try {
      const nested = this.faults.take('nested-forbidden', line).length > 0
      const reply = this.#route(request, this.#grantOf(request), nested)
      const [foreign] = this.faults.take('foreign-next-link', line)
      if (foreign === undefined || reply.body === undefined) return reply
      const next = `${foreign.to}${request.url.pathname}?$skiptoken=more`
      return { ...reply, body: { ...reply.body, '@odata.nextLink': next } }
    } catch (error) {
      if (error instanceof Refused) return error.reply
      throw error
    }
  }

  #grantOf({ headers }: Request): Grant {
    const [, token = ''] = /^Bearer (\S+)$/.exec(String(headers['authorization'] ?? '')) ?? []
    const grant = this.#tenant().tokens.get(token)
    if (grant === undefined)
      throw refuse(401, 'InvalidAuthenticationToken', 'CompactToken parsing failed with error code: 80049217')
    if (grant.expires <= clock(this.#tenant()))
      throw refuse(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.')
    return grant
  }

  #route({ method, url, headers, body }: Request, grant: Grant, nested: boolean): Reply {
    const path = url.pathname.replace(/^\/v1\.0/, '')
    for (const route of ROUTES) {
      const found =
        route.method === method && url.pathname.startsWith('/v1.0/') ? route.path.exec(path) : null
      if (found === null) continue
      return route.answer({
        tenant: this.#tenant(),
        url,
        names: found.slice(1).map((name) => nameOf(name)),
        headers,
        body: parseBody(body),
        grant,
        lag: this.lag,
        paging: this.paging,
        faults: this.faults,
        need: needOf(grant, nested),
      })
    }
    throw refuse(400, 'BadRequest', `Resource not found for the segment '${path.split('/')[1] ?? ''}'.`)
  }

  /** As an administrator with every permission. */
  #run(errands: readonly Errand[]): void {
    for (const { method, path, body } of errands) {
      const url = new URL(`http://localhost${path}`)
      const request = { method, url, headers: {}, body: body === undefined ? '' : JSON.stringify(body) }
      this.#route(request, EVERYTHING, false)
    }
  }
}

/** `anna@…` and `('$anna@…')`, percent-encoded. */
function nameOf(text: string): string {
  return decodeURIComponent(text).replace(/^\('(.*)'\)$/, (_, name: string) => name.replaceAll("''", "'"))
}

function parseBody(body: string): Wire {
  if (body === '') return {}
  try {
    return JSON.parse(body) as Wire
  } catch {
    throw refuse(400, 'BadRequest', 'Unable to read JSON request payload.')
  }
}

/** Every permission that a route asks for. */
export const ALL_PERMISSIONS: readonly string[] = [
  ...['User.Read.All', 'User.ReadWrite.All', 'User.EnableDisableAccount.All', 'User.RevokeSessions.All'],
  ...['GroupMember.Read.All', 'Organization.Read.All', 'AuditLog.Read.All', 'Policy.Read.All'],
  ...['Policy.Read.AuthenticationMethod', 'Policy.ReadWrite.AuthenticationMethod'],
  ...['PublicKeyInfrastructure.Read.All', 'PublicKeyInfrastructure.ReadWrite.All'],
  ...['UserAuthenticationMethod.Read.All', 'UserAuthMethod-TAP.Read.All', 'UserAuthMethod-TAP.ReadWrite.All'],
]

const EVERYTHING: Grant = {
  kind: 'delegated',
  permissions: ALL_PERMISSIONS,
  directoryRoles: ['Global Administrator'],
  expires: Number.POSITIVE_INFINITY,
  userId: null,
}
