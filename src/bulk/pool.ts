// Threads that share one kind of task, seen from the program's own thread; `pool-thread.ts` is the other end.
import type { Worker } from 'node:worker_threads'
import { type Answer, readAnswer } from './pool-messages.ts'

export interface Pool<Task, Result> {
  /** Begun in the order of asking, as soon as a thread has room. @throws what the task threw */
  readonly run: (task: Task) => Promise<Result>
  /** Ends the threads. Tasks that are not done are rejected. */
  readonly close: () => Promise<void>
}

export interface PoolOptions {
  readonly threads: number
  /** How many tasks one thread has at once: while some wait for the disk, another one is worked on. */
  readonly tasksPerThread: number
  /** Starts a thread whose program calls `serveTasks`. */
  readonly startThread: () => Worker
}

interface Asked<Task, Result> {
  readonly task: Task
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

interface Thread<Task, Result> {
  readonly worker: Worker
  /** By the number that the answer will have. */
  readonly begun: Map<number, Asked<Task, Result>>
}

export function makePool<Task, Result>(options: PoolOptions): Pool<Task, Result> {
  const waiting: Asked<Task, Result>[] = []
  const threads = new Set(Array.from({ length: options.threads }, startThread))
  let count = 0

  function startThread(): Thread<Task, Result> {
    const thread: Thread<Task, Result> = { worker: options.startThread(), begun: new Map() }
    let reason: unknown = new Error('a thread ended before its tasks were done')
    thread.worker.on('message', (answer: Answer<Result>) => {
      const asked = thread.begun.get(answer.id)
      thread.begun.delete(answer.id)
      beginNext()
      if (asked !== undefined) readAnswer(answer).then(asked.resolve, asked.reject)
    })
    thread.worker.on('error', (error) => {
      reason = error
    })
    thread.worker.on('exit', () => {
      threads.delete(thread)
      const lost = [...thread.begun.values(), ...(threads.size === 0 ? waiting.splice(0) : [])]
      for (const { reject } of lost) reject(reason)
      beginNext()
    })
    return thread
  }

  function beginNext(): void {
    for (const thread of threads) {
      while (thread.begun.size < options.tasksPerThread) {
        const asked = waiting.shift()
        if (asked === undefined) return
        begin(asked, thread)
      }
    }
  }

  function begin(asked: Asked<Task, Result>, { worker, begun }: Thread<Task, Result>): void {
    const id = count++
    begun.set(id, asked)
    try {
      worker.postMessage({ id, task: asked.task })
    } catch (error) {
      begun.delete(id) // because what cannot be cloned never gets there
      asked.reject(error)
    }
  }

  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        if (threads.size === 0) return reject(new Error('the pool has no thread any more'))
        waiting.push({ task, resolve, reject })
        beginNext()
      }),
    close: async () => void (await Promise.all([...threads].map(({ worker }) => worker.terminate()))),
  }
}
