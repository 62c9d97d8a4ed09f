// What a pool and its threads tell each other. Messages are cloned, which classes do not survive
// (https://nodejs.org/api/worker_threads.html#portpostmessagevalue-transferlist): a `UserError` is taken apart before and
// put together after, with the operating system's code that was its cause.
import { type ErrorCode, type Problem, UserError } from '../errors.ts'

export interface Request<Task> {
  readonly id: number
  readonly task: Task
}

export type Answer<Result> = { readonly id: number } & (
  | { readonly result: Result }
  | { readonly refusal: Refusal }
  | { readonly bug: unknown }
)

interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | undefined
  readonly problems: readonly Problem[]
  readonly cause: { readonly message: string; readonly code: unknown } | undefined
}

/** Does a task; never throws. */
export async function answerRequest<Task, Result>(
  { id, task }: Request<Task>,
  work: (task: Task) => Result | Promise<Result>,
): Promise<Answer<Result>> {
  try {
    return { id, result: await work(task) }
  } catch (error) {
    return error instanceof UserError ? { id, refusal: takeApart(error) } : { id, bug: error }
  }
}

/** @throws as the task did */
export async function readAnswer<Result>(answer: Answer<Result>): Promise<Result> {
  if ('result' in answer) return answer.result
  if ('bug' in answer) throw answer.bug
  const { code, message, hint, problems, cause } = answer.refusal
  throw new UserError(code, message, {
    problems,
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause: Object.assign(new Error(cause.message), { code: cause.code }) }),
  })
}

function takeApart({ code, message, hint, problems, cause }: UserError): Refusal {
  const its =
    cause instanceof Error
      ? { message: cause.message, code: 'code' in cause ? cause.code : undefined }
      : undefined
  return { code, message, hint, problems, cause: its }
}
