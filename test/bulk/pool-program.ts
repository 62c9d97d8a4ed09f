// What the threads of pool.test.ts do: as the task says.
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, threadId, workerData } from 'node:worker_threads'
import { serveTasks } from '../../src/bulk/pool-thread.ts'
import { UserError } from '../../src/errors.ts'

export interface TestTask {
  readonly say: string
  readonly waitMs?: number
  readonly end?: 'exit' | 'crash' | 'bug' | 'refuse'
}

export interface TestResult {
  readonly say: string
  readonly thread: number
  /** How many tasks the thread had when this one began. */
  readonly seen: number
  /** What the thread was given when it started. */
  readonly greeting: string
}

let atOnce = 0

async function work({ say, waitMs = 0, end }: TestTask): Promise<TestResult> {
  atOnce += 1
  const seen = atOnce
  await sleep(waitMs)
  atOnce -= 1
  if (end === 'exit') process.exit(0)
  if (end === 'crash')
    setImmediate(() => {
      throw new Error(`${say} crashed`)
    })
  if (end === 'crash') await sleep(60_000)
  if (end === 'bug') throw new TypeError(`${say} is a bug`)
  if (end === 'refuse') {
    const problems = [{ field: 'upn', message: 'is wrong', hint: 'mend it' }]
    try {
      writeFileSync('/', '')
    } catch (cause) {
      throw new UserError('failed', `${say} failed`, { hint: 'try again', problems, cause })
    }
  }
  return { say, thread: threadId, seen, greeting: workerData as string }
}

if (parentPort !== null) serveTasks(parentPort, work)
