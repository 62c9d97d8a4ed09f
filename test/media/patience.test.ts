// What Windows refuses for a moment is tried again; what any system refuses for good is not.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { patiently } from '../../src/media/patience.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Refuses that often, and counts the tries. */
function refusing(code: string, times: number) {
  const attempt = vi.fn(() => {
    if (attempt.mock.calls.length <= times) throw Object.assign(new Error(code), { code })
  })
  return attempt
}

test.each(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'])('on Windows %s is tried again', async (code) => {
  const attempt = refusing(code, 3)
  const done = patiently(attempt, 'win32')
  await vi.runAllTimersAsync()
  await done
  expect(attempt).toHaveBeenCalledTimes(4)
})

test.each([
  ['ENOSPC', 'win32'],
  ['EROFS', 'win32'],
  ['EBUSY', 'linux'],
  ['EACCES', 'darwin'],
] as const)('%s on %s is not', async (code, system) => {
  const attempt = refusing(code, 1)
  await expect(patiently(attempt, system)).rejects.toThrow(code)
  expect(attempt).toHaveBeenCalledTimes(1)
})

test('after ten seconds it is enough', async () => {
  const attempt = refusing('EBUSY', Number.POSITIVE_INFINITY)
  const failed = expect(patiently(attempt, 'win32')).rejects.toThrow('EBUSY')
  await vi.advanceTimersByTimeAsync(9_000)
  const tries = attempt.mock.calls.length
  expect(tries).toBeGreaterThan(10)
  await vi.advanceTimersByTimeAsync(2_000)
  await failed
  await vi.advanceTimersByTimeAsync(10_000)
  expect(attempt.mock.calls.length - tries).toBeLessThan(6)
})
