// Looks at users, one by one or fifteen at a time, and says of each certificate whether Entra ID would sign its user in.
import { type Finding, isError } from '../finding.ts'
import { shown } from '../screen-text.ts'
import { isSameUserId } from './bindings.ts'
import { type CertificateValues, plannedValues, readCertificateValues } from './certificate-values.ts'
import type { CheckedTenant, TenantInput } from './check-tenant.ts'
import { judgeDomain } from './check-tenant.ts'
import type { GraphClient } from './client.ts'
import { inOrder, makeFinding } from './codes.ts'
import { EVERYBODY } from './graph-paths.ts'
import { judgeCertificate } from './judge-certificate.ts'
import { judgeUser } from './judge-user.ts'
import { type Looked, seenOf, type Unseen, unseenOf } from './looked.ts'
import type { Binding } from './policy.ts'
import { type EntraUser, readDirectGroups, readHolders, readMemberships, readMethods } from './users.ts'

/** Whom it is about. */
export interface CertificateName {
  readonly userPrincipalName: string
  readonly device: string | null
  /** Null: the certificate is not made yet. */
  readonly serialNumber: string | null
}

export interface CertificateSubject extends CertificateName {
  /** DER; null: it is not made yet, or is not in the inventory. */
  readonly certificate: Uint8Array | null
  /** Values of other certificates of the user that are revoked or have expired. */
  readonly staleValues: readonly string[]
}

/** Small, because an inventory may have many thousands. */
export interface CheckedUser {
  readonly name: CertificateName
  /** Null: not looked at, or there is no such user. */
  readonly userId: string | null
  /** As Entra ID writes it. */
  readonly entraName: string | null
  readonly findings: readonly Finding[]
  readonly unseen: readonly Unseen[]
  /** Null: not everything that decides it was looked at. */
  readonly signsIn: boolean | null
  readonly binding: Binding | null
  /** Null: no binding matches, or that was not looked at. */
  readonly isMultiFactor: boolean | null
}

export interface UserInput extends Pick<TenantInput, 'client' | 'root' | 'now'> {
  readonly checked: CheckedTenant
}

/** What was read of a user, for `judgeSubject`. */
export interface UserReads {
  readonly user: Looked<EntraUser | null>
  readonly memberships: Looked<ReadonlySet<string>>
  /** Those without another group between. */
  readonly direct: Looked<ReadonlySet<string>>
  readonly holders: Looked<readonly string[]>
  readonly methods: Looked<readonly string[]>
}

/** The groups whose members matter; none of them is everybody. */
export function groupsOf({ policy, scope }: CheckedTenant): readonly string[] {
  const ids = [...(policy?.includes ?? []), ...(policy?.excludes ?? []), ...(scope ?? [])]
  return [...new Set(ids)].filter((id) => id !== EVERYBODY)
}

/** Null: the inventory has no certificate for the serial number. */
function valuesOf(subject: CertificateSubject, { root }: UserInput): CertificateValues | null {
  if (subject.certificate !== null) return readCertificateValues(subject.certificate)
  return subject.serialNumber === null
    ? plannedValues(subject.userPrincipalName, root.facts.subjectDer)
    : null
}

/** The rest that one user needs, by requests for that user alone. */
export async function readAbout(
  user: EntraUser,
  subject: CertificateSubject,
  input: UserInput,
): Promise<Omit<UserReads, 'user'>> {
  const { client, checked } = input
  const groups = groupsOf(checked)
  const none: Looked<ReadonlySet<string>> = { seen: true, value: new Set() }
  const memberships = groups.length === 0 ? none : await readMemberships(client, user.id, groups)
  const isInNone = seenOf(memberships)?.size === 0
  return {
    memberships,
    direct: isInNone ? none : await readDirectGroups(client, user.id),
    holders: await holdersOf(client, user, valuesOf(subject, input)),
    methods: await readMethods(client, user.id),
  }
}

