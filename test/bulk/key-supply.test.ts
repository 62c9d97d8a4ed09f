import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openKeySupply } from '../../src/bulk/key-supply.ts'
import type { KeyAlgorithm } from '../../src/x509/key-algorithms.ts'
import { generateUserKeySync, type UserKey } from '../../src/x509/user-key.ts'

const userKey = generateUserKeySync('ec-p256')
const { signal } = new AbortController()

/** A supply whose keys are there when they are told to be, and a row for each key that is asked for. */
function openSupply(options: { readonly atOnce: number; readonly batch: number }) {
  const inTheMaking: {
    readonly finish: (userKey: UserKey) => void
    readonly fail: (error: Error) => void
  }[] = []
  const generateUserKey = () =>
    new Promise<UserKey>((finish, fail) => {
      inTheMaking.push({ finish, fail })
    })
  const supply = openKeySupply({ ...options, generateUserKey })
  const served: (UserKey | Error | null)[] = []
  const take = (taker = signal): void => {
    supply.take('rsa-2048', taker).then(
      (taken) => served.push(taken),
      (error) => served.push(error),
    )
  }
  async function finish(count: number): Promise<void> {
    for (const { finish } of inTheMaking.splice(0, count)) finish(userKey)
    await turn()
  }
  return { inTheMaking, served, take, finish }
}

describe('keys of a bulk run', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test('are handed out by the batch, and the last ones without waiting', async () => {
    const { served, take, finish } = openSupply({ atOnce: 8, batch: 3 })
    for (let row = 0; row < 8; row++) take()
    await finish(2)
    expect(served).toHaveLength(0)
    await finish(1)
    expect(served).toHaveLength(3)
    await finish(4)
    expect(served).toHaveLength(6)
    await finish(1)
    expect(served).toEqual(Array(8).fill(userKey))
    expect(vi.getTimerCount()).toBe(0)
  })

  test('are begun so many at once', async () => {
    const { inTheMaking, served, take, finish } = openSupply({ atOnce: 2, batch: 1 })
    for (let row = 0; row < 5; row++) take()
    expect(inTheMaking).toHaveLength(2)
    await finish(1)
    expect(inTheMaking).toHaveLength(2)
    expect(served).toHaveLength(1)
  })

  test('are held back no longer than two seconds', async () => {
    const { served, take, finish } = openSupply({ atOnce: 8, batch: 8 })
    for (let row = 0; row < 8; row++) take()
    await finish(1)
    vi.advanceTimersByTime(1_000)
    await finish(1)
    vi.advanceTimersByTime(999)
    await turn()
    expect(served).toHaveLength(0)
    vi.advanceTimersByTime(1)
    await turn()
    expect(served).toHaveLength(2)
  })

  test('are not begun for who has been stopped', async () => {
    const stop = new AbortController()
    const { inTheMaking, served, take, finish } = openSupply({ atOnce: 2, batch: 2 })
    for (let row = 0; row < 5; row++) take(stop.signal)
    stop.abort()
    await finish(1)
    expect(served).toEqual([null, null, null])
    await finish(1)
    expect(inTheMaking).toHaveLength(0)
    expect(served).toEqual([null, null, null, userKey, userKey])
  })

  test('that cannot be made hold nobody up', async () => {
    const { inTheMaking, served, take, finish } = openSupply({ atOnce: 2, batch: 4 })
    for (let row = 0; row < 3; row++) take()
    await finish(2)
    inTheMaking[0]?.fail(new Error('no randomness'))
    await turn()
    expect(served).toEqual([userKey, userKey, new Error('no randomness')])
  })

  test('of elliptic curves wait for nobody', async () => {
    const never = new Promise<UserKey>(() => {})
    const generateUserKey = (algorithm: KeyAlgorithm) =>
      algorithm === 'ec-p256' ? Promise.resolve(userKey) : never
    const supply = openKeySupply({ atOnce: 1, batch: 4, generateUserKey })
    void supply.take('rsa-2048', signal)
    expect(await supply.take('ec-p256', signal)).toBe(userKey)
  })
})
