// What the main thread and its workers tell each other. Messages are cloned, which classes do not survive: secrets and
// errors are taken apart before and put together after.
import { type ErrorCode, type Problem, UserError } from '../errors.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { Secret } from '../secret.ts'
import type { Equipment } from './maker.ts'

/** What each worker is given when it starts. */
export type WorkerEquipment = Pick<Equipment, 'issuer' | 'templates' | 'scriptTemplate'>

/** A plan on its way to a worker of the same process. */
export type SentPlan = Omit<MediaPlan, 'pfx'> & {
  readonly pfx: Omit<MediaPlan['pfx'], 'password'> & { readonly password: string }
}

export interface MakeTask {
  readonly plan: SentPlan
  readonly replace: boolean
  readonly now: Date
}

export interface ProveTask {
  readonly folder: string
  readonly name: string
  readonly receipt: Receipt
  readonly now: Date
}

/** What came of a task, or the `UserError` that it ended with. */
export type Answer<T> = { readonly value: T } | { readonly refusal: Refusal }

interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | undefined
  readonly problems: readonly Problem[]
}

export function sendPlan(plan: MediaPlan): SentPlan {
  return { ...plan, pfx: { ...plan.pfx, password: plan.pfx.password.reveal() } }
}

export function receivePlan(plan: SentPlan): MediaPlan {
  return { ...plan, pfx: { ...plan.pfx, password: new Secret(plan.pfx.password) } }
}

/** Does a task; only what is no `UserError` is thrown. */
export async function answering<T>(task: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await task() }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { code, message, hint, problems } = error
    return { refusal: { code, message, hint, problems } }
  }
}

/** @throws UserError as the task did */
export function readAnswer<T>(answer: Answer<T>): T {
  if ('value' in answer) return answer.value
  const { code, message, hint, problems } = answer.refusal
  throw new UserError(code, message, { problems, ...(hint === undefined ? {} : { hint }) })
}
