// Errors that the user can correct. Anything else that is thrown is a bug of ours, and `cli/run-command.ts` reports it as
// one.
import { shown } from './screen-text.ts'

/**
 * The kind of error, which decides the exit code.
 * `wrong-input`: the input cannot be used. `failed`: the machine did not do its part, such as a full disk.
 */
export type ErrorCode = 'wrong-input' | 'failed' | 'cancelled' | 'declined'

/** One problem with one field of the input. Messages are lower case, without a full stop. */
export interface Problem {
  /** The core's name of the field, such as `upn` or `days`; `cli/fields.ts` shows it as option or column. */
  readonly field: string
  readonly message: string
  /** The one best action. */
  readonly hint?: string
}

/** An error that the user can correct. It is shown without a stack trace. */
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

/** Throws one `wrong-input` error with all problems; does nothing if there are none. */
export function throwProblems(message: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError('wrong-input', message, { problems })
}

/**
 * The result of a check. If the check refuses the input, its problems are added to `problems`, so that all are reported
 * together later, and the result is `otherwise`.
 * @param field for an error that names none
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

/** The result; `otherwise` where the input is refused. */
export function unlessRefused<T, U>(use: () => T, otherwise: U): T | U {
  try {
    return use()
  } catch (error) {
    if (error instanceof UserError) return otherwise
    throw error
  }
}

/** The error as problems of its fields. @param field for an error that names none */
export function problemsOf(error: UserError, field: string): readonly Problem[] {
  const { message, hint, problems } = error
  return problems.length > 0 ? problems : [{ field, message, ...(hint === undefined ? {} : { hint }) }]
}

/** The operating system refused to rename or remove a file for ten seconds: see `patience.ts`. */
export class OpenElsewhere extends Error {
  override readonly name = 'OpenElsewhere'
  readonly hint =
    'close it (a window, a shell in that folder, antivirus, a sync client), then run the command again'

  constructor(path: string, cause: unknown) {
    const maybe = isErrno(cause, 'EPERM', 'EACCES') ? ', or your account may not change it' : ''
    super(`another program has ${shown(path)} open${maybe}`, { cause })
  }
}

/** What to do about the operating system's error, where there is advice. */
export function systemHint(error: unknown): { readonly hint?: string } {
  return error instanceof OpenElsewhere ? { hint: error.hint } : {}
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'not found',
  EEXIST: 'it already exists',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  EBUSY: 'another program has it open',
  EIO: 'the disk reported an error',
}

/** Whether the operating system gave one of these codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** The operating system's error, in words for the user. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return SYSTEM_REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}
