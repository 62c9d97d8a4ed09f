// The tenant's policy for certificate sign-in: the method on for a group, the binding by key, high affinity for this issuer,
// and the scope of its CA. A collection in the request replaces the tenant's, so each is sent whole, with everything that was in
// it. Source: Microsoft Graph v1.0, `x509CertificateAuthenticationMethodConfiguration`; fact sheet of the issue.
import { isText, type JsonObject, objectOf, objectsOf, textOf } from './answers.ts'
import type { Change } from './change.ts'
import { EVERYBODY, POLICY } from './graph-paths.ts'
import type { FoundGroup } from './groups.ts'
import { isSameIssuer } from './issuer-name.ts'
import {
  type AuthenticationRule,
  type AuthorityScope,
  type Binding,
  type CertificatePolicy,
  toPolicy,
} from './policy.ts'

const TYPE = '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration'

export interface PolicyGoal {
  /** Whom the method is switched on for. Null: it stays as it is. */
  readonly group: FoundGroup | null
  /** Whom this CA may sign in. Null: no scope is added. */
  readonly scopeGroup: FoundGroup | null
  readonly subjectKeyIdentifier: string
  /** Name of the CA as rules have it. */
  readonly issuer: string
  /** Display name of the container that holds the CA. */
  readonly container: string
  /** Whether bindings by name may be closed for this CA: all its users are bound by key. */
  readonly closesNames: boolean
  readonly hasCrlUrl: boolean
}

export const ASPECTS = ['method', 'binding', 'rule', 'scope'] as const
export type Aspect = (typeof ASPECTS)[number]

/** Properties of the policy with their new values, and the lines that say so. */
interface Edit {
  readonly lines: readonly string[]
  readonly properties: JsonObject
}

/** Null: the policy has it all. */
export function policyChange(
  policy: JsonObject,
  goal: PolicyGoal,
  aspects: readonly Aspect[] = ASPECTS,
): Change | null {
  const seen = toPolicy(policy)
  const edits = aspects.flatMap((aspect) => EDITS[aspect](policy, goal, seen) ?? [])
  if (edits.length === 0) return null
  const properties = Object.assign(targetsOf(policy), ...edits.map((edit) => edit.properties)) as JsonObject
  const former = Object.fromEntries(Object.keys(properties).map((name) => [name, policy[name] ?? []]))
  return {
    kind: 'change',
    title: 'change the policy for certificate sign-in',
    difference: edits.flatMap(({ lines }) => lines),
    request: requestWith(properties),
    undo: requestWith(former),
    needsPolicy: true,
  }
}

/** Microsoft does not say whether a request without them keeps them, so they are sent as they are. */
function targetsOf(policy: JsonObject): Record<string, unknown> {
  const names = ['includeTargets', 'excludeTargets'].filter((name) => Array.isArray(policy[name]))
  return Object.fromEntries(names.map((name) => [name, policy[name]]))
}

function requestWith(properties: JsonObject): Change['request'] {
  return {
    method: 'PATCH',
    path: POLICY,
    body: { '@odata.type': TYPE, id: 'X509Certificate', ...properties },
  }
}

/** @param policy as Graph has it, whose collections are sent back @param seen the same, as it is read */
type ToEdit = (policy: JsonObject, goal: PolicyGoal, seen: CertificatePolicy) => Edit | null

const EDITS: Readonly<Record<Aspect, ToEdit>> = {
  method: switchOn,
  binding: bindByKey,
  rule: closeNames,
  scope: limitScope,
}

/**
 * A method that is off often names everybody already, so that switching it on would mean everybody; only then is that target
 * replaced by the group.
 */
