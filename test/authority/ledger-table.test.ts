// The state as bytes, against what the events say in plain objects and what plain JSON says of the lines.
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LedgerEntry, LedgerEvent } from '../../src/authority/ledger.ts'
import { formatLine } from '../../src/authority/ledger-lines.ts'
import { readLedger, unread } from '../../src/authority/ledger-reader.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { findEntries } from '../../src/authority/lookup.ts'
import { ledgers } from '../support/ledger-arbitrary.ts'
import { copyState, issued, serialOf } from '../support/ledger-events.ts'

const place = { offset: 0, length: 0 }

function stateOf(events: readonly LedgerEvent[]) {
  const ledger = emptyLedger()
  for (const event of events) applyEvent(ledger, event, place)
  return ledger
}

/** The same sum over plain objects. */
function addUp(events: readonly LedgerEvent[]): LedgerEntry[] {
  const entries = new Map<string, LedgerEntry>()
  for (const event of events) {
    if (event.event === 'crl') continue
    const before = entries.get(event.serialNumber)
    const after = { ...(before ?? blank(event.serialNumber)), ...changesOf(event, before) }
    const state =
      after.revocation !== null ? 'revoked' : after.superseded !== null ? 'superseded' : stateOfIssue(after)
    entries.set(event.serialNumber, { ...after, state })
  }
  return [...entries.values()]
}

const stateOfIssue = ({ issuedAt }: LedgerEntry) => (issuedAt === null ? 'intended' : 'issued')

function changesOf(
  event: Exclude<LedgerEvent, { event: 'crl' }>,
  before?: LedgerEntry,
): Partial<LedgerEntry> {
  switch (event.event) {
    case 'intended': {
      const { userPrincipalName, device, name, notAfter, output } = event
      return { userPrincipalName, device, name, notAfter, output, intendedAt: event.at }
    }
    case 'issued': {
      const { userPrincipalName, device, name, notAfter, notBefore, thumbprint } = event
      const issue = { notBefore, thumbprint, issuedAt: event.at, output: null, place }
      return { userPrincipalName, device, name, notAfter, ...issue }
    }
    case 'superseded':
      return { superseded: before?.superseded ?? { at: event.at, by: event.by } }
    case 'revoked': {
      const { at, reason } = event
      return { revocation: reason === 'removeFromCRL' ? null : { at, reason } }
    }
    default:
      return event satisfies never
  }
}

function blank(serialNumber: string): LedgerEntry {
  const none = { intendedAt: null, output: null, issuedAt: null, notBefore: null, thumbprint: null }
  const names = { userPrincipalName: '', device: null, name: '', notAfter: '' }
  return {
    serialNumber,
    state: 'intended',
    ...names,
    ...none,
    superseded: null,
    revocation: null,
    place: null,
  }
}

test('any ledger adds up to what its events say', () => {
  fc.assert(
    fc.property(ledgers, (events) => {
      const { entries, lastCrl } = copyState(stateOf(events))
      expect(entries).toEqual(addUp(events))
      expect(lastCrl).toEqual(events.findLast(({ event }) => event === 'crl') ?? null)
    }),
  )
})

test('lines are read as the events that they were, whatever is in them and wherever a chunk ends', () => {
  fc.assert(
    fc.property(ledgers, fc.integer({ min: 1, max: 700 }), (events, chunk) => {
      const bytes = Buffer.from(events.map(formatLine).join(''))
      const reading = unread()
      readLedger(cut(bytes, chunk), reading)
      const places = addUp(events).map((entry) => ({ ...entry, place: placeOf(entry, events) }))
      expect(copyState(reading.ledger).entries).toEqual(places)
      expect(reading).toMatchObject({ end: bytes.length, lines: events.length, unfinished: 0 })
    }),
  )
})

function* cut(bytes: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield Buffer.from(bytes.subarray(at, at + length))
}

function placeOf({ serialNumber }: LedgerEntry, events: readonly LedgerEvent[]): LedgerEntry['place'] {
  const lines = events.map(formatLine)
  const at = events.findIndex((event) => event.event === 'issued' && event.serialNumber === serialNumber)
  const offset = lines.slice(0, at).reduce((sum, line) => sum + line.length, 0)
  return at === -1 ? null : { offset, length: (lines[at]?.length ?? 0) - 1 }
}

test('JSON that another program would write is read too', () => {
  const spaced = (event: LedgerEvent) =>
    `${JSON.stringify(event, null, 1).replaceAll('\n', ' ').slice(0, -1)}`
  const line = withCheck(spaced(issued(1)))
  const reading = unread()
  readLedger([Buffer.from(line)], reading)
  expect(copyState(reading.ledger).entries).toEqual(
    copyState(stateOf([issued(1)])).entries.map((entry) => ({
      ...entry,
      place: { offset: 0, length: line.length - 1 },
    })),
  )
})

/** Of `formatLine`, over other JSON of the same event. */
function withCheck(open: string): string {
  return `${open},"crc32":"${crc32(open).toString(16).padStart(8, '0')}"}\n`
}

test('a name is found in any case, as if every name were looked at', () => {
  fc.assert(
    fc.property(ledgers, fc.nat(40), (events, which) => {
      const ledger = stateOf(events)
      const entries = copyState(ledger).entries
      const query = entries[which % (entries.length || 1)]?.name ?? 'jane'
      const wanted = query.trim().toLowerCase()
      const named = entries.filter(({ userPrincipalName, device, name }) =>
        [userPrincipalName, device, name].some((each) => each?.toLowerCase() === wanted),
      )
      const found = findEntries(ledger, query).map(({ serialNumber }) => serialNumber)
      expect([...found].sort()).toEqual(named.map(({ serialNumber }) => serialNumber).sort())
    }),
  )
})

test('what looks like a name but is none of ASCII is not mistaken for it', () => {
  const ledger = stateOf([issued(1, { name: '\u212aelvin', device: 'a\\nb' }), issued(2, { name: 'a\nb' })])
  const namesOf = (text: string) => ledger.entries.named(text).map(({ serialNumber }) => serialNumber)
  expect(namesOf('KELVIN')).toEqual([serialOf(1)])
  expect(namesOf('a\\nb')).toEqual([serialOf(1)])
  expect(namesOf('A\nB')).toEqual([serialOf(2)])
})

test('a serial number is found among few and among many, and what is none is not', () => {
  const ledger = stateOf(Array.from({ length: 3000 }, (_, number) => issued(number)))
  for (const number of [0, 1, 1500, 2999, ...Array.from({ length: 40 }, (_, index) => index * 70)]) {
    expect(ledger.entries.get(serialOf(number))?.name).toBe(`LAPTOP-${number}`)
  }
  for (const none of [serialOf(3000), serialOf(1).toUpperCase(), '', '4', 'zz', 'ab'.repeat(21)]) {
    expect(ledger.entries.get(none)).toBe(undefined)
  }
})
