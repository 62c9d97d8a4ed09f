// Which `Order` numbers are free in a list of commands.
import { MAX_ORDER } from './vocabulary.ts'

/**
 * Numbers for `count` more commands, ascending: after the last, or where that would pass 500 the highest that are free.
 * Null where too few are free.
 */
export function freeOrders(taken: readonly number[], count: number): number[] | null {
  const next = taken.reduce((last, order) => Math.max(last, order), 0) + 1
  if (next + count - 1 <= MAX_ORDER) return Array.from({ length: count }, (_, i) => next + i)
  const used = new Set(taken)
  const free = Array.from({ length: MAX_ORDER }, (_, i) => i + 1).filter((order) => !used.has(order))
  return free.length < count ? null : free.slice(-count)
}
