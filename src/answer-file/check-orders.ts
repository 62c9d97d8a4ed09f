// Rules on the order in which commands run.
import { everyCommand, listsIn } from './command-lists.ts'
import { parseOwnCommand } from './commands.ts'
import { childOf, commandsOf, readCommand } from './document.ts'
import type { Rule } from './rule.ts'
import { DEPLOYMENT, MAX_ORDER } from './vocabulary.ts'

const missingOrder: Rule = {
  code: 'order-missing',
  severity: 'error',
  find: everyCommand((item) =>
    (childOf(item, 'Order')?.text.trim() ?? '') === ''
      ? { element: item, message: `a ${item.local} has no Order`, hint: 'add an Order with the next number' }
      : null,
  ),
}

const invalidOrder: Rule = {
  code: 'order-out-of-range',
  severity: 'error',
  find: everyCommand((item) => {
    const element = childOf(item, 'Order')
    const written = element?.text.trim() ?? ''
    const valid = /^\d+$/.test(written) && Number(written) >= 1 && Number(written) <= MAX_ORDER
    if (element === null || written === '' || valid) return null
    return {
      element,
      message: `Order "${written}" is not a number from 1 to ${MAX_ORDER}`,
      hint: 'use a free number',
    }
  }),
}

const repeatedOrder: Rule = {
  code: 'order-twice',
  severity: 'error',
  find: (file) =>
    listsIn(file).flatMap(({ items }) => {
      const orders = items.flatMap((item) => childOf(item, 'Order') ?? [])
      const seen = new Set<number>()
      return orders.flatMap((element) => {
        const order = Number(element.text.trim() || Number.NaN)
        if (Number.isNaN(order) || !seen.has(order)) {
          seen.add(order)
          return []
        }
        return [{ element, message: `Order ${order} occurs twice in one list`, hint: 'use a free number' }]
      })
    }),
}

/** certstick adds two commands at most. */
const MOST_ADDED = 2

const lastOrderTaken: Rule = {
  code: 'order-last-taken',
  severity: 'note',
  find: (file) =>
    file.inEffect
      .filter(({ name, pass }) => name === DEPLOYMENT && pass === 'specialize')
      .flatMap(({ component }) => commandsOf(component))
      .filter((command) => parseOwnCommand(readCommand(command)) === null)
      .filter((command) => {
        const order = readCommand(command).order ?? 0
        return order > MAX_ORDER - MOST_ADDED && order <= MAX_ORDER
      })
      .map((command) => ({
        element: childOf(command, 'Order') ?? command,
        message: `Order ${readCommand(command).order} is the highest possible, so the certificate may be imported before this command runs`,
        hint: 'use a lower number, if the command must run first',
      })),
}

export const ORDER_RULES: readonly Rule[] = [missingOrder, invalidOrder, repeatedOrder, lastOrderTaken]
