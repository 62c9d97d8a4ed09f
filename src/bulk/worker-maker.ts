// A worker thread of a bulk run, as a maker. The only file that knows piscina.
import { Piscina } from 'piscina'
import type { Delivered, Delivery } from '../issue/deliver.ts'
import type { Maker, MakerOptions } from './maker.ts'
import {
  type Answer,
  type MakeTask,
  type ProveTask,
  readAnswer,
  sendPlan,
  type WorkerEquipment,
} from './worker-messages.ts'

export interface WorkerMaker extends Maker {
  readonly close: () => Promise<void>
}

/** Most of them wait for the disk while one is worked on. */
const TASKS_AT_ONCE = 16

/** A pool of one thread, because what is begun there is ended there. @param worker the built `worker.ts` */
export function openWorker(worker: URL, options: MakerOptions): WorkerMaker {
  const { issuer, templates, scriptTemplate, replace, now } = options
  const pool = new Piscina({
    filename: worker.href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: TASKS_AT_ONCE,
    // `Issuer` may be more than one; a clone takes only what is named.
    workerData: {
      issuer: { certificate: issuer.certificate, privateKey: issuer.privateKey },
      templates,
      scriptTemplate,
    } satisfies WorkerEquipment,
    recordTiming: false,
    atomics: 'disabled', // because what a task has begun goes on when it has answered
  })
  async function run<Result>(name: string, task: unknown): Promise<Result> {
    return readAnswer((await pool.run(task, { name })) as Answer<Result>)
  }
  const make: Delivery['make'] = async (plan, record) => {
    const { serialNumber } = plan.certificate
    const task: MakeTask = { plan: sendPlan(plan), replace, now: now() }
    const certificate = await run<Uint8Array>('make', task)
    try {
      await record(certificate)
    } catch (error) {
      await pool.run(serialNumber, { name: 'abandon' }).catch(() => {}) // because the first error is the one to tell
      throw error
    }
    return run<Delivered>('place', serialNumber)
  }
  return {
    prepare: async () => make, // because a worker makes the keys itself
    prove: ({ folder, name }, receipt) => {
      const task: ProveTask = { folder, name, receipt, now: now() }
      return run<Delivered>('prove', task)
    },
    close: () => pool.destroy(),
  }
}
