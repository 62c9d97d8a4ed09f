import { expect, test } from 'vitest'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { findEntries } from '../../src/authority/lookup.ts'
import { intended, issued, serialOf } from '../support/ledger-events.ts'

const ledger = emptyLedger()
for (const event of [
  issued(1, { userPrincipalName: 'Jane@contoso.com', device: 'LAPTOP-01', name: 'LAPTOP-01' }),
  issued(2, {
    userPrincipalName: 'jane@contoso.com',
    device: null,
    name: 'jane',
    at: '2026-03-02T10:00:00Z',
  }),
  intended(3, { serialNumber: '01face', device: 'FACE', name: 'FACE' }),
  issued(4, { serialNumber: 'face', device: 'OTHER', name: 'OTHER' }),
]) {
  applyEvent(ledger, event, { offset: 0, length: 0 })
}

function serialsOf(query: string): readonly string[] {
  return findEntries(ledger, query).map(({ serialNumber }) => serialNumber)
}

test('a serial number is found in any form that tools print it in', () => {
  const upper = serialOf(1).toUpperCase()
  const colons = upper.match(/../g)?.join(':') ?? ''
  for (const form of [serialOf(1), upper, colons, `00${upper}`, `0x${serialOf(1)}`]) {
    expect(serialsOf(form)).toEqual([serialOf(1)])
  }
  expect(serialsOf('1FACE')).toEqual(['01face'])
})

test('a user is found in any case, the newest certificate first', () => {
  expect(serialsOf('JANE@contoso.com')).toEqual([serialOf(2), serialOf(1)])
})

test('a device or the name of an output is found in any case', () => {
  expect(serialsOf('laptop-01')).toEqual([serialOf(1)])
  expect(serialsOf('jane')).toEqual([serialOf(2)])
})

test('a device that looks like the serial number of another is ambiguous, not guessed', () => {
  expect([...serialsOf('face')].sort()).toEqual(['01face', 'face'])
})

test('what is not there gives nothing', () => {
  for (const query of ['', '0', 'jane@fabrikam.com', serialOf(9)]) expect(serialsOf(query)).toEqual([])
})
