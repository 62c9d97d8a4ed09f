// The policy of certificate sign-in in a tenant, as Microsoft Graph has it. Source: Microsoft Graph,
// "x509CertificateAuthenticationMethodConfiguration".
import { hexOf, isText, type JsonObject, numberOf, objectOf, objectsOf, textOf, textsOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { incompleteAnswer } from './graph-error.ts'
import { POLICY } from './graph-paths.ts'
import { type Looked, look } from './looked.ts'

export interface Binding {
  /** As Graph spells it, such as `SubjectKeyIdentifier`. */
  readonly field: string
  readonly property: string
  /** The lowest is tried first. */
  readonly priority: number
  readonly isHighAffinity: boolean
}

/** Null: any issuer, or any policy; or no say about factor or affinity. */
export interface AuthenticationRule {
  readonly issuer: string | null
  readonly policyOid: string | null
  readonly isMultiFactor: boolean | null
  readonly needsHighAffinity: boolean | null
}

export interface AuthorityScope {
  /** Of the CA, upper-case hex. */
  readonly subjectKeyIdentifier: string
  /** Display name of the public key infrastructure. */
  readonly container: string | null
  readonly groupIds: readonly string[]
}

export interface CertificatePolicy {
  readonly isEnabled: boolean
  /** In the order in which they are tried. */
  readonly bindings: readonly Binding[]
  readonly isMultiFactorByDefault: boolean
  readonly needsHighAffinityByDefault: boolean
  readonly rules: readonly AuthenticationRule[]
  readonly hintsAreOn: boolean
  readonly crlIsRequired: boolean
  /** Key identifiers of CAs that need no CRL, upper-case hex. */
  readonly exempted: readonly string[]
  readonly scopes: readonly AuthorityScope[]
  /** Ids of groups, or `all_users`. */
  readonly includes: readonly string[]
  readonly excludes: readonly string[]
}

export function readPolicy(client: GraphClient): Promise<Looked<CertificatePolicy>> {
  return look('the policy of certificate sign-in', async () => toPolicy(await readPolicyObject(client)))
}

/**
 * As Graph has it, with the parts that every policy has: a write sends whole collections back, and one that was not in the
 * answer would be lost.
 * @throws GraphError
 */
export async function readPolicyObject(client: GraphClient): Promise<JsonObject> {
  const policy = await client.get(POLICY)
  const mode = policy['authenticationModeConfiguration']
  const hasLists = ['certificateUserBindings', 'includeTargets'].every((name) => Array.isArray(policy[name]))
  if (textOf(policy['state']) !== null && hasLists && Array.isArray(objectOf(mode)['rules'])) return policy
  throw incompleteAnswer('all parts of the policy of certificate sign-in')
}

export function toPolicy(object: JsonObject): CertificatePolicy {
  const mode = objectOf(object['authenticationModeConfiguration'])
  const crl = objectOf(object['crlValidationConfiguration'])
  return {
    isEnabled: isText(object['state'], 'enabled'),
    bindings: objectsOf(object['certificateUserBindings'])
      .map(toBinding)
      .sort((one, other) => one.priority - other.priority),
    isMultiFactorByDefault: isMultiFactor(mode['x509CertificateAuthenticationDefaultMode']) === true,
    needsHighAffinityByDefault: isText(mode['x509CertificateDefaultRequiredAffinityLevel'], 'high'),
    rules: objectsOf(mode['rules']).map(toRule),
    hintsAreOn: isText(objectOf(object['issuerHintsConfiguration'])['state'], 'enabled'),
    crlIsRequired: isText(crl['state'], 'enabled'),
    exempted: textsOf(crl['exemptedCertificateAuthoritiesSubjectKeyIdentifiers']).map(hexOf),
    scopes: objectsOf(object['certificateAuthorityScopes']).map((scope) => ({
      subjectKeyIdentifier: hexOf(scope['subjectKeyIdentifier']),
      container: textOf(scope['publicKeyInfrastructureIdentifier']),
      groupIds: idsOf(scope['includeTargets']),
    })),
    includes: idsOf(object['includeTargets']),
    excludes: idsOf(object['excludeTargets']),
  }
}

/**
 * Fields that Entra ID counts as high affinity where the policy does not say. (Microsoft Entra, "Map to the
 * certificateUserIds attribute")
 */
const HIGH_AFFINITY: readonly string[] = ['subjectkeyidentifier', 'sha1publickey', 'issuerandserialnumber']

function toBinding(object: JsonObject): Binding {
  const field = textOf(object['x509CertificateField']) ?? ''
  const level = textOf(object['trustAffinityLevel'])
  return {
    field,
    property: textOf(object['userProperty']) ?? '',
    priority: numberOf(object['priority']) ?? 0,
    isHighAffinity: level === null ? HIGH_AFFINITY.includes(field.toLowerCase()) : isText(level, 'high'),
  }
}

function toRule(object: JsonObject): AuthenticationRule {
  const type = (textOf(object['x509CertificateRuleType']) ?? '').toLowerCase()
  const identifier = textOf(object['identifier'])
  const affinity = textOf(object['x509CertificateRequiredAffinityLevel'])
  return {
    issuer: type.startsWith('issuer') ? textOf(object['issuerSubjectIdentifier']) || identifier : null,
    policyOid: type.endsWith('oid') ? textOf(object['policyOidIdentifier']) || identifier : null,
    isMultiFactor: isMultiFactor(object['x509CertificateAuthenticationMode']),
    needsHighAffinity: affinity === null ? null : isText(affinity, 'high'),
  }
}

function isMultiFactor(mode: unknown): boolean | null {
  if (isText(mode, 'x509CertificateMultiFactor')) return true
  return isText(mode, 'x509CertificateSingleFactor') ? false : null
}

function idsOf(targets: unknown): readonly string[] {
  return objectsOf(targets).flatMap((target) => textOf(target['id']) ?? [])
}
