// What a check of something finished found: an answer file, a stick, a root certificate.

/** `error`: it will not work. `warning`: it works, but not as most would want. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

export interface Finding {
  readonly severity: Severity
  /** Stable kebab-case name of the check, for scripts and the README's table. */
  readonly code: string
  /** What is wrong and why it matters; lower case, no full stop. */
  readonly message: string
  /** The one best action. */
  readonly hint: string
  /** What it is about: a path on the stick, or a field. */
  readonly subject?: string
  /** From 1, in the decoded text. */
  readonly line?: number
  /** From 1, in UTF-16 code units. */
  readonly column?: number
}

/** Whether it keeps what it is about from working. */
export function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

/** A number of days in words. */
export function formatDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

/** One finding in three lines: what it is, why it matters, what to do. */
export function findingLines({ severity, code, message, hint, line, column }: Finding): string[] {
  const place = line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`
  return [`${severity.padEnd(8)}${code}${place}`, `        ${message}`, `        ${hint}`]
}
