import { describe, expect, test } from 'vitest'
import type { LedgerEvent } from '../../src/authority/ledger.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import {
  findRevocable,
  parseReason,
  planRevocation,
  STATED_REASONS,
  type StatedReason,
} from '../../src/authority/revocation.ts'
import { UserError } from '../../src/errors.ts'
import { intended, issued, revoked, serialOf, superseded } from '../support/ledger-events.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

function stateOf(events: readonly LedgerEvent[]) {
  const ledger = emptyLedger()
  for (const event of events) expect(applyEvent(ledger, event, { offset: 0, length: 0 })).toBe(null)
  return ledger
}

/** The serial numbers by number: those that are meant, and all that could be. */
function find(events: readonly LedgerEvent[], query: string, reason: StatedReason = 'keyCompromise') {
  const { current, all } = findRevocable(stateOf(events), { query, reason, now: NOW })
  const numbers = (entries: typeof all) =>
    entries.map(({ serialNumber }) => Number.parseInt(serialNumber.slice(2), 16))
  return { current: numbers(current), all: numbers(all) }
}

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ field, message }) => `${field} ${message}`)
  }
  return expect.unreachable()
}

const jane = { userPrincipalName: 'jane@contoso.com', device: 'LAPTOP-01', name: 'LAPTOP-01' }

describe('a name', () => {
  test('means the one certificate that somebody can sign in with', () => {
    const expired = issued(2, { ...jane, notAfter: '2026-05-01T00:00:00Z' })
    const events = [issued(1, jane), expired, intended(3, jane), issued(4, jane), revoked(4)]
    expect(find(events, 'laptop-01').current).toEqual([1])
    expect([...find(events, 'laptop-01').all].sort()).toEqual([1, 2, 3])
  })

  test('means several where an older certificate was superseded, as that one still signs in', () => {
    const events = [issued(1, jane), superseded(1, 2), issued(2, { ...jane, at: '2026-03-02T10:00:00Z' })]
    expect(find(events, 'jane@contoso.com').current).toEqual([2, 1])
  })

  test('means what was never issued or has expired, where there is nothing else', () => {
    expect(find([intended(1, jane)], 'LAPTOP-01').current).toEqual([1])
  })

  test('that is not on record is an error', () => {
    expect(() => find([issued(1, jane)], 'LAPTOP-02')).toThrow('nothing is on record for "LAPTOP-02"')
  })

  test('of what is revoked already says since when, and why', () => {
    expect(problemsOf(() => find([issued(1, jane), revoked(1)], 'LAPTOP-01'))).toEqual([
      `${serialOf(1)} has been revoked since 2026-03-01T10:00:00Z, for keyCompromise`,
    ])
  })
})

describe('a hold', () => {
  const held = [issued(1, jane), issued(2, jane), revoked(1, 'certificateHold')]

  test('can be lifted, and nothing else can', () => {
    expect(find(held, 'LAPTOP-01', 'removeFromCRL').current).toEqual([1])
    const [line] = problemsOf(() => find([issued(1, jane), revoked(1)], 'LAPTOP-01', 'removeFromCRL'))
    expect(line).toContain('is not on hold')
  })

  test('can be made final, but not be set twice', () => {
    expect(find(held, serialOf(1), 'cessationOfOperation').current).toEqual([1])
    expect(find(held, 'LAPTOP-01', 'certificateHold').current).toEqual([2])
  })

  test('goes and comes back through the ledger itself', () => {
    const ledger = stateOf(held)
    const apply = (reason: StatedReason) => {
      const [event] = planRevocation(ledger, { serialNumbers: [serialOf(1)], reason }, NOW)
      expect(event && applyEvent(ledger, event, { offset: 0, length: 0 })).toBe(null)
      return ledger.entries.get(serialOf(1))?.state
    }
    expect(
      ['removeFromCRL', 'certificateHold', 'keyCompromise'].map((each) => apply(each as StatedReason)),
    ).toEqual(['issued', 'revoked', 'revoked'])
  })
})

test('what another process revoked meanwhile is refused, not recorded twice', () => {
  const ledger = stateOf([issued(1, jane), revoked(1)])
  const chosen = { serialNumbers: [serialOf(1)], reason: 'superseded' } as const
  expect(problemsOf(() => planRevocation(ledger, chosen, NOW))).toHaveLength(1)
})

test('every reason of RFC 5280 is known by name, in any case', () => {
  expect(STATED_REASONS).toHaveLength(10) // §5.3.1: 0 to 10 without 7
  for (const reason of STATED_REASONS) {
    expect(parseReason(reason)).toBe(reason)
    expect(parseReason(` ${reason.toUpperCase()}`)).toBe(reason)
  }
  expect(parseReason('CACompromise')).toBe('cACompromise')
  for (const text of ['', 'stolen', 'constructor', '1']) expect(parseReason(text)).toBe(null)
})
