// A worker thread of a bulk run: makes the media of one user, places and proves them. The second program beside
// `main.ts`, so randomness is reached for here too; what is on record is the main thread's affair alone.
import { randomBytes } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import type { Delivered } from '../deliver.ts'
import { placeMedia, readBack } from '../place-media.ts'
import { type Produced, produceAnswerFile, produceMedia, produceProtection } from '../produce.ts'
import { generateKeyPairSync } from '../x509/key-pair.ts'
import {
  type Answer,
  answering,
  type MakeTask,
  type PlaceTask,
  type ProveTask,
  receivePlan,
  type WorkerEquipment,
} from './worker-messages.ts'

const { issuer, templates } = workerData as WorkerEquipment

/** The serial number must be on record before this is called. */
export function make(task: MakeTask): Promise<Answer<Produced>> {
  return answering(() => {
    const plan = receivePlan(task.plan)
    const template = templates.get(plan.template.name)
    if (template === undefined) throw new Error(`no worker was given the answer file ${plan.template.name}`)
    const answerFile = produceAnswerFile(template, plan.answerFile)
    const protection = produceProtection(plan.pfx, randomBytes)
    const keyPair = generateKeyPairSync(plan.certificate.keyAlgorithm)
    return produceMedia(plan, { answerFile, keyPair, issuer, protection })
  })
}

/** The certificate must be on record before this is called. */
export function place({ plan, produced, replace, now }: PlaceTask): Promise<Answer<Delivered>> {
  return answering(() =>
    placeMedia(receivePlan(plan), produced, {
      root: issuer.certificate,
      replace,
      stage: 'bulk',
      issued: Promise.resolve(), // because the main thread waits for that before it calls
      now,
    }),
  )
}

/** For media that an earlier run placed. */
export function prove({ folder, name, receipt, now }: ProveTask): Promise<Answer<Delivered>> {
  return answering(() => readBack({ folder, name }, receipt, now))
}
