import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatElement, formatText } from '../../src/answer-file/new-element.ts'

test.each(['binary', 'binary-ascii', 'grapheme'] as const)(
  'a text is written as in an element (%s)',
  (unit) => {
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 30 }), (text) => {
        const element = formatElement({ name: 'Path', children: text }, null)
        expect(`<Path>${formatText(text)}</Path>`).toBe(element)
      }),
      { numRuns: 500 },
    )
  },
)
