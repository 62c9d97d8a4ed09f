// What the tenant's policy of certificate sign-in means for all users of the CA. Pure.
import type { Finding } from '../finding.ts'
import { shown } from '../screen-text.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { applyRules, hasIssuerRule } from './bindings.ts'
import { plannedValues } from './certificate-values.ts'
import { makeFinding } from './codes.ts'
import { EVERYBODY } from './graph-paths.ts'
import type { ExpectedRoot } from './judge-certificate.ts'
import type { CertificatePolicy } from './policy.ts'
import type { TrustedAuthority } from './trust-store.ts'

export interface PolicySubject {
  readonly root: ExpectedRoot
  /** The entry that Entra ID uses; null: none, or not looked at. */
  readonly used: TrustedAuthority | null
  readonly isClassicOnly: boolean
  /** Of the CA folder's settings. */
  readonly crlUrl: string | null
}

/**
 * Groups that the CA is limited to; null: it is open to all users. A scope names a CA of a public key infrastructure, so that
 * it says nothing of one that is in the classic store only; whether the infrastructure's name is still the right one is left
 * open.
 */
export function scopeOf(
  policy: CertificatePolicy,
  { root, isClassicOnly }: Pick<PolicySubject, 'root' | 'isClassicOnly'>,
): readonly string[] | null {
  const identifier = Buffer.from(authorityIdentifierOf(root.facts)).toString('hex').toUpperCase()
  const own = policy.scopes.filter(({ subjectKeyIdentifier }) => subjectKeyIdentifier === identifier)
  if (own.length === 0 || isClassicOnly) return null
  return own.flatMap(({ groupIds }) => groupIds)
}

/** What of this policy Microsoft does not describe, so that only a trial can show it. */
export function undocumented(policy: CertificatePolicy, subject: PolicySubject): readonly string[] {
  const values = plannedValues('', subject.root.facts.subjectDer)
  return [
    ...(hasIssuerRule(policy, values) ? ['how a rule writes the name of the root CA'] : []),
    ...(scopeOf(policy, subject) === null
      ? []
      : ['whether a scope counts for a root CA that issues directly']),
  ]
}

export function* judgePolicy(policy: CertificatePolicy, subject: PolicySubject): Generator<Finding> {
  const { root, used } = subject
  if (!policy.isEnabled) {
    const hint =
      'enable it for a group: certstick entra apply --group, or the Entra admin center; it takes up to an hour'
    yield makeFinding('error', 'method-disabled', 'certificate sign-in is off in this tenant', hint)
  }
  if (policy.includes.includes(EVERYBODY)) {
    const verb = policy.isEnabled
      ? 'is on for all users'
      : 'would be on for all users as soon as it is enabled'
    const message = `certificate sign-in ${verb}; those without a certificate count as able to use a second factor, and can be locked out`
    yield makeFinding('warning', 'method-for-all', message, 'set it for a group')
  }
  if (scopeOf(policy, subject) === null) {
    const message =
      'the CA has no scope: whoever has rootCA.key can sign in as any user whom the method includes'
    yield makeFinding(
      'warning',
      'scope-none',
      message,
      'limit the CA to a group: certstick entra apply --scope-group',
    )
  }
  const { needsHighAffinity } = applyRules(policy, plannedValues('', root.facts.subjectDer))
  const low = policy.bindings.filter(({ isHighAffinity }) => !isHighAffinity)
  if (!needsHighAffinity && low.length > 0) {
    const names = low.map(({ field, property }) => `${field} to ${property}`).join(', ')
    const message = `bindings by name count for this CA (${names}), so that a binding by key protects nobody`
    yield makeFinding(
      'warning',
      'low-affinity-open',
      message,
      'add a rule for this issuer that requires high affinity',
    )
  }
  if (policy.hintsAreOn && used !== null && used.container !== null && !used.isIssuerHintEnabled) {
    const message =
      'issuer hints are on, and this CA is not among them, so that browsers may not offer its certificates'
    yield makeFinding('warning', 'hints-on-ca-off', message, 'set isIssuerHintEnabled of the CA')
  }
  yield* judgeCrlUrl(policy, subject)
}

function* judgeCrlUrl(policy: CertificatePolicy, { root, used, crlUrl }: PolicySubject): Generator<Finding> {
  if (used === null) return
  if (used.crlUrl === null) {
    const identifier = Buffer.from(authorityIdentifierOf(root.facts)).toString('hex').toUpperCase()
    const isRefused = policy.crlIsRequired && !policy.exempted.includes(identifier)
    const message = isRefused
      ? 'the CA has no CRL URL in Entra ID, and this tenant refuses CAs without one'
      : 'the CA has no CRL URL in Entra ID, which therefore checks no revocation for it'
    const remedy =
      crlUrl === null ? `${SET_URL}, then certstick entra apply` : 'set it: certstick entra apply'
    yield makeFinding(isRefused ? 'error' : 'warning', 'crl-not-configured', message, remedy)
  } else if (crlUrl !== null && crlUrl !== used.crlUrl) {
    const message = `Entra ID fetches the CRL from ${shown(used.crlUrl)}, the CA folder names ${shown(crlUrl)}`
    const isClassic = used.container === null // which `entra apply` never changes
    const remedy = isClassic ? SET_URL : `${SET_URL}, or certstick entra apply --with-policy`
    yield makeFinding('warning', 'crl-url-differs', message, `set the same URL in both: ${remedy}`)
  }
}

const SET_URL = 'certstick ca set --crl-url URL'
