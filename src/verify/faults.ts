// Makes findings about a stick.
import type { Finding, Severity } from '../finding.ts'

/** What is wrong, with what, and what to do if recreating the stick does not help. */
export interface Fault {
  readonly code: string
  /** A path on the stick, or another subject. */
  readonly subject: string
  readonly message: string
  readonly hint?: string
  readonly severity?: Severity
}

/** An error that a new stick corrects, unless the fault says otherwise. */
export function toFinding(fault: Fault): Finding {
  return { severity: 'error', hint: 'recreate the stick: `certstick regenerate NAME`', ...fault }
}
