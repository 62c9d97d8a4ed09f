// Why a file cannot be read as an answer file, as an error or as a finding.
import { UserError } from '../errors.ts'
import { positionAt } from './position.ts'

export type FaultCode = 'unreadable-text' | 'doctype' | 'not-well-formed' | 'not-an-answer-file'

export interface Fault {
  readonly code: FaultCode
  readonly message: string
  readonly hint: string
  /** From 1, in the decoded text. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
}

/** A `wrong-input` error that names line and column; `faultOf` gets the parts back. */
export function faultAt(
  place: { readonly text: string; readonly offset: number },
  { code, message, hint }: { readonly code: FaultCode; readonly message: string; readonly hint: string },
): UserError {
  const fault: Fault = { code, message, hint, ...positionAt(place.text, place.offset) }
  return new UserError('wrong-input', `line ${fault.line}, column ${fault.column}: ${message}`, {
    hint,
    cause: fault,
  })
}

export function faultOf(error: unknown): Fault | null {
  const cause = error instanceof UserError ? error.cause : undefined
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'line' in cause
    ? (cause as Fault)
    : null
}
