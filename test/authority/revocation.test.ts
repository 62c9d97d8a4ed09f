import { describe, expect, test } from 'vitest'
import {
  findRevocable,
  parseReason,
  recordRevocation,
  STATED_REASONS,
  type StatedReason,
} from '../../src/authority/revocation.ts'
import { UserError } from '../../src/errors.ts'
import {
  intended,
  inventoryOf,
  issued,
  revoked,
  type Step,
  serialOf,
  withdrawn,
} from '../support/inventory.ts'

const NOW = new Date('2026-06-01T00:00:00Z')

/** The serial numbers by number: those that are meant, and all that could be. */
async function find(steps: readonly Step[], query: string, reason: StatedReason = 'keyCompromise') {
  const { current, all } = findRevocable(await inventoryOf(...steps), { query, reason, now: NOW })
  const numbers = (certificates: typeof all) =>
    certificates.map(({ serialNumber }) => Number.parseInt(serialNumber.slice(2), 16))
  return { current: numbers(current), all: numbers(all) }
}

async function problemsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await work()
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ field, message }) => `${field} ${message}`)
  }
  return expect.unreachable()
}

const jane = { userPrincipalName: 'jane@contoso.com', device: 'LAPTOP-01', name: 'LAPTOP-01' }

describe('a name', () => {
  test('means the one certificate that somebody can sign in with', async () => {
    const expired = issued(2, { ...jane, device: 'LAPTOP-02', notAfter: '2026-05-01T00:00:00Z' })
    const steps = [expired, issued(4, jane), revoked(4), issued(1, jane), intended(3, jane)]
    expect((await find(steps, 'laptop-01')).current).toEqual([1])
    expect([...(await find(steps, 'laptop-01')).all].sort()).toEqual([1, 2, 3])
  })

  test('means several where an older certificate was superseded, as that one still signs in', async () => {
    const steps = [issued(1, jane), issued(2, jane)]
    expect((await find(steps, 'jane@contoso.com')).current).toEqual([2, 1])
  })

  test('leaves out what was withdrawn, which can still be revoked by its serial number', async () => {
    const steps = [issued(1, jane), withdrawn(2, jane)]
    expect((await find(steps, 'jane@contoso.com')).current).toEqual([1])
    expect((await find(steps, serialOf(2))).current).toEqual([2])
  })

  test('means what was never issued or has expired, where there is nothing else', async () => {
    expect((await find([intended(1, jane)], 'LAPTOP-01')).current).toEqual([1])
  })

  test('that nothing was issued for is an error', async () => {
    const finding = find([issued(1, jane)], 'LAPTOP-02')
    await expect(finding).rejects.toThrow('no certificate was issued for LAPTOP-02')
  })

  test('of a revoked certificate says when it was revoked, and why', async () => {
    expect(await problemsOf(() => find([issued(1, jane), revoked(1)], 'LAPTOP-01'))).toEqual([
      `${serialOf(1)} was already revoked at 2026-03-01T10:00:00Z, for keyCompromise`,
    ])
  })
})

describe('a hold', () => {
  const other = { ...jane, userPrincipalName: 'joe@contoso.com' }
  const held = [issued(1, jane), issued(2, other), revoked(1, 'certificateHold')]

  test('can be lifted, and nothing else can', async () => {
    expect((await find(held, 'LAPTOP-01', 'removeFromCRL')).current).toEqual([1])
    const [line] = await problemsOf(() => find([issued(1, jane), revoked(1)], 'LAPTOP-01', 'removeFromCRL'))
    expect(line).toContain('is not on hold')
  })

  test('can be made final, but not be set twice', async () => {
    expect((await find(held, serialOf(1), 'cessationOfOperation')).current).toEqual([1])
    expect((await find(held, 'LAPTOP-01', 'certificateHold')).current).toEqual([2])
  })

  test('goes and comes back through the inventory itself', async () => {
    const inventory = await inventoryOf(...held)
    const states: unknown[] = []
    for (const reason of ['removeFromCRL', 'certificateHold', 'keyCompromise'] as const) {
      await inventory.write((writer) => recordRevocation({ serialNumbers: [serialOf(1)], reason }, writer))
      states.push(inventory.find(serialOf(1))?.state)
    }
    expect(states).toEqual(['issued', 'revoked', 'revoked'])
  })
})

test('what another process revoked meanwhile is refused, not recorded twice', async () => {
  const inventory = await inventoryOf(issued(1, jane), revoked(1))
  const chosen = { serialNumbers: [serialOf(1)], reason: 'superseded' } as const
  const recording = () => inventory.write((writer) => recordRevocation(chosen, writer))
  expect(await problemsOf(recording)).toHaveLength(1)
  expect(inventory.history(serialOf(1))).toHaveLength(3)
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
