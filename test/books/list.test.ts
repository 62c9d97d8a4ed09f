import { describe, expect, test } from 'vitest'
import type { LedgerEvent } from '../../src/authority/ledger.ts'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { LIST_STATES, type ListInput, listCertificates, parseFilter } from '../../src/books/list.ts'
import { formatTable } from '../../src/books/table.ts'
import { UserError } from '../../src/errors.ts'
import { intended, issued, revoked, superseded } from '../support/ledger-events.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const EVENTS: readonly LedgerEvent[] = [
  issued(1, { notAfter: '2026-06-20T00:00:00Z', userPrincipalName: 'Jane@contoso.com' }),
  issued(2, { notAfter: '2026-06-10T00:00:00Z', device: null, name: 'zoe' }),
  issued(3, { notAfter: '2026-05-31T23:59:59Z' }),
  issued(4),
  superseded(4, 1),
  issued(5),
  revoked(5),
  issued(6),
  revoked(6, 'certificateHold'),
  intended(7, { notAfter: '2026-01-01T00:00:00Z' }),
  issued(8, { notAfter: '2026-05-01T00:00:00Z' }),
  superseded(8, 1),
]
const ledger = emptyLedger()
for (const event of EVENTS) applyEvent(ledger, event, { offset: 0, length: 0 })

/** Numbers of those that are listed, in order. */
function list(input: ListInput): readonly number[] {
  return listCertificates(ledger, parseFilter(input), NOW).map(({ entry }) =>
    Number.parseInt(entry.serialNumber.slice(2), 16),
  )
}

describe('a list', () => {
  test('has everything on record, the oldest first, each in the state that it is in today', () => {
    const listed = listCertificates(ledger, parseFilter({}), NOW)
    expect(listed.map(({ state }) => state)).toEqual([
      'issued',
      'issued',
      'expired',
      'superseded',
      'revoked',
      'held',
      'intended',
      'expired',
    ])
  })

  test('is narrowed by user, device and state', () => {
    expect(list({ user: 'JANE@contoso.com' })).toEqual([1])
    expect(list({ user: '*@CONTOSO.*' })).toHaveLength(8)
    expect(list({ device: 'laptop-1' })).toEqual([1])
    expect(list({ device: 'zoe' })).toEqual([2])
    expect(list({ state: 'held, Expired' })).toEqual([3, 6, 8])
    for (const state of LIST_STATES) expect(list({ state })).not.toEqual([])
    expect(list({ user: 'jane@contoso.com', state: 'revoked' })).toEqual([])
  })

  test('takes a name as it is written: only the asterisk is special', () => {
    for (const user of ['jane', 'j.ne@contoso.com', '.*', '(', 'jane@contoso.com|x', '']) {
      expect(list({ user })).toEqual([])
    }
  })

  test('of what expires has what can still be used, the soonest first', () => {
    expect(list({ expiring: '30d' })).toEqual([2, 1])
    expect(list({ expiring: '9' })).toEqual([2])
    expect(list({ expiring: '2w' })).toEqual([2])
    expect(list({ expiring: '0d' })).toEqual([])
    expect(list({ expiring: '365d', state: 'superseded,held' })).toEqual([4, 6])
  })

  test('is refused with every problem at once', () => {
    try {
      parseFilter({ state: 'lost,held,constructor', expiring: 'soon' })
      expect.unreachable()
    } catch (error) {
      const problems = error instanceof UserError ? error.problems : []
      expect(problems.map(({ field }) => field).sort()).toEqual(['expiring', 'state', 'state'])
    }
    for (const expiring of ['', '-1d', '1.5d', '99999w', '3m']) {
      expect(() => parseFilter({ expiring })).toThrow(UserError)
    }
  })
})

describe('the table', () => {
  const table = (input: ListInput) => {
    const listed = listCertificates(ledger, parseFilter(input), NOW)
    return [...formatTable(listed, { onRecord: 8, now: NOW })].join('\n')
  }

  test('tells names, states and days left in columns', () => {
    expect(table({ state: 'issued,expired' })).toBe(
      [
        'NAME      USER               STATE    VALID UNTIL  LEFT  SERIAL NUMBER',
        'LAPTOP-1  Jane@contoso.com   issued   2026-06-20   19 d  4a000000000000000000000000000001',
        'zoe       user2@contoso.com  issued   2026-06-10   9 d   4a000000000000000000000000000002',
        'LAPTOP-3  user3@contoso.com  expired  2026-05-31   -     4a000000000000000000000000000003',
        'LAPTOP-8  user8@contoso.com  expired  2026-05-01   -     4a000000000000000000000000000008',
        '',
        '4 of 8 on record.',
      ].join('\n'),
    )
  })

  test('says so where there is nothing', () => {
    expect(table({ user: 'nobody' })).toBe('0 of 8 on record.')
  })
})
