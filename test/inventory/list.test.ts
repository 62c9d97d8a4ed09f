import { describe, expect, test } from 'vitest'
import { formatTable } from '../../src/cli/list/table.ts'
import { UserError } from '../../src/errors.ts'
import { LIST_STATES, type ListInput, listCertificates, parseFilter } from '../../src/inventory/list.ts'
import { intended, inventoryOf, issued, revoked, withdrawn } from '../support/inventory.ts'

const NOW = new Date('2026-06-01T00:00:00Z')
const four = { userPrincipalName: 'user4@contoso.com', device: 'LAPTOP-4', name: 'LAPTOP-4' }
const eight = { userPrincipalName: 'user8@contoso.com', device: 'LAPTOP-8', name: 'LAPTOP-8' }
const inventory = await inventoryOf(
  issued(1, { notAfter: '2026-06-20T00:00:00Z', userPrincipalName: 'Jane@contoso.com' }),
  issued(2, { notAfter: '2026-06-10T00:00:00Z', device: null, name: 'zoe' }),
  issued(3, { notAfter: '2026-05-31T23:59:59Z' }),
  issued(4),
  issued(5),
  revoked(5),
  issued(6),
  revoked(6, 'certificateHold'),
  intended(7, { notAfter: '2026-01-01T00:00:00Z' }),
  issued(8, { notAfter: '2026-05-01T00:00:00Z' }),
  issued(9, { ...four, notAfter: '2028-01-01T00:00:00Z' }),
  issued(10, { ...eight, notAfter: '2028-01-01T00:00:00Z' }),
  withdrawn(11, { notAfter: '2026-01-01T00:00:00Z' }),
)

/** Numbers of those that are listed, in order. */
function list(input: ListInput): readonly number[] {
  return [...listCertificates(inventory, parseFilter(input), NOW)].map(({ certificate }) =>
    Number.parseInt(certificate.serialNumber.slice(2), 16),
  )
}

describe('a list', () => {
  test('has everything that is recorded, the oldest first, each in the state that it is in today', () => {
    const listed = listCertificates(inventory, parseFilter({}), NOW)
    expect([...listed].map(({ state }) => state)).toEqual([
      'issued',
      'issued',
      'expired',
      'superseded',
      'revoked',
      'held',
      'intended',
      'expired',
      'issued',
      'issued',
      'withdrawn',
    ])
  })

  test('is narrowed by user, device and state', () => {
    expect(list({ user: 'JANE@contoso.com' })).toEqual([1])
    expect(list({ user: '*@CONTOSO.*' })).toHaveLength(11)
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
    const listed = listCertificates(inventory, parseFilter(input), NOW)
    return [...formatTable(listed, { total: 11, now: NOW, columns: null })].join('\n')
  }

  test('tells names, states and days left in columns', () => {
    expect(table({ state: 'issued,expired' })).toBe(
      [
        'NAME      USER               STATE    VALID UNTIL  LEFT   SERIAL NUMBER',
        'LAPTOP-1  Jane@contoso.com   issued   2026-06-20   19 d   4a000000000000000000000000000001',
        'zoe       user2@contoso.com  issued   2026-06-10   9 d    4a000000000000000000000000000002',
        'LAPTOP-3  user3@contoso.com  expired  2026-05-31   -      4a000000000000000000000000000003',
        'LAPTOP-8  user8@contoso.com  expired  2026-05-01   -      4a000000000000000000000000000008',
        'LAPTOP-4  user4@contoso.com  issued   2028-01-01   579 d  4a000000000000000000000000000009',
        'LAPTOP-8  user8@contoso.com  issued   2028-01-01   579 d  4a00000000000000000000000000000a',
        '',
        '6 of 11 certificates listed.',
      ].join('\n'),
    )
  })

  test('says so where there is nothing', () => {
    expect(table({ user: 'nobody' })).toBe('0 of 11 certificates listed.')
  })
})
