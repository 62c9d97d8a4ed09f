// What the tenant means for one user and certificate: account, groups, bindings, values. Pure.
import type { Finding } from '../finding.ts'
import { shown } from '../screen-text.ts'
import { type BindingDecision, type Comparison, decideBinding, isSameUserId } from './bindings.ts'
import type { CertificateValues } from './certificate-values.ts'
import { type CheckCode, makeFinding } from './codes.ts'
import { EVERYBODY } from './graph-paths.ts'
import type { CertificatePolicy } from './policy.ts'
import { type EntraUser, MOST_VALUES } from './users.ts'

export interface UserSubject {
  readonly user: EntraUser
  readonly values: CertificateValues
  /** Null: not looked at. */
  readonly policy: CertificatePolicy | null
  /** Those of the policy's groups that the user is in; null: not looked at. */
  readonly memberships: ReadonlySet<string> | null
  /** Those without another group between; null: not looked at. */
  readonly direct: ReadonlySet<string> | null
  /** Groups that the CA is limited to; null: it has no scope, or that was not looked at. */
  readonly scope: readonly string[] | null
  readonly groupName: (id: string) => string
  /** Other users with this certificate's value; null: not looked at. */
  readonly holders: readonly string[] | null
  /** Types of the registered methods; null: not looked at. */
  readonly methods: readonly string[] | null
  /** Names of conditional access policies that ask for a second factor. */
  readonly factorPolicies: readonly string[]
  /** Values of the user's certificates that are revoked or have expired. */
  readonly staleValues: readonly string[]
}

export interface JudgedUser {
  readonly findings: readonly Finding[]
  /** Null: policy or values were not looked at. */
  readonly decision: BindingDecision | null
}

export function judgeUser(subject: UserSubject): JudgedUser {
  const { policy, user, values } = subject
  const decision =
    policy === null || user.certificateUserIds === null ? null : decideBinding(policy, values, user)
  return {
    decision,
    findings: [
      ...judgeAccount(subject),
      ...judgeGroups(subject),
      ...(decision === null ? [] : judgeDecision(decision, subject)),
      ...judgeValues(subject),
    ],
  }
}

function* judgeAccount({ user, values }: UserSubject): Generator<Finding> {
  const name = user.userPrincipalName
  const other = values.userPrincipalNames.find(
    (one) => one.toLowerCase() === name.toLowerCase() && one !== name,
  )
  if (other !== undefined && !values.userPrincipalNames.includes(name)) {
    const message = `Entra ID writes ${shown(name)}, the certificate ${shown(other)}; Microsoft does not say whether case counts`
    yield makeFinding(
      'warning',
      'user-spelling',
      message,
      'issue the certificate with the spelling of Entra ID, or bind it by its key',
    )
  }
  if (user.isEnabled === false) {
    yield makeFinding('error', 'user-disabled', 'the account is disabled', 'enable it')
  }
  if (user.isGuest || name.includes('#EXT#')) {
    // A user of another tenant has no sign-in here at all; one of this tenant may be called a guest too.
    const severity = name.includes('#EXT#') ? 'error' : 'warning'
    const message = 'the user is a guest, and signs in at the home tenant'
    yield makeFinding(severity, 'user-guest', message, 'check it there')
  }
  if (user.isSynchronised) {
    const message = 'the user comes from Active Directory, where the values of certificateUserIds are set'
    yield makeFinding('warning', 'user-synchronised', message, 'set altSecurityIdentities there')
  }
}

function* judgeGroups({ policy, memberships, direct, scope, groupName }: UserSubject): Generator<Finding> {
  if (policy === null) return
  const listed = (ids: readonly string[]): string => ids.map(groupName).join(', ')
  const isIn = (id: string): boolean => id === EVERYBODY || memberships?.has(id) === true
  const isKnown = (ids: readonly string[]): boolean =>
    memberships !== null || ids.every((id) => id === EVERYBODY)
  const byWay = (ids: readonly string[]): readonly string[] => {
    const found = ids.filter(isIn)
    return found.some((id) => id === EVERYBODY || direct?.has(id) !== false) ? [] : found
  }
  if (!policy.includes.some(isIn) && isKnown(policy.includes)) {
    const groups = policy.includes.length === 0 ? 'it is on for no group' : listed(policy.includes)
    const message = `the user is in none of the groups that certificate sign-in is on for (${groups})`
    yield makeFinding(
      'error',
      'user-not-included',
      message,
      'add the user to the group; it takes up to an hour',
    )
  }
  const nested = byWay(policy.includes)
  if (nested.length > 0) yield onlyByWay('user-not-included', listed(nested))
  const excluding = policy.excludes.filter(isIn)
  if (excluding.length > 0) {
    const message = `the user is in a group that certificate sign-in excludes (${listed(excluding)})`
    yield makeFinding('error', 'user-excluded', message, 'remove the user from it; it takes up to an hour')
  }
  if (scope === null) return
  if (!scope.some(isIn) && isKnown(scope)) {
    const message = `the CA is limited to ${listed(scope) || 'no group'}, and the user is not in it`
    yield makeFinding(
      'error',
      'scope-excludes-user',
      message,
      'add the user to that group, or change the scope of the CA',
    )
  }
  const nestedScope = byWay(scope)
  if (nestedScope.length > 0) yield onlyByWay('scope-excludes-user', listed(nestedScope))
}

