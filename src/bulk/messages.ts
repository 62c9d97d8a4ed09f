// The messages between the main thread and its workers. Messages are cloned, which does not work for classes, so secrets
// and errors are converted to plain values and back.
import { type ErrorCode, type Problem, UserError } from '../errors.ts'
import type { BuiltStick } from '../issue/build.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { Secret } from '../secret.ts'
import type { WifiFile } from '../wifi/wifi-file.ts'
import type { Issuer } from '../x509/certificate.ts'

/** The data of each worker from its start. */
export interface WorkerEquipment {
  readonly issuer: Issuer
  /** Bytes of each answer file, by the name that the rows use. */
  readonly templates: ReadonlyMap<string, Uint8Array>
  /** Text of the bundled `install.ps1`. */
  readonly scriptTemplate: string
}

/** A plan as it is sent to a worker. */
type SentPlan = Omit<MediaPlan, 'pfx' | 'wifi'> & {
  readonly pfx: Omit<MediaPlan['pfx'], 'password'> & { readonly password: string }
  readonly wifi: (Omit<WifiFile, 'content'> & { readonly content: string }) | null
}

/** Build the files of one row, or read back those of an earlier run. */
export type Task =
  | { readonly kind: 'build'; readonly plan: SentPlan; readonly stage: string; readonly now: Date }
  | { readonly kind: 'prove'; readonly folder: string; readonly receipt: Receipt; readonly now: Date }

/** The result of a task. `prove` returns the SHA-256 of the zip. */
export type Answer =
  | { readonly built: BuiltStick }
  | { readonly zipSha256: string }
  | { readonly refusal: Refusal }

/** A task and its answer have the same number. */
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
  /** The error code of the operating system, such as ENOSPC. */
  readonly errno: string | undefined
}

export function sendPlan(plan: MediaPlan): SentPlan {
  const { pfx, wifi } = plan
  return {
    ...plan,
    pfx: { ...pfx, password: pfx.password.reveal() },
    wifi: wifi === null ? null : { ...wifi, content: wifi.content.reveal() },
  }
}

export function receivePlan(plan: SentPlan): MediaPlan {
  const { pfx, wifi } = plan
  return {
    ...plan,
    pfx: { ...pfx, password: new Secret(pfx.password) },
    wifi: wifi === null ? null : { ...wifi, content: new Secret(wifi.content) },
  }
}

export function sendRefusal({ code, message, hint, problems, cause }: UserError): Refusal {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  return { code, message, hint, problems, errno }
}

export function receiveRefusal({ code, message, hint, problems, errno }: Refusal): UserError {
  const cause = errno === undefined ? undefined : Object.assign(new Error(errno), { code: errno })
  return new UserError(code, message, { problems, cause, ...(hint === undefined ? {} : { hint }) })
}
