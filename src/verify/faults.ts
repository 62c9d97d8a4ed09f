// Findings about a medium, made short.
import type { Finding, Severity } from '../finding.ts'

/** What is the matter with what, and what to do about it where making the media again is not the way. */
export interface Fault {
  readonly code: string
  /** A path on the medium, or what else it is about. */
  readonly subject: string
  readonly message: string
  readonly hint?: string
  readonly severity?: Severity
}

/** An error that new media would mend, where the fault does not say otherwise. */
export function toFinding(fault: Fault): Finding {
  return { severity: 'error', hint: 'make the media again', ...fault }
}
