// The result of looking at a part of the tenant: what was seen, or why it could not be seen. What was not looked at never counts
// as in order.
import { UserError } from '../errors.ts'
import { GraphError } from './graph-error.ts'

export type Looked<T> = { readonly seen: true; readonly value: T } | Unseen

export interface Unseen {
  readonly seen: false
  /** Such as `the trust store`. */
  readonly what: string
  readonly why: string
}

/** Why it was left out for a whole inventory: a request for each user would be needed. */
export const ONE_BY_ONE = 'is looked at where users are named: certstick entra check NAME'

/**
 * @param what such as `the trust store`
 * @returns what was read; or that it was not looked at, where a permission or role is missing or Graph fails
 * @throws GraphError where nothing else can be read either: the token is not accepted, or there is no connection
 */
export async function look<T>(what: string, read: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { seen: true, value: await read() }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    if (error.fault === 'unauthorized' || error.fault === 'unreachable') throw error
    return { seen: false, what, why: whyUnseen(error) }
  }
}

function whyUnseen({ fault, message, hint, graphCode, status, need }: GraphError): string {
  if (fault !== 'forbidden') return `${message}; ${hint}`
  if (graphCode === 'Authentication_RequestFromNonPremiumTenantOrB2CTenant') return hint ?? ''
  return `${need} (${status} ${graphCode})`
}

/** What was seen. @throws UserError failed: it was not looked at, and nothing may be changed without it */
export function requireSeen<T>(looked: Looked<T>): T {
  if (looked.seen) return looked.value
  throw new UserError('failed', `${looked.what} cannot be read: ${looked.why}`, {
    hint: 'sign in with that permission and role; nothing was changed',
  })
}

/** What was seen; null: it was not looked at. */
export function seenOf<T>(looked: Looked<T>): T | null {
  return looked.seen ? looked.value : null
}

/** Those parts that were not looked at. */
export function unseenOf(parts: readonly Looked<unknown>[]): readonly Unseen[] {
  return parts.filter((part) => !part.seen)
}
