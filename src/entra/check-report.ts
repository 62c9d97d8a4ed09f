// Formats what `certstick entra check` found, as text and as JSON. Findings about the tenant come first, then those about users.
import { type Finding, formatFindings, isError, limitFindings } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import { counted, joinLines, oneLine, shown } from '../screen-text.ts'
import type { Access } from './access.ts'
import type { CheckedTenant } from './check-tenant.ts'
import type { CheckedUser } from './check-user.ts'
import type { CloudName } from './clouds.ts'
import { inOrder } from './codes.ts'
import { ONE_BY_ONE, type Unseen, unseenOf } from './looked.ts'
import type { Binding } from './policy.ts'
import { FETCHED_HERE } from './published-crl.ts'
import { describeSignIn, type SignIn } from './sign-in-log.ts'

export interface CheckReport {
  readonly cloud: CloudName
  /** Null: not signed in. */
  readonly access: Access | null
  /** Null: not signed in. */
  readonly tenant: CheckedTenant | null
  readonly users: readonly CheckedUser[]
  /** Whether the users are those of the whole inventory. */
  readonly isWhole: boolean
  /** Findings that are of no user and were found before the tenant. */
  readonly findings: readonly Finding[]
  /** Null: not asked for, or not looked at. */
  readonly signIns: readonly SignIn[] | null
  readonly unseen: readonly Unseen[]
  readonly requests: number
}

export function failsCheck({ tenant, users, findings }: CheckReport): boolean {
  return [findings, tenant?.findings ?? [], tenant?.unmet ?? [], ...users.map((one) => one.findings)].some(
    (all) => all.some(isError),
  )
}

/** Whether it is left open if some user would be signed in; also where the inventory has none yet. */
export function leavesOpen({ tenant, users }: CheckReport): boolean {
  return (tenant?.unseen ?? []).length > 0 || users.some(({ signsIn }) => signsIn === null)
}

export function checkToJson(report: CheckReport): string {
  const { cloud, access, tenant, users, signIns, requests } = report
  const { organization = null, used = null, crl = null } = tenant ?? {}
  const document = {
    cloud,
    token: access === null ? null : { source: access.source, permissions: permissionsOf(access) },
    tenant: organization === null ? null : { id: organization.id, displayName: organization.displayName },
    authority:
      used === null
        ? null
        : {
            container: used.container,
            thumbprint: used.thumbprint,
            crlUrl: used.crlUrl,
            crl: crlToJson(crl),
          },
    findings: tenantFindings(report),
    factorPolicies: tenant?.factorPolicies.seen === true ? tenant.factorPolicies.value : null,
    certificates: users.map(({ name, entraName, findings, signsIn, binding, isMultiFactor }) => ({
      userPrincipalName: name.userPrincipalName,
      entraUserPrincipalName: entraName,
      device: name.device,
      serialNumber: name.serialNumber,
      signsIn,
      binding: binding === null ? null : { field: binding.field, priority: binding.priority },
      factor: isMultiFactor === null ? null : isMultiFactor ? 'multi' : 'single',
      findings,
    })),
    notDocumented: tenant?.undocumented ?? [],
    notLookedAt: unseenParts(report).map(({ what, why }) => ({ what, why })),
    ...(signIns === null ? {} : { signIns }),
    requests,
  }
  return JSON.stringify(document, null, 2)
}

function crlToJson(crl: CheckedTenant['crl']): object | null {
  const { facts = null } = crl ?? {}
  if (facts === null) return null
  return {
    crlNumber: facts.crlNumber === null ? null : String(facts.crlNumber),
    nextUpdate: facts.nextUpdate === null ? null : formatInstant(facts.nextUpdate),
  }
}

function tenantFindings({ findings, tenant }: CheckReport): Finding[] {
  return inOrder([...findings, ...(tenant?.findings ?? []), ...(tenant?.unmet ?? [])])
}

/** Each part once. */
function unseenParts({ tenant, users, unseen }: CheckReport): readonly Unseen[] {
  const extra = tenant === null ? [] : unseenOf([tenant.factorPolicies])
  const all = [...(tenant?.unseen ?? []), ...extra, ...users.flatMap((user) => user.unseen), ...unseen]
  return [...new Map(all.map((one) => [one.what, one])).values()]
}

export function reportCheck(report: CheckReport): string {
  const { tenant, users, isWhole, signIns } = report
  const { organization = null } = tenant ?? {}
  const verdict = isWhole ? countLines(users) : users.map((user) => verdictOf(user, report))
  return joinLines([
    ...(organization === null
      ? []
      : [`Tenant: ${oneLine(organization.displayName)} (${organization.id})`, '']),
    ...spaced(formatFindings(tenantFindings(report))),
    ...(isWhole ? spaced(formatFindings(limitFindings(users.flatMap(named)))) : users.flatMap(userLines)),
    ...spaced(unseenLines(report)),
    ...spaced(signIns === null ? [] : logLines(signIns)),
    ...(tenant === null || tenant.isWrong ? [] : [...verdict, ...closing(tenant)]),
  ]).trimEnd()
}

