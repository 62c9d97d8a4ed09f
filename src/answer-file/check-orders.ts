// Rules on the order in which commands run.
import { everyCommand, listsIn } from './command-lists.ts'
import { childOf } from './document.ts'
import type { Rule } from './rule.ts'
import { MAX_ORDER } from './vocabulary.ts'

const missingOrder: Rule = {
  code: 'order-missing',
  severity: 'error',
  find: everyCommand((item) =>
    (childOf(item, 'Order')?.text.trim() ?? '') === ''
      ? { element: item, message: `a ${item.local} without Order`, hint: 'give it the next number' }
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
      message: `Order "${written}" is no number from 1 to ${MAX_ORDER}`,
      hint: 'give it a free number',
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
        return [
          { element, message: `Order ${order} is there twice in one list`, hint: 'give it a free number' },
        ]
      })
    }),
}

export const ORDER_RULES: readonly Rule[] = [missingOrder, invalidOrder, repeatedOrder]
