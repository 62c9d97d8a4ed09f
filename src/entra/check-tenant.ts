// Looks at the tenant, once for all users: who it is, its policy, its trust store, and the CRL that it fetches.

import type { Finding } from '../finding.ts'
import { shown } from '../screen-text.ts'
import type { World } from '../world.ts'
import { thumbprint } from '../x509/identifiers.ts'
import type { GraphClient } from './client.ts'
import { makeFinding } from './codes.ts'
import { readFactorPolicies } from './conditional-access.ts'
import { fetchCrl } from './fetch-crl.ts'
import { EVERYBODY } from './graph-paths.ts'
import { findGroup, readGroupName } from './groups.ts'
import { judgeAuthority } from './judge-authority.ts'
import type { ExpectedRoot } from './judge-certificate.ts'
import { judgePolicy, scopeOf, undocumented } from './judge-policy.ts'
import { type Looked, seenOf, type Unseen, unseenOf } from './looked.ts'
import { type Organization, readOrganization, whyForeign } from './organization.ts'
import { type CertificatePolicy, readPolicy } from './policy.ts'
import { judgeCrl, type PublishedCrl } from './published-crl.ts'
import {
  readClassicStore,
  readDeletedAuthorities,
  readTrustStore,
  type TrustedAuthority,
} from './trust-store.ts'

export interface TenantInput {
  readonly client: GraphClient
  readonly root: ExpectedRoot
  /** Of the CA folder's settings. */
  readonly crlUrl: string | null
  readonly lastCrlNumber: bigint
  readonly now: World['now']
  /** That was asked for; null: the token alone decides. */
  readonly tenant: string | null
  /** Ids or names of groups that are expected; null: none. */
  readonly group: string | null
  readonly scopeGroup: string | null
}

export interface CheckedTenant {
  readonly organization: Organization | null
  readonly policy: CertificatePolicy | null
  /** The entry that Entra ID uses; null: there is none, or it was not looked at. */
  readonly used: TrustedAuthority | null
  /** Null: Entra ID fetches none, or that was not looked at. */
  readonly crl: PublishedCrl | null
  /** Groups that the CA is limited to; null: it has no scope, or that was not looked at. */
  readonly scope: readonly string[] | null
  readonly groupName: (id: string) => string
  readonly findings: readonly Finding[]
  /** What was expected of the tenant and is not so; users may sign in all the same. */
  readonly unmet: readonly Finding[]
  /** Parts that decide whether a user is signed in. */
  readonly unseen: readonly Unseen[]
  /** Conditional access policies that ask for a second factor. */
  readonly factorPolicies: Looked<readonly string[]>
  /** What of its policy only a trial can show. */
  readonly undocumented: readonly string[]
  /** Whether there is no point in looking at users: it is another tenant. */
  readonly isWrong: boolean
}

/** @throws GraphError; UserError wrong-input: there is no such group */
export async function checkTenant(input: TenantInput): Promise<CheckedTenant> {
  const { client, root, tenant } = input
  const organization = await readOrganization(client)
  const seen = seenOf(organization)
  const wrong = seen === null || tenant === null ? [] : judgeDomain(seen, tenant)
  if (wrong.length > 0) return { ...NOTHING, organization: seen, findings: wrong, isWrong: true }
  const policy = await readPolicy(client)
  const trust = await readTrust(client, seen, root)
  const { used, findings, isClassicOnly } = judgeAuthority(trust, root, input.now())
  const crl = await readCrl(input, used, trust.store.seen)
  const seenPolicy = seenOf(policy)
  const subject = { root, used, isClassicOnly, crlUrl: input.crlUrl }
  const scope = seenPolicy === null ? null : scopeOf(seenPolicy, subject)
  const names = await readNames(client, [
    ...(seenPolicy?.includes ?? []),
    ...(seenPolicy?.excludes ?? []),
    ...(scope ?? []),
  ])
  return {
    organization: seen,
    policy: seenPolicy,
    used,
    crl,
    scope,
    groupName: (id) => names.get(id) ?? id,
    findings: [
      ...findings,
      ...(seenPolicy === null ? [] : judgePolicy(seenPolicy, subject)),
      ...(crl?.findings ?? []),
    ],
    unmet: seenPolicy === null ? [] : await judgeExpectedGroups(seenPolicy, scope, input),
    unseen: unseenOf([organization, policy, ...Object.values(trust)]),
    factorPolicies: await readFactorPolicies(client),
    undocumented: seenPolicy === null ? [] : undocumented(seenPolicy, subject),
    isWrong: false,
  }
}

