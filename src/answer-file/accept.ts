// Findings that an admin who knows better lets pass, by their codes. What keeps the certificate from arriving is never let
// pass; whatever is, the receipt keeps, and `verify` goes on telling.
import type { Finding } from '../finding.ts'
import { RULES } from './check.ts'

/** Setup then drops the file, skips the pass or cuts the command off, or there is nothing to put the command into. */
const NEVER = ['no-windows-pe', 'no-architecture', 'pass-already-processed', 'command-too-long']

const ACCEPTABLE_CODES: readonly string[] = RULES.map(({ code }) => code).filter(
  (code) => !NEVER.includes(code),
)

export function isAcceptable(code: string): boolean {
  return ACCEPTABLE_CODES.includes(code)
}

/** Those that are let pass become notes. */
export function acceptFindings(findings: readonly Finding[], accepted: readonly string[]): Finding[] {
  return findings.map((finding) => {
    if (!accepted.includes(finding.code) || !isAcceptable(finding.code)) return finding
    return { ...finding, severity: 'note', hint: `accepted as it is (--accept ${finding.code})` }
  })
}
