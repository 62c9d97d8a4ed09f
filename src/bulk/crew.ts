// Starts the worker threads of a bulk run and gives them tasks. `worker.ts` is the program in each thread.
import { Worker } from 'node:worker_threads'
import type { Assets } from '../assets.ts'
import type { BuiltStick } from '../issue/build.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import {
  type Answer,
  type Reply,
  receiveRefusal,
  sendPlan,
  type Task,
  type WorkerEquipment,
} from './messages.ts'
import type { PlannedRow } from './plan.ts'

export interface Crew {
  readonly build: (plan: MediaPlan, stage: string) => Promise<BuiltStick>
  /** @returns SHA-256 of the zip */
  readonly prove: (row: PlannedRow, receipt: Receipt) => Promise<string>
  readonly close: () => Promise<void>
}

interface CrewOptions {
  readonly threads: number
  readonly equipment: WorkerEquipment
  readonly now: () => Date
}

export function openCrew(program: Assets['worker'], { threads, equipment, now }: CrewOptions): Crew {
  const members = Array.from({ length: threads }, () => startMember(program, equipment))
  /** @throws UserError: the worker's error */
  async function run(task: Task): Promise<Exclude<Answer, { readonly refusal: unknown }>> {
    const idlest = members.reduce((least, one) => (one.busy() < least.busy() ? one : least))
    const answer = await idlest.run(task)
    if ('refusal' in answer) throw receiveRefusal(answer.refusal)
    return answer
  }
  return {
    build: async (plan, stage) => {
      const answer = await run({ kind: 'build', plan: sendPlan(plan), stage, now: now() })
      if (!('built' in answer)) throw new Error('a worker gave the answer of another task')
      return answer.built
    },
    prove: async ({ plan: { folder } }, receipt) => {
      const answer = await run({ kind: 'prove', folder, receipt, now: now() })
      if (!('zipSha256' in answer)) throw new Error('a worker gave the answer of another task')
      return answer.zipSha256
    },
    close: async () => void (await Promise.all(members.map(({ close }) => close()))),
  }
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/** One thread. If it ends early, its open tasks are rejected, and those that it is given later. */
function startMember(
  { program, eval: isText }: Assets['worker'],
  { issuer, templates, scriptTemplate }: WorkerEquipment,
) {
  // The issuer may have more properties, and not all of them can be cloned.
  const { certificate, privateKey, facts } = issuer
  const workerData: WorkerEquipment = {
    issuer: { certificate, privateKey, facts },
    templates,
    scriptTemplate,
  }
  const worker = new Worker(program, { workerData, eval: isText })
  const waiting = new Map<number, Waiting>()
  let count = 0
  /** Why it ended; null: it runs. */
  let end: unknown = null
  worker.on('message', ({ id, answer }: Reply) => {
    waiting.get(id)?.resolve(answer)
    waiting.delete(id)
  })
  worker.on('error', (error) => {
    end = error
  })
  worker.on('exit', () => {
    end ??= new Error('a worker thread ended before its tasks were done')
    for (const { reject } of waiting.values()) reject(end)
    waiting.clear()
  })
  return {
    busy: () => waiting.size,
    run: (task: Task) =>
      new Promise<Answer>((resolve, reject) => {
        if (end !== null) return reject(end)
        waiting.set(count, { resolve, reject })
        worker.postMessage({ id: count++, task })
      }),
    close: () => worker.terminate(),
  }
}
