// The worker threads of a bulk run, as the steps of a delivery. The only file that knows piscina.
import { Piscina } from 'piscina'
import type { Delivered, Delivery } from '../deliver.ts'
import type { MediaPlan } from '../plan.ts'
import type { Produced } from '../produce.ts'
import type { Receipt } from '../receipt.ts'
import {
  type Answer,
  type MakeTask,
  type PlaceTask,
  type ProveTask,
  readAnswer,
  sendPlan,
  type WorkerEquipment,
} from './worker-messages.ts'

export interface PoolOptions extends WorkerEquipment {
  /** The built `worker.ts`. */
  readonly worker: URL
  readonly threads: number
  readonly replace: boolean
  readonly now: () => Date
}

export interface WorkerPool extends Pick<Delivery, 'make' | 'place'> {
  /** Reads back media that an earlier run placed. @throws UserError failed */
  readonly prove: (plan: MediaPlan, receipt: Receipt) => Promise<Delivered>
  readonly close: () => Promise<void>
}

/** One may wait for the disk while another is worked on. */
const TASKS_PER_THREAD = 3

export function openWorkers(options: PoolOptions): WorkerPool {
  const { worker, threads, issuer, templates, replace, now } = options
  const pool = new Piscina({
    filename: worker.href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: TASKS_PER_THREAD,
    // `Issuer` may be more than one; a clone takes only what is named.
    workerData: {
      issuer: { certificate: issuer.certificate, privateKey: issuer.privateKey },
      templates,
    } satisfies WorkerEquipment,
    recordTiming: false,
  })
  async function run<Task, Result>(name: string, task: Task): Promise<Result> {
    return readAnswer((await pool.run(task, { name })) as Answer<Result>)
  }
  return {
    make: (plan) => run<MakeTask, Produced>('make', { plan: sendPlan(plan) }),
    place: async (plan, produced, issued) => {
      await issued
      return run<PlaceTask, Delivered>('place', { plan: sendPlan(plan), produced, replace, now: now() })
    },
    prove: ({ folder, name }, receipt) =>
      run<ProveTask, Delivered>('prove', { folder, name, receipt, now: now() }),
    close: () => pool.destroy(),
  }
}