/** A value that the user has is nobody else's, because values are unique in a tenant. */
async function holdersOf(
  client: GraphClient,
  user: EntraUser,
  values: CertificateValues | null,
): Promise<Looked<readonly string[]>> {
  const value = values?.userIds['subjectkeyidentifier']
  const isOwn =
    value !== undefined && user.certificateUserIds?.some((one) => isSameUserId(one, value)) === true
  if (value === undefined || isOwn) return { seen: true, value: [] }
  return readHolders(client, { value, except: user.id })
}

export function judgeSubject(subject: CertificateSubject, reads: UserReads, input: UserInput): CheckedUser {
  const { checked, root, now } = input
  const { certificate, userPrincipalName } = subject
  const unseen = unseenOf(Object.values(reads))
  const offline = certificate === null ? [] : judgeCertificate(certificate, root, now())
  const user = seenOf(reads.user)
  const values = valuesOf(subject, input)
  const partial = {
    name: nameOf(subject),
    userId: user?.id ?? null,
    entraName: user?.userPrincipalName ?? null,
    unseen,
    binding: null,
    isMultiFactor: null,
  }
  const misses = [...offline, ...judgeExistence(userPrincipalName, reads.user, checked)]
  if (user === null || values === null) {
    return { ...partial, findings: misses, signsIn: misses.some(isError) ? false : null }
  }
  const { findings, decision } = judgeUser({
    user,
    values,
    policy: checked.policy,
    memberships: seenOf(reads.memberships),
    direct: seenOf(reads.direct),
    scope: checked.scope,
    groupName: checked.groupName,
    holders: seenOf(reads.holders),
    methods: seenOf(reads.methods),
    factorPolicies: seenOf(checked.factorPolicies) ?? [],
    staleValues: subject.staleValues,
  })
  const all = inOrder([...misses, ...findings, ...judgeRevoked(subject, checked)])
  const fails = [...all, ...checked.findings].some(isError)
  const unread = decision === null || decision.binding !== null ? [] : decision.unread
  const isWhole =
    checked.unseen.length === 0 &&
    decision !== null &&
    unread.length === 0 &&
    reads.memberships.seen &&
    user.isEnabled !== null
  return {
    ...partial,
    unseen: [...unseen, ...hiddenOf(user), ...unread.map(unknownBinding)],
    findings: all,
    signsIn: fails ? false : isWhole ? true : null,
    binding: decision?.binding ?? null,
    isMultiFactor: decision === null || decision.binding === null ? null : decision.isMultiFactor,
  }
}

export function nameOf({ userPrincipalName, device, serialNumber }: CertificateName): CertificateName {
  return { userPrincipalName, device, serialNumber }
}

/** Empty: there is such a user, or that was not looked at. */
function judgeExistence(
  name: string,
  user: Looked<EntraUser | null>,
  { organization }: CheckedTenant,
): Finding[] {
  if (!user.seen || user.value !== null) return []
  const domain = name.slice(name.lastIndexOf('@') + 1)
  const wrong = organization === null || !name.includes('@') ? [] : judgeDomain(organization, domain)
  if (wrong.length > 0) return wrong
  const message = `there is no user ${shown(name)} in ${shown(organization?.displayName ?? 'this tenant')}`
  return [
    makeFinding(
      'error',
      'user-missing',
      message,
      'check the spelling; a user created just now may need a minute',
    ),
  ]
}

function judgeRevoked({ serialNumber }: CertificateSubject, { crl }: CheckedTenant): Finding[] {
  if (serialNumber === null || crl?.revoked.has(serialNumber) !== true) return []
  return [
    makeFinding(
      'error',
      'revoked',
      'the certificate is on the published CRL',
      'issue a new one: certstick regenerate',
    ),
  ]
}

function unknownBinding({ field, property }: Binding): Unseen {
  const what = `the binding ${shown(field)} to ${shown(property)}`
  return { seen: false, what, why: 'certstick does not know what it compares' }
}

function hiddenOf({ isEnabled, certificateUserIds }: EntraUser): readonly Unseen[] {
  const why = 'the token does not show it; needs the permission User.Read.All'
  const hidden = [
    ...(isEnabled === null ? ['whether the account is enabled'] : []),
    ...(certificateUserIds === null ? ['the values of certificateUserIds'] : []),
  ]
  return hidden.map((what) => ({ seen: false, what, why }))
}
