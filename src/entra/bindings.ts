// How Entra ID decides by which binding a certificate is the user's, and whether it counts as one factor or two. Pure. Source:
// Microsoft Entra, "Certificate-based authentication technical deep dive", username binding and authentication binding.
import type { CertificateValues } from './certificate-values.ts'
import { isSameIssuer } from './issuer-name.ts'
import type { AuthenticationRule, Binding, CertificatePolicy } from './policy.ts'
import type { EntraUser } from './users.ts'

/** What one binding compares. */
export interface Comparison {
  readonly binding: Binding
  /** Of the certificate, as it is compared; empty: the certificate lacks the field. */
  readonly certificate: readonly string[]
  /** Of the user. */
  readonly user: readonly string[]
  readonly isEqual: boolean
}

export interface BindingDecision {
  /** The first binding that matches; null: none. */
  readonly binding: Binding | null
  /** Whether bindings of low affinity do not count for this certificate. */
  readonly needsHighAffinity: boolean
  readonly isMultiFactor: boolean
  /** All that count, in their order. */
  readonly comparisons: readonly Comparison[]
  /** Those of low affinity that would match, where they do not count. */
  readonly blocked: readonly Binding[]
  /** Those that count, and compare what is not known here. */
  readonly unread: readonly Binding[]
}

/** @param user with certificateUserIds that were seen */
export function decideBinding(
  policy: CertificatePolicy,
  values: CertificateValues,
  user: EntraUser,
): BindingDecision {
  const { isMultiFactor, needsHighAffinity } = applyRules(policy, values)
  const compared = policy.bindings.map((binding) => compare(binding, values, user))
  const counts = ({ binding }: Comparison): boolean => !needsHighAffinity || binding.isHighAffinity
  const comparisons = compared.filter(counts)
  return {
    binding: comparisons.find(({ isEqual }) => isEqual)?.binding ?? null,
    needsHighAffinity,
    isMultiFactor,
    comparisons,
    unread: comparisons.map(({ binding }) => binding).filter((one) => !isKnown(one)),
    blocked: compared.filter((one) => !counts(one) && one.isEqual).map(({ binding }) => binding),
  }
}

const FIELDS: readonly string[] = [
  ...['principalname', 'rfc822name', 'subjectkeyidentifier', 'sha1publickey'],
  ...['issuerandserialnumber', 'issuerandsubject', 'subject'],
]
const PROPERTIES: readonly string[] = [
  'certificateuserids',
  'userprincipalname',
  'onpremisesuserprincipalname',
]

/** Microsoft names fields and properties nowhere in full. */
function isKnown({ field, property }: Binding): boolean {
  return FIELDS.includes(field.toLowerCase()) && PROPERTIES.includes(property.toLowerCase())
}

function compare(binding: Binding, values: CertificateValues, user: EntraUser): Comparison {
  const field = binding.field.toLowerCase()
  if (binding.property.toLowerCase() === 'certificateuserids') {
    const value = values.userIds[field]
    const certificate = value === undefined ? [] : [value]
    const owned = user.certificateUserIds ?? []
    const isEqual = certificate.some((one) => owned.some((other) => isSameUserId(one, other)))
    return { binding, certificate, user: owned, isEqual }
  }
  const certificate = textsOf(field, values)
  const owned = nameOf(binding.property, user)
  const isEqual = certificate.some((one) => owned.some((other) => one.toLowerCase() === other.toLowerCase()))
  return { binding, certificate, user: owned, isEqual }
}

function textsOf(
  field: string,
  { userPrincipalNames, emailAddresses }: CertificateValues,
): readonly string[] {
  if (field === 'principalname') return userPrincipalNames
  return field === 'rfc822name' ? emailAddresses : []
}

function nameOf(property: string, user: EntraUser): readonly string[] {
  switch (property.toLowerCase()) {
    case 'userprincipalname':
      return [user.userPrincipalName]
    case 'onpremisesuserprincipalname':
      return user.onPremisesUserPrincipalName === null ? [] : [user.onPremisesUserPrincipalName]
    default:
      return []
  }
}

/** The prefix `X509:<SKI>` is compared with case; whether the value is, is not documented, so here it is not. */
export function isSameUserId(one: string, other: string): boolean {
  const [prefix, otherPrefix] = [one, other].map((text) => /^X509:<[^>]*>/.exec(text)?.[0])
  return prefix !== undefined && prefix === otherPrefix && one.toLowerCase() === other.toLowerCase()
}

/** Rules of issuer and policy come first, then those of a policy, then those of an issuer, then the defaults. */
export function applyRules(
  policy: CertificatePolicy,
  values: CertificateValues,
): Pick<BindingDecision, 'isMultiFactor' | 'needsHighAffinity'> {
  const matching = policy.rules.filter((rule) => matches(rule, values))
  const kinds = [
    matching.filter(({ issuer, policyOid }) => issuer !== null && policyOid !== null),
    matching.filter(({ issuer, policyOid }) => issuer === null && policyOid !== null),
    matching.filter(({ issuer, policyOid }) => issuer !== null && policyOid === null),
  ]
  const says = <T>(read: (rule: AuthenticationRule) => T | null): readonly T[] => {
    const found = kinds.map((rules) => rules.map(read).filter((one) => one !== null))
    return found.find((all) => all.length > 0) ?? []
  }
  const factors = says(({ isMultiFactor }) => isMultiFactor)
  const affinities = says(({ needsHighAffinity }) => needsHighAffinity)
  return {
    // Two policies that disagree count as one factor.
    isMultiFactor: factors.length === 0 ? policy.isMultiFactorByDefault : factors.every(Boolean),
    needsHighAffinity: affinities.length === 0 ? policy.needsHighAffinityByDefault : affinities.some(Boolean),
  }
}

/** Whether a rule that names an issuer applies to this certificate. */
export function hasIssuerRule({ rules }: CertificatePolicy, values: CertificateValues): boolean {
  return rules.some((rule) => rule.issuer !== null && matches(rule, values))
}

function matches({ issuer, policyOid }: AuthenticationRule, values: CertificateValues): boolean {
  if (issuer === null && policyOid === null) return false
  const isOfIssuer = issuer === null || isSameIssuer(issuer, values.issuer)
  return isOfIssuer && (policyOid === null || values.policies.includes(policyOid.trim()))
}