function onlyByWay(code: CheckCode, groups: string): Finding {
  const message = `the user is in ${groups} by way of another group only; Microsoft does not say whether that counts`
  return makeFinding('warning', code, message, 'add the user to the group itself')
}

function* judgeDecision(
  decision: BindingDecision,
  { methods, factorPolicies, values, user }: UserSubject,
): Generator<Finding> {
  const hasKey = values.userIds['subjectkeyidentifier'] !== undefined
  const bind = user.isSynchronised ? BIND_THERE : BIND
  const hint = hasKey ? bind : `create a certificate with certstick new, then ${bind}`
  const { binding, blocked, comparisons, isMultiFactor, unread } = decision
  if (unread.length > 0) {
    // One of them may match.
  } else if (binding === null && blocked.length > 0) {
    const names = blocked.map((one) => `${one.field} to ${one.property}`).join(', ')
    const message = `the bindings that match have low affinity (${names}), and this CA needs high`
    yield makeFinding('error', 'binding-blocked', message, hint)
  } else if (binding === null) {
    const tried = comparisons.map(describe).join('; ')
    const message = `no binding matches: ${tried === '' ? 'the policy has none' : tried}`
    yield makeFinding('error', 'binding-none', message, hint)
  }
  const second = methods?.filter((type) => !/\.(?:password|email)AuthenticationMethod$/.test(type))
  if (binding !== null && !isMultiFactor && second?.length === 0) {
    const asking = factorPolicies.length === 0 ? '' : ` (as ${factorPolicies.map(shown).join(', ')} may ask)`
    const message = `the certificate counts as one factor, and the user has no other method than the password: where a second factor is asked the user cannot go on${asking}`
    yield makeFinding(
      'warning',
      'single-factor',
      message,
      'give the user a passkey or a Temporary Access Pass',
    )
  }
}

const BIND =
  'bind the certificate by its key: certstick entra apply --only user, or certstick export --to entra'

const BIND_THERE =
  'bind the certificate by its key in Active Directory (altSecurityIdentities): certstick export --to entra has the value'

function describe({ binding, certificate, user }: Comparison): string {
  const name = `${binding.field} to ${binding.property}`
  if (certificate.length === 0) return `${name} (the certificate has none)`
  const owned =
    user.length === 0 ? 'none' : user.length > 2 ? `${user.length} others` : user.map(shown).join(', ')
  return `${name} (the certificate has ${certificate.map(shown).join(', ')}, the user ${owned})`
}

function* judgeValues({ user, values, holders, staleValues }: UserSubject): Generator<Finding> {
  if (holders !== null && holders.length > 0) {
    const value = values.userIds['subjectkeyidentifier'] ?? ''
    const message = `the value ${value} belongs to ${holders.map(shown).join(', ')}`
    yield makeFinding('error', 'value-elsewhere', message, 'remove it there')
  }
  const owned = user.certificateUserIds ?? []
  if (owned.length >= MOST_VALUES - 1) {
    const message = `the user has ${owned.length} values of certificateUserIds; at most ${MOST_VALUES} are allowed`
    yield makeFinding('warning', 'values-near-limit', message, 'remove those of former certificates')
  }
  const stale = owned.filter((one) => staleValues.some((value) => isSameUserId(one, value)))
  if (stale.length > 0) {
    const message = `the user has values of certificates that are revoked or have expired: ${stale.map(shown).join(', ')}`
    yield makeFinding(
      'warning',
      'value-stale',
      message,
      user.isSynchronised
        ? 'remove them in Active Directory'
        : 'remove them: certstick entra remove, or the Entra admin center',
    )
  }
}
