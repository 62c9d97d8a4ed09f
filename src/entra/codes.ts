// The findings of `certstick entra check`, in the order in which they are looked for and shown.
import type { Finding, Severity } from '../finding.ts'

export const CHECK_CODES = [
  ...['certificate-unusable', 'not-signed-in', 'wrong-tenant', 'user-missing', 'user-spelling'],
  ...['user-disabled', 'user-guest', 'user-synchronised'],
  ...['method-disabled', 'user-not-included', 'user-excluded', 'method-for-all'],
  ...['ca-missing', 'ca-other', 'ca-expired', 'ca-deleted', 'ca-twice', 'ca-classic'],
  ...['crl-not-configured', 'crl-url-differs', 'crl-unreachable', 'crl-slow', 'crl-large', 'crl-not-der'],
  ...['crl-of-another-ca', 'crl-number-fell', 'crl-expired', 'crl-near-end', 'revoked'],
  ...['binding-none', 'binding-blocked', 'value-elsewhere', 'values-near-limit', 'value-stale'],
  ...['scope-excludes-user', 'scope-none', 'low-affinity-open', 'single-factor', 'hints-on-ca-off'],
] as const
export type CheckCode = (typeof CHECK_CODES)[number]

/** @param hint what to do */
export function makeFinding(severity: Severity, code: CheckCode, message: string, hint: string): Finding {
  return { severity, code, message, hint }
}

/** In the order of the table; those of one code as they were. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const rank = ({ code }: Finding): number => CHECK_CODES.indexOf(code as CheckCode)
  return [...findings].sort((one, other) => rank(one) - rank(other))
}
