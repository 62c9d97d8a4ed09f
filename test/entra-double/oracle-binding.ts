// By which binding Entra finds the user, and as how many factors: the part of the oracle that reads bindings and rules.
// Source: Microsoft Entra, "Certificate-based authentication technical deep dive".

import type { SeenCertificate } from './oracle-certificate.ts'
import { type Decision, Ends } from './oracle-decision.ts'
import type { Tenant, User, Wire } from './tenant.ts'

export function bind(tenant: Tenant, user: User, seen: SeenCertificate): Decision {
  const mode = tenant.policy['authenticationModeConfiguration'] as Wire
  const rule = ruleOf((mode['rules'] ?? []) as readonly Wire[], seen)
  const needed =
    rule?.['x509CertificateRequiredAffinityLevel'] ?? mode['x509CertificateDefaultRequiredAffinityLevel']
  const factor =
    rule?.['x509CertificateAuthenticationMode'] ?? mode['x509CertificateAuthenticationDefaultMode']
  const bindings = [...((tenant.policy['certificateUserBindings'] ?? []) as readonly Wire[])]
    .sort((one, other) => Number(one['priority']) - Number(other['priority']))
    .filter(({ trustAffinityLevel }) => needed !== 'high' || trustAffinityLevel === 'high')
  let hasField = false
  for (const binding of bindings) {
    const field = String(binding['x509CertificateField'])
    const values = valuesOf(field.toLowerCase(), seen)
    hasField ||= values.length > 0
    const own = attributesOf(String(binding['userProperty']).toLowerCase(), field.toLowerCase(), user)
    // OPEN: whether case counts. Here it does not.
    if (values.some((value) => own.some((one) => one.toLowerCase() === value.toLowerCase()))) {
      const isMultiFactor = factor === 'x509CertificateMultiFactor'
      return { signsIn: true, field, priority: Number(binding['priority']), isMultiFactor }
    }
  }
  if (!hasField) throw new Ends(1001003, 'the certificate has no field of a binding')
  throw new Ends(50034, 'no binding finds the user')
}

function valuesOf(field: string, seen: SeenCertificate): readonly string[] {
  switch (field) {
    case 'principalname':
    case 'userprincipalname':
      return seen.principalNames
    case 'rfc822name':
      return seen.mails
    case 'subjectkeyidentifier':
      return seen.subjectKeyIdentifier === null ? [] : [seen.subjectKeyIdentifier]
    case 'sha1publickey':
      return [seen.thumbprint]
    default:
      return []
  }
}

const PREFIXES: Readonly<Record<string, string>> = {
  principalname: 'X509:<PN>',
  userprincipalname: 'X509:<PN>',
  rfc822name: 'X509:<RFC822>',
  subjectkeyidentifier: 'X509:<SKI>',
  sha1publickey: 'X509:<SHA1-PUKEY>',
}

/** The user's values with which the field is compared; of certificateUserIds those of its kind, without the prefix. */
function attributesOf(property: string, field: string, user: User): readonly string[] {
  if (property === 'userprincipalname') return [user.userPrincipalName]
  if (property === 'onpremisesuserprincipalname') return [user.onPremisesUserPrincipalName ?? []].flat()
  const prefix = PREFIXES[field] ?? '\0'
  return user.certificateUserIds.flatMap((value) =>
    value.startsWith(prefix) ? value.slice(prefix.length) : [],
  )
}

/** The first that fits: issuer and policy, then policy, then issuer. */
function ruleOf(rules: readonly Wire[], seen: SeenCertificate): Wire | undefined {
  const hasIssuer = (one: Wire): boolean => isSameName(issuerIn(one), seen.parsed.issuer)
  const hasPolicy = (one: Wire): boolean => seen.policies.includes(policyIn(one))
  const ofType = (type: string): readonly Wire[] =>
    rules.filter(({ x509CertificateRuleType }) => x509CertificateRuleType === type)
  return (
    ofType('issuerSubjectAndPolicyOID').find((one) => hasIssuer(one) && hasPolicy(one)) ??
    ofType('policyOID').find(hasPolicy) ??
    ofType('issuerSubject').find(hasIssuer)
  )
}

function issuerIn(rule: Wire): string {
  return String(rule['issuerSubjectIdentifier'] || rule['identifier'])
}

function policyIn(rule: Wire): string {
  return String(rule['policyOidIdentifier'] || rule['identifier'])
}

/** OPEN: how Entra compares names. Here the parts count, in any order, without regard to case, blanks and quoting. */
function isSameName(text: string, issuer: string): boolean {
  const parts = (name: string, separator: RegExp): string =>
    name
      .split(separator)
      .map((part) => part.replace(/["\\]/g, '').replace(/\s+/g, ' ').trim().toLowerCase())
      .sort()
      .join('\n')
  return parts(text.replace(/,(?=\s*[A-Za-z0-9.]+=)/g, '\n'), /\n/) === parts(issuer, /\n/)
}
