// One request as a route sees it, and the table that finds the route.
import type { Faults } from './faults.ts'
import type { Lag } from './lag.ts'
import type { Paging } from './paging.ts'
import { type Need, requireGrant } from './permissions.ts'
import { notFound, type Reply } from './reply.ts'
import { findUser, type Grant, type Tenant, type User, type Wire } from './tenant.ts'

export interface Call {
  readonly tenant: Tenant
  readonly url: URL
  /** The groups of the route's pattern, decoded. */
  readonly names: readonly string[]
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Wire
  readonly grant: Grant
  readonly lag: Lag
  readonly paging: Paging
  readonly faults: Faults
  /** @throws Refused 403 */
  readonly need: (need: Need) => void
}

export interface Route {
  readonly method: string
  /** Of the path after `/v1.0`. */
  readonly path: RegExp
  readonly answer: (call: Call) => Reply
}

export const NO_CONTENT: Reply = { status: 204 }

export function needOf(grant: Grant, nested: boolean): Call['need'] {
  return (need) => requireGrant(grant, need, nested)
}

/** The string in the body, or null. */
export function text(body: Wire, name: string): string | null {
  const value = body[name]
  return typeof value === 'string' ? value : null
}

/** The user whose id or name is the first in the path. @throws Refused 404 */
export function requireUser({ tenant, names }: Call): User {
  const user = findUser(tenant, names[0] ?? '')
  if (user === null) throw notFound(names[0] ?? '')
  return user
}