const NOTHING = {
  policy: null,
  used: null,
  crl: null,
  scope: null,
  groupName: (id: string) => id,
  unmet: [],
  unseen: [],
  factorPolicies: { seen: true, value: [] },
  undocumented: [],
} as const

/** Empty: it is the one, or that is not known. @param tenant a domain or an id */
export function judgeDomain(organization: Organization, tenant: string): Finding[] {
  const foreign = whyForeign(organization, tenant)
  return foreign === null ? [] : [makeFinding('error', 'wrong-tenant', foreign.message, foreign.hint)]
}

async function readTrust(client: GraphClient, organization: Organization | null, root: ExpectedRoot) {
  const store = await readTrustStore(client)
  const unknown = {
    seen: false,
    what: 'the classic store of CAs',
    why: 'needs the id of the tenant',
  } as const
  const classic = organization === null ? unknown : await readClassicStore(client, organization.id)
  const none: Looked<readonly TrustedAuthority[]> = { seen: true, value: [] }
  const own = thumbprint(root.certificate)
  const isThere = [store, classic].some((part) => seenOf(part)?.some((one) => one.thumbprint === own))
  const deleted = store.seen && !isThere ? await readDeletedAuthorities(client) : none
  return { store, classic, deleted }
}

/** From where Entra ID fetches it; where that was not looked at, from where the CA folder says. */
async function readCrl(
  { client, root, crlUrl, lastCrlNumber, now }: TenantInput,
  used: TrustedAuthority | null,
  trustIsSeen: boolean,
): Promise<PublishedCrl | null> {
  const url = used === null && !trustIsSeen ? crlUrl : (used?.crlUrl ?? null)
  if (url === null) return null
  const largestBytes = client.endpoints.largestCrlBytes
  const expected = { url, root, lastNumber: lastCrlNumber, largestBytes, now: now() }
  return judgeCrl(await fetchCrl(url, now), expected)
}

const MOST_NAMES = 20

async function readNames(client: GraphClient, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map([[EVERYBODY, 'all users']])
  const wanted = [...new Set(ids)].filter((id) => id !== EVERYBODY).slice(0, MOST_NAMES)
  for (const id of wanted) {
    const name = await readGroupName(client, id)
    if (!name.seen) break // the others are not shown either
    names.set(id, name.value ?? `${id}, which does not exist`)
  }
  return names
}

async function judgeExpectedGroups(
  policy: CertificatePolicy,
  scope: readonly string[] | null,
  { client, group, scopeGroup }: TenantInput,
): Promise<Finding[]> {
  const findings: Finding[] = []
  if (group !== null) {
    const { id, name } = await findGroup(client, group, 'group')
    if (!policy.includes.some((one) => one === id || one === EVERYBODY)) {
      const message = `certificate sign-in is not on for the group ${shown(name)}`
      findings.push(makeFinding('error', 'user-not-included', message, 'certstick entra apply --group'))
    }
  }
  if (scopeGroup !== null) {
    const { id, name } = await findGroup(client, scopeGroup, 'scopeGroup')
    if (scope?.includes(id) !== true) {
      const message = `the CA is not limited to the group ${shown(name)}`
      const hint =
        scope === null
          ? 'certstick entra apply --scope-group'
          : 'change the scope of the CA in the Entra admin center'
      findings.push(makeFinding('error', 'scope-excludes-user', message, hint))
    }
  }
  return findings
}