function switchOn(
  policy: JsonObject,
  { group }: PolicyGoal,
  { isEnabled: isOn }: CertificatePolicy,
): Edit | null {
  if (group === null) return null
  const targets = objectsOf(policy['includeTargets'])
  const kept = isOn ? targets : targets.filter(({ id }) => id !== EVERYBODY)
  const includes = kept.some(({ id }) => id === group.id || id === EVERYBODY)
  if (isOn && includes) return null
  const target = { targetType: 'group', id: group.id, isRegistrationRequired: false }
  const includeTargets = includes ? kept : [...kept, target]
  return {
    lines: [
      ...(isOn ? [] : ['- certificate sign-in is off', '+ certificate sign-in is on']),
      ...(kept.length < targets.length ? ['- for everybody'] : []),
      ...(isOn ? [] : kept.map(({ id }) => `+ for the group ${textOf(id)}, which the policy names already`)),
      ...(includes ? [] : [`+ for the group ${group.name} (${group.id})`]),
    ],
    properties: { ...(isOn ? {} : { state: 'enabled' }), includeTargets },
  }
}

/** The policy's binding by key, or undefined. */
function findKeyBinding({ bindings }: CertificatePolicy): Binding | undefined {
  return bindings.find(
    ({ field, property }) => isText(field, 'SubjectKeyIdentifier') && isText(property, 'certificateUserIds'),
  )
}

/** Whether the binding by key would not count where high affinity is asked for. */
export function hasLowKeyBinding(policy: CertificatePolicy): boolean {
  return findKeyBinding(policy)?.isHighAffinity === false
}

function bindByKey(policy: JsonObject, _: PolicyGoal, seen: CertificatePolicy): Edit | null {
  if (findKeyBinding(seen) !== undefined) return null
  const bindings = objectsOf(policy['certificateUserBindings'])
  const priority = Math.max(0, ...seen.bindings.map((one) => one.priority)) + 1
  const binding = {
    x509CertificateField: 'SubjectKeyIdentifier',
    userProperty: 'certificateUserIds',
    priority,
  }
  return {
    lines: [`+ binding ${priority}: SubjectKeyIdentifier to certificateUserIds`],
    properties: { certificateUserBindings: [...bindings, binding] },
  }
}

/** The rule for this issuer, or undefined. */
export function findRule({ rules }: CertificatePolicy, issuer: string): AuthenticationRule | undefined {
  return rules.find((one) => one.policyOid === null && isSameIssuer(one.issuer ?? '', issuer))
}

/** Strength stays that of the tenant's default: a rule must name one. */
function closeNames(
  policy: JsonObject,
  { issuer, closesNames }: PolicyGoal,
  seen: CertificatePolicy,
): Edit | null {
  if (!closesNames || hasLowKeyBinding(seen) || findRule(seen, issuer) !== undefined) return null
  const modes = objectOf(policy['authenticationModeConfiguration'])
  const mode = textOf(modes['x509CertificateAuthenticationDefaultMode']) ?? 'x509CertificateSingleFactor'
  const rule = {
    x509CertificateRuleType: 'issuerSubject',
    identifier: issuer,
    x509CertificateAuthenticationMode: mode,
    x509CertificateRequiredAffinityLevel: 'high',
  }
  return {
    lines: [`+ rule: certificates of ${issuer} sign in by their key only, not by a name in them`],
    properties: {
      authenticationModeConfiguration: { ...modes, rules: [...objectsOf(modes['rules']), rule] },
    },
  }
}

/** The scope of this CA, or undefined. */
export function findScope(
  { scopes }: CertificatePolicy,
  { subjectKeyIdentifier, container }: Pick<PolicyGoal, 'subjectKeyIdentifier' | 'container'>,
): AuthorityScope | undefined {
  return scopes.find(
    (one) => one.subjectKeyIdentifier === subjectKeyIdentifier && one.container === container,
  )
}

/** Entra allows one group for each CA; a scope that exists stays as it is. */
function limitScope(policy: JsonObject, goal: PolicyGoal, seen: CertificatePolicy): Edit | null {
  const { scopeGroup, subjectKeyIdentifier, container } = goal
  if (scopeGroup === null || findScope(seen, goal) !== undefined) return null
  const scope = {
    subjectKeyIdentifier,
    publicKeyInfrastructureIdentifier: container,
    includeTargets: [{ id: scopeGroup.id, targetType: 'group' }],
  }
  return {
    lines: [`+ scope: this root CA signs in members of ${scopeGroup.name} (${scopeGroup.id}) only`],
    properties: {
      certificateAuthorityScopes: [...objectsOf(policy['certificateAuthorityScopes']), scope],
    },
  }
}
