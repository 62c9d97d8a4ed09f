// A worker thread of a bulk run. The second program beside `main.ts`, so randomness is reached for here too; what is on
// record is the main thread's affair alone.
import { randomBytes } from 'node:crypto'
import { workerData } from 'node:worker_threads'
import type { Delivered } from '../issue/deliver.ts'
import { placeMedia, readBack } from '../issue/place-media.ts'
import type { Produced } from '../issue/produce.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { generateUserKeySync } from '../x509/user-key.ts'
import { makeMedia, PLACING } from './maker.ts'
import {
  type Answer,
  answering,
  type MakeTask,
  type ProveTask,
  receivePlan,
  type WorkerEquipment,
} from './worker-messages.ts'

const equipment = { ...(workerData as WorkerEquipment), random: randomBytes }

/** Media that are being written, and have no name until they may. */
interface Begun {
  readonly delivered: Promise<Delivered>
  readonly permit: () => void
  readonly refuse: () => void
}

/** By serial number. */
const begun = new Map<string, Begun>()

/** The serial number must be on record before this is called. @returns the certificate, DER; the media are on their way */
export function make({ plan: sent, ...placing }: MakeTask): Promise<Answer<Uint8Array>> {
  return answering(() => {
    const plan = receivePlan(sent)
    const produced = makeMedia(plan, generateUserKeySync(plan.certificate.keyAlgorithm), equipment)
    begun.set(plan.certificate.serialNumber, begin(plan, produced, placing))
    return produced.certificate
  })
}

function begin(plan: MediaPlan, produced: Produced, placing: Omit<MakeTask, 'plan'>): Begun {
  const { promise: issued, resolve: permit, reject } = withResolvers()
  const root = equipment.issuer.certificate
  const delivered = placeMedia(plan, produced, { ...PLACING, ...placing, root, issued })
  for (const promise of [issued, delivered]) promise.catch(() => {}) // told where the main thread asks for them
  return { delivered, permit, refuse: () => reject(new Error('the certificate is not on record')) }
}

/** As `Promise.withResolvers`, which Node 20 does not know. */
function withResolvers() {
  let resolve = (): void => {}
  let reject = (_reason: Error): void => {}
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

/** The certificate must be on record before this is called. */
export function place(serialNumber: string): Promise<Answer<Delivered>> {
  const { delivered, permit } = take(serialNumber)
  permit()
  return answering(() => delivered)
}

/** For media whose certificate is not on record; done when nothing of them is left. */
export async function abandon(serialNumber: string): Promise<void> {
  const { delivered, refuse } = take(serialNumber)
  refuse()
  await delivered.catch(() => {})
}

function take(serialNumber: string): Begun {
  const media = begun.get(serialNumber)
  if (media === undefined) throw new Error(`${serialNumber} was not begun here`)
  begun.delete(serialNumber)
  return media
}

/** For media that an earlier run placed. */
export function prove({ folder, name, receipt, now }: ProveTask): Promise<Answer<Delivered>> {
  return answering(() => readBack({ folder, name }, receipt, now))
}
