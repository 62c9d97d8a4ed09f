// A worker thread of a bulk run: receives a plan, writes a staged folder, reads it back, and answers. It is a program of its
// own beside `main.ts`, so it uses clock and randomness directly. It records nothing.
import { randomBytes } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { UserError } from '../errors.ts'
import { buildStick } from '../issue/build.ts'
import { readBack } from '../issue/read-back.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { generateUserKeySync } from '../x509/user-key.ts'
import {
  type Answer,
  type Order,
  type Reply,
  receivePlan,
  sendRefusal,
  type Task,
  type WorkerEquipment,
} from './messages.ts'

const { issuer, templates, scriptTemplate } = workerData as WorkerEquipment

function templateOf({ template: { name } }: MediaPlan): Uint8Array {
  const bytes = templates.get(name)
  if (bytes === undefined) throw new Error(`the workers did not get the answer file ${name}`)
  return bytes
}

parentPort?.on('message', async ({ id, task }: Order) => {
  parentPort?.postMessage({ id, answer: await work(task) } satisfies Reply)
})

async function work(task: Task): Promise<Answer> {
  const { kind, now } = task
  try {
    if (kind === 'prove') return { zipSha256: await readBack(task.folder, task.receipt, now) }
    const means = {
      issuer,
      templateOf,
      scriptTemplate,
      random: randomBytes,
      generateKey: generateUserKeySync,
    }
    const workshop = { ...means, signsIn: false, now: () => now }
    return { built: await buildStick(receivePlan(task.plan), task.stage, workshop) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { refusal: sendRefusal(error) }
  }
}
