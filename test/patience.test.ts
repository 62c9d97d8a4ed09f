// What Windows refuses for a moment is tried again; what any system refuses for good is not. No test sleeps: clock, pause and
// system are replaced.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sayHeldOpen } from '../src/cli/held-open.ts'
import { systemHint, systemReason } from '../src/errors.ts'
import {
  patiently,
  patientlySync,
  removeEmptyFolder,
  removeFile,
  removeTree,
  renamePath,
} from '../src/patience.ts'
import { temporaryFolder } from './support/folders.ts'

const BUSY = ['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY']
const PATH = 'C:\\ca\\rootCA.crl'

/** Refuses that often, and counts the tries. */
function refusing(code: string, times: number) {
  const attempt = vi.fn(() => {
    if (attempt.mock.calls.length <= times) throw Object.assign(new Error(code), { code })
  })
  return attempt
}

describe('while other work goes on', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  test.each(BUSY)('on Windows %s is tried again', async (code) => {
    const attempt = refusing(code, 3)
    const done = patiently(PATH, attempt, { system: 'win32' })
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
    await expect(patiently(PATH, attempt, { system })).rejects.toThrow(code)
    expect(attempt).toHaveBeenCalledTimes(1)
  })

  test('after ten seconds the error names the file that another program has open', async () => {
    const attempt = refusing('EBUSY', Number.POSITIVE_INFINITY)
    const failed = expect(patiently(PATH, attempt, { system: 'win32' })).rejects.toThrow(
      'another program has C:\\ca\\rootCA.crl open',
    )
    await vi.advanceTimersByTimeAsync(9_000)
    const tries = attempt.mock.calls.length
    expect(tries).toBeGreaterThan(10)
    await vi.advanceTimersByTimeAsync(2_000)
    await failed
    await vi.advanceTimersByTimeAsync(10_000)
    expect(attempt.mock.calls.length - tries).toBeLessThan(6)
  })
})

describe('in one step', () => {
  /** The pauses of a change that is refused that often. */
  function pausesOf(times: number, code = 'EBUSY'): number[] {
    const pauses: number[] = []
    const attempt = refusing(code, times)
    try {
      patientlySync(PATH, attempt, { system: 'win32', block: (pause) => void pauses.push(pause) })
    } finally {
      expect(attempt).toHaveBeenCalledTimes(pauses.length + 1)
    }
    return pauses
  }

  test.each(BUSY)('on Windows %s is tried again after ever longer pauses', (code) => {
    expect(pausesOf(6, code)).toEqual([20, 40, 80, 160, 320, 500])
  })

  test('after ten seconds of pauses the error says what to do, and whether rights may be the reason', () => {
    let waited = 0
    const block = (pause: number) => {
      waited += pause
    }
    const fail = (code: string) => () => patientlySync(PATH, refusing(code, 1e6), { system: 'win32', block })
    expect(fail('EBUSY')).toThrow(/^another program has C:\\ca\\rootCA\.crl open$/)
    expect(waited).toBeGreaterThanOrEqual(10_000)
    expect(waited).toBeLessThan(10_500)
    expect(fail('EPERM')).toThrow(/open, or your account may not change it$/)
    try {
      fail('ENOTEMPTY')()
    } catch (error) {
      expect(systemReason(error)).toContain(PATH)
      expect(systemHint(error).hint).toMatch(/^close it/)
    }
  })

  test('other systems refuse at once, with the error of the system', () => {
    const attempt = refusing('EBUSY', 1)
    expect(() => patientlySync(PATH, attempt, { system: 'linux' })).toThrow(/^EBUSY$/)
    expect(attempt).toHaveBeenCalledTimes(1)
  })

  test('what it waits for is said once, after one second', () => {
    const said: string[] = []
    const end = sayHeldOpen({ say: (line) => void said.push(line) })
    pausesOf(5) // 620 ms
    expect(said).toEqual([])
    pausesOf(20)
    expect(said).toEqual([
      'note: another program has C:\\ca\\rootCA.crl open; waiting for it, ten seconds at most …',
    ])
    end()
    pausesOf(20)
    expect(said).toHaveLength(1)
  })

  test('a thread that waits does nothing for that long', () => {
    const started = performance.now()
    patientlySync(PATH, refusing('EBUSY', 2), { system: 'win32' })
    expect(performance.now() - started).toBeGreaterThan(50)
  })
})

test('files and folders are renamed and removed; what does not exist needs no removing', () => {
  const folder = temporaryFolder()
  const [one, two, tree] = ['one', 'two', 'tree'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(one, 'new')
  writeFileSync(two, 'old')
  renamePath(one, two)
  expect(readFileSync(two, 'utf8')).toBe('new')
  for (const _ of [1, 2]) removeFile(two)
  mkdirSync(join(tree, 'inner'), { recursive: true })
  expect(() => removeFile(tree)).toThrow()
  removeTree(tree)
  mkdirSync(tree)
  removeEmptyFolder(tree)
  expect([one, two, tree].filter((path) => existsSync(path))).toEqual([])
})
