// Which `Order` numbers are free in a list of commands.
import { UserError } from '../errors.ts'
import { MAX_ORDER } from './vocabulary.ts'

/**
 * Numbers for `count` more commands, ascending: after the last, or where that would pass 500 the highest that are free.
 * @throws UserError `wrong-input` where too few are free
 */
export function freeOrders(taken: readonly number[], count: number): number[] {
  const next = Math.max(0, ...taken) + 1
  if (next + count - 1 <= MAX_ORDER) return Array.from({ length: count }, (_, i) => next + i)
  const free = Array.from({ length: MAX_ORDER }, (_, i) => i + 1).filter((order) => !taken.includes(order))
  if (free.length < count) {
    throw new UserError(
      'wrong-input',
      `the answer file already runs ${MAX_ORDER} commands, as many as Windows Setup takes`,
      {
        hint: 'put some of them into one script',
      },
    )
  }
  return free.slice(-count)
}
