// A worker thread of a bulk run. The second program beside `main.ts`, so randomness is reached for here too; what is on
// record is the main thread's affair alone.
import { randomBytes } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import type { Delivered } from '../deliver.ts'
import { placeMedia, readBack } from '../place-media.ts'
import type { Produced } from '../produce.ts'
import { generateKeyPairSync } from '../x509/key-pair.ts'
import { makeMedia, PLACING } from './maker.ts'
import {
  type Answer,
  answering,
  type MakeTask,
  type PlaceTask,
  type ProveTask,
  receivePlan,
  type WorkerEquipment,
} from './worker-messages.ts'

const equipment = {
  ...(workerData as WorkerEquipment),
  random: randomBytes,
  generateKeyPair: generateKeyPairSync,
}

/** The serial number must be on record before this is called. */
export function make({ plan }: MakeTask): Promise<Answer<Produced>> {
  return answering(() => makeMedia(receivePlan(plan), equipment))
}

/** The certificate must be on record before this is called. */
export function place({ plan, produced, replace, now }: PlaceTask): Promise<Answer<Delivered>> {
  return answering(() =>
    placeMedia(receivePlan(plan), produced, {
      ...PLACING,
      root: equipment.issuer.certificate,
      replace,
      issued: Promise.resolve(), // because the main thread waits for that before it calls
      now,
    }),
  )
}

/** For media that an earlier run placed. */
export function prove({ folder, name, receipt, now }: ProveTask): Promise<Answer<Delivered>> {
  return answering(() => readBack({ folder, name }, receipt, now))
}
