// What the administrator should know of the sign-in policy beside the changes of the plan.
import { EVERYBODY } from './graph-paths.ts'
import type { FoundGroup } from './groups.ts'
import type { CertificatePolicy } from './policy.ts'
import { findRule, findScope, hasLowKeyBinding, type PolicyGoal } from './policy-changes.ts'

const MOST_NAMED = 5

/** @param facts unbound: users without a value; scopeGroup: as it was asked for */
export function policyNotes(
  policy: CertificatePolicy,
  goal: PolicyGoal,
  { unbound, scopeGroup }: { readonly unbound: readonly string[]; readonly scopeGroup: FoundGroup | null },
): readonly string[] {
  const { isEnabled, includes, crlIsRequired, exempted } = policy
  const rule = findRule(policy, goal.issuer)
  const scope = findScope(policy, goal)
  const closes = goal.closesNames && rule === undefined && !hasLowKeyBinding(policy)
  const named = unbound.slice(0, MOST_NAMED).join(', ')
  const more = unbound.length > MOST_NAMED ? ` and ${unbound.length - MOST_NAMED} more` : ''
  const notes: readonly (readonly [isSo: boolean, note: string])[] = [
    [
      !isEnabled && goal.group === null,
      'certificate sign-in is off in this tenant; --group plans to switch it on for a group',
    ],
    [
      isEnabled && includes.includes(EVERYBODY),
      'certificate sign-in is on for everybody; this command removes nobody from it',
    ],
    [
      unbound.length > 0,
      `the rule that closes bindings by name for this root CA is left out, because these users have no value for a certificate: ${named}${more}`,
    ],
    [
      rule !== undefined && rule.needsHighAffinity !== true,
      'a rule for this root CA asks for low affinity; it is left as it is, so that bindings by name stay open',
    ],
    [
      hasLowKeyBinding(policy),
      'the binding by key has low affinity in this tenant, so that the rule that closes bindings by name is left out',
    ],
    [
      crlIsRequired && !goal.hasCrlUrl && !exempted.includes(goal.subjectKeyIdentifier),
      'this tenant refuses root CAs without a CRL URL: set one with certstick ca set --crl-url, and publish the CRL',
    ],
    [
      closes,
      'with the rule, a certificate signs in only after certstick entra apply has bound it: run it after each new certificate; replaced certificates that were never bound stop working',
    ],
    [
      closes || rule !== undefined,
      'Microsoft does not say how a rule writes the name of a root CA: once the rule is in effect, check that a certificate that is not bound does not sign in',
    ],
    [
      goal.scopeGroup !== null || scope !== undefined,
      'Microsoft does not say whether a scope counts for a root CA that issues directly: once it is in effect, check that a user outside the group is not signed in',
    ],
    [
      scopeGroup === null && scope === undefined,
      'whoever has rootCA.key can sign in as any user whom the method includes; --scope-group limits this root CA to a group',
    ],
    [
      scopeGroup !== null && scope !== undefined && !scope.groupIds.includes(scopeGroup.id),
      'this root CA has a scope of another group already; it is left as it is',
    ],
  ]
  return notes.flatMap(([isSo, note]) => (isSo ? [note] : []))
}
