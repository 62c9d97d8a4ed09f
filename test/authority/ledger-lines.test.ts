import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Issued, LedgerEvent } from '../../src/authority/ledger.ts'
import { formatLine, parseIssued, parseLine } from '../../src/authority/ledger-lines.ts'
import { crl, intended, issued, revoked, superseded } from '../support/ledger-events.ts'

function lineOf(event: LedgerEvent): Buffer {
  return Buffer.from(formatLine(event).slice(0, -1))
}

test.each([intended(1), superseded(1, 2), superseded(1), revoked(1), crl(7)])(
  '$event comes back whole',
  (event) => {
    expect(parseLine(lineOf(event))).toEqual(event)
  },
)

test('an issued line comes back without answers and certificate, and whole on demand', () => {
  const line = lineOf(issued(1))
  expect(parseLine(line)).toEqual({ ...issued(1), answers: {}, certificate: null })
  expect(parseIssued(line)).toEqual(issued(1))
})

test('any text survives, wherever it stands', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), fc.string()), (text, answers) => {
      const event: Issued = {
        ...issued(1),
        device: text,
        name: `${text},"answers":{"`,
        answers: { ...answers },
      }
      expect(formatLine(event).indexOf('\n')).toBe(formatLine(event).length - 1)
      expect(parseLine(lineOf(event))).toEqual({ ...event, answers: {}, certificate: null })
      expect(parseIssued(lineOf(event))).toEqual(event)
    }),
  )
})

test('answers and certificate stand last, whatever order they were given in', () => {
  const { certificate, answers, ...rest } = issued(1)
  expect(formatLine({ certificate, answers, ...rest })).toBe(formatLine(issued(1)))
})

test('a line is plain JSON, for other tools', () => {
  expect(JSON.parse(formatLine(revoked(1)))).toMatchObject(revoked(1))
})

describe('damage', () => {
  test('one byte changed anywhere is noticed', () => {
    const line = lineOf(issued(1))
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(line)
        damaged[at] = (damaged[at] ?? 0) ^ change
        expect(() => parseLine(damaged)).toThrow(SyntaxError)
      }),
    )
  })

  test('a line cut anywhere is noticed', () => {
    const line = lineOf(issued(1))
    for (let length = 0; length < line.length; length++) {
      expect(() => parseLine(line.subarray(0, length))).toThrow(SyntaxError)
    }
  })

  test('a line that is sound but says what no event says is refused', () => {
    const wrong = [
      { ...revoked(1), event: 'unheard-of' },
      { ...revoked(1), serialNumber: 'XYZ' },
      { ...revoked(1), at: 'yesterday' },
      { ...revoked(1), reason: 7 },
      { ...issued(1), notBefore: undefined },
      { ...superseded(1), by: '../../etc' },
    ]
    for (const event of wrong) expect(() => parseLine(lineOf(event as LedgerEvent))).toThrow(SyntaxError)
    expect(() => parseIssued(lineOf({ ...issued(1), answers: { days: 7 } } as unknown as Issued))).toThrow(
      /no text/,
    )
  })
})
