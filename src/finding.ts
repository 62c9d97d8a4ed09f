// What a check of something finished found: an answer file, a stick, a root certificate.
import { oneLine } from './screen-text.ts'

/** `error`: it will not work. `warning`: it works, but not as most would want. `note`: worth knowing. */
export type Severity = 'error' | 'warning' | 'note'

export interface Finding {
  readonly severity: Severity
  /** Stable kebab-case name of the check, for scripts and the tables in docs/. */
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
  /** The number of findings of this code that are not listed. */
  readonly more?: number
}

/** Of one code, in one file or on one stick. */
export const MOST_LISTED = 100

/**
 * Keeps the first hundred findings of each code; one more then says how many follow, in the place of the first that is left
 * out. What was limited before may be limited again.
 */
export function limitFindings(findings: readonly Finding[]): Finding[] {
  const listed = new Map<string, number>()
  const leftOut = new Map<string, { -readonly [K in keyof Finding]: Finding[K] } & { more: number }>()
  const kept: Finding[] = []
  for (const finding of findings) {
    const { code, more = 1 } = finding
    const count = listed.get(code) ?? 0
    const sum = leftOut.get(code)
    if (sum !== undefined) sum.more += more
    else if (finding.more === undefined && count < MOST_LISTED) {
      listed.set(code, count + 1)
      kept.push(finding)
    } else {
      const first = { ...finding, more }
      leftOut.set(code, first)
      kept.push(first)
    }
  }
  for (const [code, sum] of leftOut) {
    sum.message = `${sum.more} more findings of ${code} are not listed`
    sum.hint = 'correct those that are listed, then check again'
  }
  return kept
}

/** How many things are wrong, those that are not listed included. */
export function countErrors(findings: readonly Finding[]): number {
  return findings.filter(isError).reduce((sum, { more = 1 }) => sum + more, 0)
}

/** Whether it keeps what it is about from working. */
export function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

/** Findings for people: those of one code and subject together, in the order in which each code comes first. */
export function formatFindings(findings: readonly Finding[]): string[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.code, finding.subject])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()].flatMap(formatGroup).map(oneLine)
}

/** What and where, why it matters, what to do; what several have in common is shown once. */
function formatGroup(group: readonly Finding[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const { severity, code, message, hint } = first
  if (group.length === 1) {
    const place = placeOf(first)
    return [`${severity}: ${code}${place === '' ? '' : ` (${place})`}: ${message}`, `hint: ${hint}`]
  }
  const listed = group.filter(({ more }) => more === undefined)
  const times = group.reduce((sum, { more = 1 }) => sum + more, 0)
  const sharedHint = listed.every((other) => other.hint === hint)
  return [
    `${severity}: ${code}, ${times} times:`,
    ...listed.flatMap((one) => {
      const place = placeOf(one)
      const line = `  ${place === '' ? '' : `${place}: `}${one.message}`
      return sharedHint ? [line] : [line, `  hint: ${one.hint}`]
    }),
    ...(listed.length < group.length ? [`  and ${times - listed.length} more`] : []),
    ...(sharedHint ? [`hint: ${hint}`] : []),
  ]
}

function placeOf({ line, column }: Finding): string {
  return line === undefined ? '' : `line ${line}${column === undefined ? '' : `, column ${column}`}`
}
