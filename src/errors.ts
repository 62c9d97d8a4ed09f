// What a user can put right. Anything else that is thrown is our bug, and `cli/run.ts` says so.

/**
 * What kind of end this is; the process's exit code follows from it.
 * `wrong-input`: what was given cannot be used. `failed`: the machine did not do its part.
 */
export type ErrorCode = 'wrong-input' | 'failed' | 'cancelled'

/** One thing that is wrong with one field of the input. Messages are lower case, without a full stop. */
export interface Problem {
  /** The core's name of the field, such as `upn` or `days`; `cli/fields.ts` says it as flag, column or question. */
  readonly field: string
  readonly message: string
  /** The one best action. */
  readonly hint?: string
}

/** An end that the user can put right, told without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly problems: readonly Problem[]

  constructor(
    code: ErrorCode,
    message: string,
    details: { hint?: string; problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
    this.problems = details.problems ?? []
  }
}

/** Throws one `wrong-input` error that carries all problems; does nothing when there are none. */
export function throwProblems(message: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError('wrong-input', message, { problems })
}

/**
 * What a check gives; where it finds fault with the input, `otherwise`, and its problems join those that are told together
 * later.
 * @param field of a fault that names none
 */
export async function collect<T>(
  problems: Problem[],
  check: () => T | Promise<T>,
  { field, otherwise }: { readonly field: string; readonly otherwise: T },
): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'wrong-input') throw error
    problems.push(...problemsOf(error, field))
    return otherwise
  }
}

/** What is wrong, as problems of its fields. @param field of an error that names none */
export function problemsOf(error: UserError, field: string): readonly Problem[] {
  const { message, hint, problems } = error
  return problems.length > 0 ? problems : [{ field, message, ...(hint === undefined ? {} : { hint }) }]
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EEXIST: 'something else is in its place',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
}

/** Whether the operating system gave one of these codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** What the operating system said, in words for the user. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return SYSTEM_REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}
