// The worker threads of a bulk run, as a maker. The only file that knows piscina.
import { Piscina } from 'piscina'
import type { Delivered } from '../deliver.ts'
import type { Produced } from '../produce.ts'
import type { Maker, MakerOptions } from './maker.ts'
import {
  type Answer,
  type MakeTask,
  type PlaceTask,
  type ProveTask,
  readAnswer,
  sendPlan,
  type WorkerEquipment,
} from './worker-messages.ts'

export interface WorkerPool extends Maker {
  readonly close: () => Promise<void>
}

/** Most of them wait for the disk while one is worked on. */
const TASKS_PER_THREAD = 16

/** @param worker the built `worker.ts` */
export function openWorkers(worker: URL, threads: number, options: MakerOptions): WorkerPool {
  const { issuer, templates, scriptTemplate, replace, now } = options
  const pool = new Piscina({
    filename: worker.href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: TASKS_PER_THREAD,
    // `Issuer` may be more than one; a clone takes only what is named.
    workerData: {
      issuer: { certificate: issuer.certificate, privateKey: issuer.privateKey },
      templates,
      scriptTemplate,
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
