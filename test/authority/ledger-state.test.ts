import { describe, expect, test } from 'vitest'
import { type LedgerEvent, nextCrlNumber } from '../../src/authority/ledger.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { formatInstant } from '../../src/instant.ts'
import { copyState, crl, intended, issued, revoked, serialOf, superseded } from '../support/ledger-events.ts'

const place = { offset: 0, length: 1 }

function stateAfter(...events: readonly LedgerEvent[]) {
  const ledger = emptyLedger()
  const conflicts = events.map((event) => applyEvent(ledger, event, place))
  return { ledger, entry: ledger.entries.get(serialOf(1)), conflict: conflicts.at(-1) }
}

describe('the state of a certificate', () => {
  test('is intended until it is issued', () => {
    expect(stateAfter(intended(1)).entry).toMatchObject({ state: 'intended', issuedAt: null, place: null })
    expect(stateAfter(intended(1), issued(1)).entry).toMatchObject({ state: 'issued', place })
  })

  test('is known from an issue alone, for what was taken over', () => {
    expect(stateAfter(issued(1)).entry).toMatchObject({ state: 'issued', intendedAt: null })
  })

  test('is superseded by another or by none, also when it was only intended', () => {
    expect(stateAfter(issued(1), superseded(1, 2)).entry?.superseded?.by).toBe(serialOf(2))
    expect(stateAfter(intended(1), superseded(1)).entry?.state).toBe('superseded')
    expect(stateAfter(intended(1), superseded(1), issued(1)).entry?.state).toBe('superseded')
  })

  test('is revoked above all else', () => {
    expect(stateAfter(issued(1), superseded(1), revoked(1)).entry).toMatchObject({
      state: 'revoked',
      revocation: { reason: 'keyCompromise' },
    })
  })

  test('returns to what it was when a hold is lifted', () => {
    const held = [issued(1), superseded(1), revoked(1, 'certificateHold')] as const
    expect(stateAfter(...held).entry?.state).toBe('revoked')
    expect(stateAfter(...held, revoked(1, 'removeFromCRL')).entry).toMatchObject({
      state: 'superseded',
      revocation: null,
    })
    expect(stateAfter(...held, revoked(1, 'keyCompromise')).entry?.revocation?.reason).toBe('keyCompromise')
  })
})

describe('a contradiction is refused and changes nothing', () => {
  test.each<[string, readonly LedgerEvent[]]>([
    ['is already taken', [intended(1), intended(1)]],
    ['is already taken', [issued(1), intended(1)]],
    ['is already issued', [issued(1), issued(1)]],
    ['was never issued', [superseded(1)]],
    ['was never issued', [revoked(1)]],
    ['is already revoked', [issued(1), revoked(1), revoked(1)]],
    ['is not on hold', [issued(1), revoked(1), revoked(1, 'removeFromCRL')]],
    ['does not rise', [crl(3), crl(3)]],
  ])('%s', (message, events) => {
    const { ledger, conflict } = stateAfter(...events)
    expect(conflict).toContain(message)
    expect(copyState(ledger)).toEqual(copyState(stateAfter(...events.slice(0, -1)).ledger))
  })
})

test('CRL numbers start at 1 and rise past what a number can hold', () => {
  expect(nextCrlNumber(emptyLedger())).toBe(1n)
  expect(nextCrlNumber(stateAfter(crl(6), crl(41)).ledger)).toBe(42n)
  const { ledger } = stateAfter({ ...crl(1), crlNumber: '18446744073709551616' } as LedgerEvent)
  expect(nextCrlNumber(ledger)).toBe(18446744073709551617n)
})

test('a moment is cut to its second', () => {
  expect(formatInstant(new Date('2026-03-01T10:00:00.999Z'))).toBe('2026-03-01T10:00:00Z')
})
