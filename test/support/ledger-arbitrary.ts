// Any ledger that could be: events in any order that does not contradict itself, with any text in the names.
import fc from 'fast-check'
import type { LedgerEvent, Revoked } from '../../src/authority/ledger.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { crl, intended, issued, revoked, superseded } from './ledger-events.ts'

const number = fc.nat(11)
const text = fc.oneof(
  fc.constantFrom('LAPTOP-01', 'laptop-01', 'jane', ''),
  fc.string({ unit: 'binary' }),
  fc.constant('\ud800'), // a half of a character, which JSON can hold and UTF-8 cannot
)
const instant = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`)
const reason = fc.constantFrom<Revoked['reason']>(
  'keyCompromise',
  'certificateHold',
  'removeFromCRL',
  'unspecified',
)

const subject = fc.record({
  at: instant,
  userPrincipalName: text,
  device: fc.option(text),
  name: text,
  notAfter: instant,
})

const event: fc.Arbitrary<LedgerEvent> = fc.oneof(
  fc.tuple(number, subject, text).map(([n, changes, output]) => intended(n, { ...changes, output })),
  fc
    .tuple(number, subject, fc.record({ notBefore: fc.option(instant), thumbprint: fc.option(text) }))
    .map(([n, changes, more]) => issued(n, { ...changes, ...more })),
  number.map((n) => issued(n)),
  fc.tuple(number, fc.option(number)).map(([n, by]) => superseded(n, by)),
  fc.tuple(number, reason, instant).map(([n, why, at]) => ({ ...revoked(n, why), at })),
  fc.nat(1000).map(crl),
)

export const ledgers: fc.Arbitrary<readonly LedgerEvent[]> = fc
  .array(event, { maxLength: 40 })
  .map((events) => {
    const ledger = emptyLedger()
    return events.filter((each) => applyEvent(ledger, each, { offset: 0, length: 0 }) === null)
  })
