// What the main thread and its workers tell each other. Messages are cloned, which classes do not survive: secrets and
// errors are taken apart before and put together after.
import { type ErrorCode, type Problem, UserError } from '../errors.ts'
import type { BuiltStick } from '../issue/build.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { Secret } from '../secret.ts'
import type { Issuer } from '../x509/certificate.ts'

/** What each worker is given when it starts. */
export interface WorkerEquipment {
  readonly issuer: Issuer
  /** Bytes of each answer file, by the name that rows ask for it by. */
  readonly templates: ReadonlyMap<string, Uint8Array>
  /** Text of the bundled `install.ps1`. */
  readonly scriptTemplate: string
}

/** A plan on its way to a worker of the same process. */
type SentPlan = Omit<MediaPlan, 'pfx'> & {
  readonly pfx: Omit<MediaPlan['pfx'], 'password'> & { readonly password: string }
}

/** Build the files of one row, or prove those that an earlier run placed. */
export type Task =
  | { readonly kind: 'build'; readonly plan: SentPlan; readonly stage: string; readonly now: Date }
  | { readonly kind: 'prove'; readonly folder: string; readonly receipt: Receipt; readonly now: Date }

/** What came of a task: of `prove`, the SHA-256 of the zip. */
export type Answer =
  | { readonly built: BuiltStick }
  | { readonly zipSha256: string }
  | { readonly refusal: Refusal }

/** What goes to a worker and comes back, with a number that tells which belong together. */
export interface Order {
  readonly id: number
  readonly task: Task
}

export interface Reply {
  readonly id: number
  readonly answer: Answer
}

interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | undefined
  readonly problems: readonly Problem[]
  /** The code of the operating system, such as ENOSPC. */
  readonly errno: string | undefined
}

export function sendPlan(plan: MediaPlan): SentPlan {
  return { ...plan, pfx: { ...plan.pfx, password: plan.pfx.password.reveal() } }
}

export function receivePlan(plan: SentPlan): MediaPlan {
  return { ...plan, pfx: { ...plan.pfx, password: new Secret(plan.pfx.password) } }
}

export function sendRefusal({ code, message, hint, problems, cause }: UserError): Refusal {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  return { code, message, hint, problems, errno }
}

export function receiveRefusal({ code, message, hint, problems, errno }: Refusal): UserError {
  const cause = errno === undefined ? undefined : Object.assign(new Error(errno), { code: errno })
  return new UserError(code, message, { problems, cause, ...(hint === undefined ? {} : { hint }) })
}
