import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makePool, type Pool } from '../../src/bulk/pool.ts'
import { UserError } from '../../src/errors.ts'
import { bundleProgram } from '../support/programs.ts'
import type { TestResult, TestTask } from './pool-program.ts'

let program: URL
let pool: Pool<TestTask, TestResult>

beforeEach(() => {
  program = pathToFileURL(bundleProgram(new URL('pool-program.ts', import.meta.url)))
})

afterEach(() => pool.close())

function open(threads: number, tasksPerThread: number): void {
  const startThread = () => new Worker(program, { workerData: 'hello' })
  pool = makePool({ threads, tasksPerThread, startThread })
}

const names = Array.from({ length: 20 }, (_, index) => `task ${index}`)

describe('a pool', () => {
  test('gives each task its own result, whichever ends first', async () => {
    open(2, 3)
    const tasks = names.map((say, index) => pool.run({ say, waitMs: (index * 7) % 11 }))
    const results = await Promise.all(tasks)
    expect(results.map(({ say }) => say)).toEqual(names)
    expect(results.every(({ greeting }) => greeting === 'hello')).toBe(true)
  })

  test('uses every thread, and gives none more at once than it may have', async () => {
    open(2, 3)
    const results = await Promise.all(names.map((say) => pool.run({ say, waitMs: 20 })))
    expect(new Set(results.map(({ thread }) => thread)).size).toBe(2)
    expect(Math.max(...results.map(({ seen }) => seen))).toBe(3)
  })

  test('tells what the user can put right as it was told in the thread, with the cause’s code', async () => {
    open(1, 2)
    const error: unknown = await pool.run({ say: 'it', end: 'refuse' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({
      code: 'failed',
      message: 'it failed',
      hint: 'try again',
      problems: [{ field: 'upn', message: 'is wrong', hint: 'mend it' }],
      cause: { code: 'EISDIR' },
    })
  })

  test('tells a bug with its stack, and goes on with the others', async () => {
    open(1, 1)
    const bug = pool.run({ say: 'it', end: 'bug' })
    const next = pool.run({ say: 'next' })
    await expect(bug).rejects.toMatchObject({
      name: 'TypeError',
      message: 'it is a bug',
      stack: expect.stringContaining('work'),
    })
    await expect(next).resolves.toMatchObject({ say: 'next' })
  })

  test('rejects a task that cannot be sent', async () => {
    open(1, 1)
    const unsent = { say: (() => '') as unknown as string }
    await expect(pool.run(unsent)).rejects.toThrow('could not be cloned')
    await expect(pool.run({ say: 'next' })).resolves.toMatchObject({ say: 'next' })
  })

  test.each(['exit', 'crash'] as const)(
    'leaves what waits to another thread where one ends: %s',
    async (end) => {
      open(2, 1)
      const lost = pool.run({ say: 'it', end })
      const others = names.map((say) => pool.run({ say, waitMs: 5 }))
      await expect(lost).rejects.toThrow(end === 'exit' ? 'a thread ended' : 'it crashed')
      expect(await Promise.all(others)).toHaveLength(names.length)
    },
  )

  test('rejects everything once its last thread has ended', async () => {
    open(1, 1)
    const all = ['it', 'waiting'].map((say) => pool.run({ say, end: 'exit' }))
    for (const { status } of await Promise.allSettled(all)) expect(status).toBe('rejected')
    await expect(pool.run({ say: 'later' })).rejects.toThrow('no thread')
  })

  test('that is closed has no thread any more, and rejects what was not done', async () => {
    open(2, 1)
    const long = pool.run({ say: 'it', waitMs: 60_000 })
    const ended = expect(long).rejects.toThrow('a thread ended')
    await pool.close()
    await ended
    await expect(pool.run({ say: 'later' })).rejects.toThrow('no thread')
  })
})
