// Findings that the user accepts by their codes. Findings that keep the certificate from arriving cannot be accepted. The
// receipt records accepted findings, and `verify` still reports them.
import type { Finding } from '../finding.ts'
import { RULES } from './check.ts'

/**
 * With these Setup ignores the file, skips the pass or truncates the command, there is no place for the command, or another
 * one imports something else.
 */
const NEVER = [
  ...['no-windows-pe', 'no-architecture', 'pass-already-processed', 'command-too-long'],
  'command-edited',
]

/** On a stick: it may start or install in a way that certstick cannot see. (verify/installer.ts, images.ts, rivals.ts) */
const OF_STICKS = [
  ...['no-boot-loader', 'no-boot-image', 'no-install-image', 'image-damaged', 'image-incomplete'],
  ...['language-not-on-stick', 'image-not-on-stick', 'edition-not-on-stick', 'home-edition'],
  'rival-possible',
]

const ACCEPTABLE_CODES: readonly string[] = [...RULES.map(({ code }) => code), ...OF_STICKS].filter(
  (code) => !NEVER.includes(code),
)

export function isAcceptable(code: string): boolean {
  return ACCEPTABLE_CODES.includes(code)
}

/** Accepted findings become notes. */
export function acceptFindings(findings: readonly Finding[], accepted: readonly string[]): Finding[] {
  return findings.map((finding) => {
    if (!accepted.includes(finding.code) || !isAcceptable(finding.code)) return finding
    return { ...finding, severity: 'note', hint: `accepted as it is (--accept ${finding.code})` }
  })
}
