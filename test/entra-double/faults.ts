// The ways in which the double can be broken, one at a time or several. A fault meets requests whose `METHOD /path?query`
// its pattern matches, so many times, and is then used up.
import type { Wire } from './tenant.ts'

export type Fault = Matched &
  (
    | { readonly kind: 'throttle'; readonly retryAfter?: number }
    /** An error before anything is done; without a body Graph's own. */
    | { readonly kind: 'status'; readonly status: number; readonly code?: string; readonly body?: string }
    /** The work is done and the answer never comes; or a gateway answers, with this status. */
    | { readonly kind: 'lose-answer'; readonly status?: number }
    /** The connection ends before anything is done. */
    | { readonly kind: 'drop' }
    /** The answer sends the client to another address. */
    | { readonly kind: 'redirect'; readonly to: string }
    /** The next page of a list is said to be there. */
    | { readonly kind: 'foreign-next-link'; readonly to: string }
    /** A scope is missing, and the error is JSON within JSON. */
    | { readonly kind: 'nested-forbidden' }
    /** Another administrator sends these directly before, or directly after, the request. */
    | { readonly kind: 'meanwhile'; readonly when: 'before' | 'after'; readonly requests: readonly Errand[] }
    /** The request waits until `resume`, before or after its work. */
    | { readonly kind: 'pause'; readonly when: 'before' | 'after' }
    /** Every answer waits. */
    | { readonly kind: 'slow'; readonly milliseconds: number }
  )

interface Matched {
  /** A regular expression; absent: every request. */
  readonly match?: string
  /** How many requests it meets; absent: one; 0: all. */
  readonly times?: number
}

export interface Errand {
  readonly method: string
  /** Below the root, such as `/v1.0/users/…`. */
  readonly path: string
  readonly body?: Wire
}

export class Faults {
  #left: { readonly fault: Fault; readonly pattern: RegExp; left: number }[] = []

  set(faults: readonly Fault[]): void {
    this.#left = faults.map((fault) => ({
      fault,
      pattern: new RegExp(fault.match ?? ''),
      left: fault.times === 0 ? Number.POSITIVE_INFINITY : (fault.times ?? 1),
    }))
  }

  /** The faults of this kind that meet the request, which counts. */
  take<Kind extends Fault['kind']>(kind: Kind, line: string): (Fault & { readonly kind: Kind })[] {
    const met = this.#left.filter(
      ({ fault, pattern, left }) => fault.kind === kind && left > 0 && pattern.test(line),
    )
    for (const one of met) one.left -= 1
    return met.map(({ fault }) => fault as Fault & { readonly kind: Kind })
  }
}
