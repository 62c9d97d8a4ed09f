import { expect, test } from 'vitest'
import type { LedgerEvent } from '../../src/authority/ledger.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { lintCrl } from '../../src/authority/lint-crl.ts'
import { issued, revoked } from '../support/ledger-events.ts'

const URL = 'http://pki.contoso.com/rootCA.crl'

function codes(events: readonly LedgerEvent[], given: { now: string; crlUrl?: string }): readonly string[] {
  const ledger = emptyLedger()
  for (const event of events) expect(applyEvent(ledger, event, { offset: 0, length: 0 })).toBe(null)
  const { now, crlUrl = null } = given
  return lintCrl(ledger, { crlUrl, now: new Date(now) }).map(({ severity, code }) => `${severity} ${code}`)
}

function crl(thisUpdate: string | null, nextUpdate: string | null): LedgerEvent {
  return { event: 'crl', at: '2026-03-01T10:00:00Z', crlNumber: '7', thisUpdate, nextUpdate }
}

const month = crl('2026-03-01T10:00:00Z', '2026-03-31T10:00:00Z')

test('a CRL with time left is nothing to speak of', () => {
  expect(codes([month], { now: '2026-03-24T09:59:59Z' })).toEqual([])
})

test('a CRL that ends within a week is warned of, and an ended one is an error', () => {
  expect(codes([month], { now: '2026-03-24T10:00:00Z' })).toEqual(['warning crl-ends-soon'])
  expect(codes([month], { now: '2026-03-31T09:59:59Z' })).toEqual(['warning crl-ends-soon'])
  expect(codes([month], { now: '2026-03-31T10:00:00Z' })).toEqual(['error crl-expired'])
})

test('a CRL for days is warned of in its last quarter only', () => {
  const days = crl('2026-03-01T10:00:00Z', '2026-03-05T10:00:00Z')
  expect(codes([days], { now: '2026-03-04T09:59:59Z' })).toEqual([])
  expect(codes([days], { now: '2026-03-04T10:00:00Z' })).toEqual(['warning crl-ends-soon'])
})

test('a CRL of another tool, of which only the number is known, is not judged', () => {
  expect(codes([crl(null, null)], { now: '2030-01-01T00:00:00Z' })).toEqual([])
})

test('what was revoked after the last CRL is counted, and what is on it is not', () => {
  const later = { ...revoked(2), at: '2026-03-02T10:00:00Z' }
  const events = [issued(1), issued(2), revoked(1), month]
  expect(codes(events, { now: '2026-03-03T10:00:00Z' })).toEqual([])
  expect(codes([...events, later], { now: '2026-03-03T10:00:00Z' })).toEqual(['warning crl-behind'])
})

test('without any CRL, revocations count, and so does a URL where none can be', () => {
  const now = '2026-03-03T10:00:00Z'
  expect(codes([issued(1)], { now })).toEqual([])
  expect(codes([issued(1), revoked(1)], { now })).toEqual(['warning crl-missing'])
  expect(codes([issued(1)], { now, crlUrl: URL })).toEqual(['warning crl-missing'])
})