/** What to know of every answer of this tenant. */
function closing({ factorPolicies, undocumented, crl }: CheckedTenant): readonly string[] {
  // Whether such a policy applies to a sign-in is decided at the sign-in.
  const asking = factorPolicies.seen ? factorPolicies.value : []
  return [
    'Changes of the policy take up to an hour, issuer hints ten minutes.',
    ...(asking.length === 0
      ? []
      : [`Conditional access may ask for a second factor: ${asking.map(shown).join(', ')}.`]),
    ...(undocumented.length === 0
      ? []
      : [`Microsoft does not say ${undocumented.join(', nor ')}: try a sign-in that should fail.`]),
    ...(crl === null ? [] : [FETCHED_HERE]),
  ]
}

function unseenLines(report: CheckReport): readonly string[] {
  const unseen = unseenParts(report)
  if (unseen.length === 0) return []
  const isRefused = unseen.some(({ why }) => why !== ONE_BY_ONE)
  const permissions = isRefused && report.access !== null ? permissionsOf(report.access) : null
  return [
    'Not looked at:',
    ...unseen.map(({ what, why }) => `  ${what}: ${why}`),
    ...(permissions === null ? [] : [`  The token has the permissions ${permissions.join(', ')}.`]),
    ...(report.access?.isAzureCli === true
      ? ['  It is the token of Azure CLI, which cannot be given all of them: sign in with --client-id.']
      : []),
  ]
}

/** Null: not known. */
function permissionsOf({ permissions }: Access): readonly string[] | null {
  return permissions === null || permissions.size === 0 ? null : [...permissions].sort()
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, '']
}

function userLines({ name, findings }: CheckedUser): readonly string[] {
  if (findings.length === 0) return []
  const where = name.device === null ? '' : ` on ${shown(name.device)}`
  return spaced([`${oneLine(name.userPrincipalName)}${where}:`, ...formatFindings(findings)])
}

/** With the user's name, so that those of one code stand together. */
function named({ name, findings }: CheckedUser): readonly Finding[] {
  return findings.map((one) => ({ ...one, message: `${name.userPrincipalName}: ${one.message}` }))
}

function verdictOf({ signsIn, findings, ...user }: CheckedUser, report: CheckReport): string {
  const name = oneLine(user.name.userPrincipalName)
  if (signsIn === false) {
    const first = [...findings, ...(report.tenant?.findings ?? [])].find(isError)
    return `Entra ID would not sign in ${name}: ${first?.code ?? ''}.`
  }
  const by = user.binding === null ? null : nameBinding(user.binding)
  const factor = user.isMultiFactor === null ? null : user.isMultiFactor ? 'two factors' : 'one factor'
  const { used = null, crl = null } = report.tenant ?? {}
  const end = crl?.facts?.nextUpdate ?? null
  const facts = [
    by === null ? null : `by ${by}`,
    factor === null ? null : `as ${factor}`,
    used === null
      ? null
      : used.container === null
        ? 'CA in the classic store'
        : `CA in ${shown(used.container)}`,
    end === null ? null : `CRL valid until ${formatInstant(end)}`,
  ].filter((one) => one !== null)
  const list = facts.length === 0 ? '' : ` ${facts.join(', ')}`
  if (signsIn === true) return `Entra ID would sign in ${name}${list}.`
  return `Whether Entra ID would sign in ${name} is not known, because not everything was looked at; nothing that was found prevents it.${list === '' ? '' : ` As far as is known:${list}.`}`
}

function countLines(users: readonly CheckedUser[]): readonly string[] {
  if (users.length === 0) return ['The inventory has no certificate that is current.']
  const count = (value: boolean | null): number => users.filter(({ signsIn }) => signsIn === value).length
  const unknown = count(null)
  return [
    `${counted(users.length, 'certificate')}: Entra ID would accept ${count(true)} and refuse ${count(false)}${unknown === 0 ? '' : `; of ${unknown} it is not known, because not everything was looked at`}.`,
    ...bindingLines(users.filter(({ signsIn }) => signsIn === true)),
  ]
}

/** How many by which binding: where the key is meant to count, those by a name are missing in `entra apply`. */
function bindingLines(accepted: readonly CheckedUser[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { binding } of accepted) {
    const name = binding === null ? '' : nameBinding(binding)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `  ${count} by ${name}`)
}

function nameBinding({ priority, field, property }: Binding): string {
  return `binding ${priority} (${field} to ${property})`
}

function logLines(signIns: readonly SignIn[]): readonly string[] {
  if (signIns.length === 0)
    return ['No sign-in in the log of the last seven days; Microsoft does not say how soon entries arrive.']
  return [
    'The last sign-ins, newest first:',
    ...signIns.flatMap(describeSignIn).map((line) => `  ${line}`),
    'A sign-in with a certificate writes several entries; one that was interrupted is normal.',
  ]
}
