// `certstick entra apply [NAME…]`: sets up trust, users and sign-in policy of a tenant by one plan that is confirmed.
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApplyGoal, type ApplyPlan, planApply } from '../entra/apply-plan.ts'
import { carryOut } from '../entra/carry-out.ts'
import { type Obstacle, obstacle, PARTS, type Part } from '../entra/change.ts'
import {
  type ChangeReport,
  changesToJson,
  formatOutcome,
  formatPlan,
  type Outcome,
} from '../entra/change-report.ts'
import type { GraphClient } from '../entra/client.ts'
import type { Endpoints } from '../entra/clouds.ts'
import { fetchCrl } from '../entra/fetch-crl.ts'
import { findGroup } from '../entra/groups.ts'
import { judgeCrl } from '../entra/published-crl.ts'
import { readTenant, type Tenant } from '../entra/tenant.ts'
import type { TrustedRoot } from '../entra/trust-changes.ts'
import { type Problem, throwProblems, UserError } from '../errors.ts'
import { isError } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import type { Reader } from '../inventory/reader.ts'
import { readChoice } from '../request/choices.ts'
import { formatIssuerRule } from '../x509/certificate-user-ids.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { formatName } from '../x509/name.ts'
import { type FoundRoot, findRoot } from './authority.ts'
import type { Context } from './context.ts'
import { type ConfirmOptions, confirmTenant, mayChange } from './entra-confirm.ts'
import { connectToEntra, type EntraOptions } from './entra-connect.ts'
import { commonDomain, findCurrentUsers } from './entra-users.ts'
import { FOUND_ERRORS } from './exit-codes.ts'
import { caFolder, shownPath } from './folders.ts'
import { readInventory } from './inventory.ts'
import type { AuthorityOptions } from './options.ts'

export interface EntraApplyOptions extends EntraOptions, ConfirmOptions, Pick<AuthorityOptions, 'ca'> {
  readonly group?: string
  readonly scopeGroup?: string
  readonly only?: string
  readonly withPolicy?: boolean
  readonly allowAdmin?: boolean
}

const PERMISSIONS: Readonly<Record<Part, readonly string[]>> = {
  trust: ['PublicKeyInfrastructure.ReadWrite.All'],
  user: ['User.ReadWrite.All', 'GroupMember.Read.All'],
  method: [
    ...['Policy.ReadWrite.AuthenticationMethod', 'GroupMember.Read.All', 'User.Read.All'],
    'PublicKeyInfrastructure.Read.All',
  ],
}

export async function runEntraApply(
  names: readonly string[],
  options: EntraApplyOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const parts = readParts(options)
  const changes = mayChange(options, context)
  const found = await findRoot(caFolder(options, world), context)
  const inventory = await readInventory(found, context)
  const { users, others } = findCurrentUsers(inventory, names, world.now())
  const permissions = ['Organization.Read.All', ...new Set(parts.flatMap((part) => PERMISSIONS[part]))]
  const connection = await connectToEntra(options, { permissions, domain: commonDomain(users) }, context)
  const { client } = connection
  const tenant = await readTenant(client, connection.tenant)
  const group = options.group === undefined ? null : await findGroup(client, options.group, 'group')
  const scopeGroup =
    options.scopeGroup === undefined ? null : await findGroup(client, options.scopeGroup, 'scopeGroup')
  const goal: ApplyGoal = {
    root: rootOf(found),
    issuer: formatIssuerRule(found.authority.facts.subjectDer),
    ...{ users, others, group, scopeGroup, parts, allowAdmin: options.allowAdmin === true },
    checkCrl: () => checkCrl(found, { inventory, ...connection }, context),
  }
  const plan = await planApply(client, goal)
  const isLeftOut = (needsPolicy: boolean): boolean => needsPolicy && options.withPolicy !== true
  const reportOf = (outcomes: readonly Outcome[], before: string | null): ChangeReport => ({
    ...{ tenant, obstacles: plan.obstacles, notes: plan.notes, before },
    changes: plan.changes.map(({ task, planned }, index) => ({
      change: planned,
      part: task.part,
      outcome: outcomes[index] ?? (isLeftOut(planned.needsPolicy) ? 'left-out' : 'planned'),
    })),
  })
  const planned = reportOf([], null)
  if (plan.obstacles.length > 0) context.setExitCode(FOUND_ERRORS)
  const isEmpty = planned.changes.every(({ outcome }) => outcome === 'left-out')
  if (!changes || isEmpty) {
    terminal.result(options.json === true ? changesToJson(planned) : formatPlan(planned))
    if (!isEmpty && options.dryRun !== true) terminal.say(NOBODY_TO_ASK)
    return
  }
  terminal.quote(formatPlan(planned))
  await confirmTenant(tenant, options, context)
  const before = await keepState(found, { tenant, plan }, context)
  const outcomes: Outcome[] = []
  for (const one of plan.changes) {
    if (isLeftOut(one.planned.needsPolicy)) outcomes.push('left-out')
    else outcomes.push(await doOne(client, one, context))
  }
  const done = reportOf(outcomes, shownPath(before, world))
  terminal.result(options.json === true ? changesToJson(done) : formatOutcome(done))
}

const NOBODY_TO_ASK =
  'note: nothing was changed, because there is no terminal to confirm at; for a script give --yes and --tenant-id'

/** @throws UserError: what was done before is reported by then */
async function doOne(
  client: GraphClient,
  one: ApplyPlan['changes'][number],
  { terminal }: Context,
): Promise<Outcome> {
  const outcome = await carryOut(client, one, { wait: sleep })
  terminal.say(`${outcome === 'done' ? 'done' : 'somebody else did'}: ${one.planned.title}`)
  return outcome
}

function readParts({ only }: EntraApplyOptions): readonly Part[] {
  const problems: Problem[] = []
  const part = readChoice('only', PARTS, { text: only, problems })
  throwProblems('nothing was changed', problems)
  return part === null ? PARTS : [part]
}

/** @throws UserError wrong-input: Entra could not bind by its key identifier */
function rootOf({ authority, crlUrl }: FoundRoot): TrustedRoot {
  const { certificate, facts } = authority
  if (facts.subjectKeyIdentifier === null) {
    throw new UserError('wrong-input', 'rootCA.crt has no subject key identifier, which Entra needs', {
      hint: 'create a root CA with certstick ca create',
    })
  }
  return {
    certificate,
    thumbprint: thumbprint(certificate),
    subjectKeyIdentifier: facts.subjectKeyIdentifier.toUpperCase(),
    name: formatName(facts.subjectDer),
    expires: formatInstant(facts.notAfter),
    crlUrl,
  }
}

async function checkCrl(
  { authority: root, crlUrl }: FoundRoot,
  { inventory, endpoints }: { readonly inventory: Reader; readonly endpoints: Endpoints },
  { world }: Context,
): Promise<Obstacle | null> {
  if (crlUrl === null) return null
  const expected = { url: crlUrl, root, lastNumber: inventory.lastCrlNumber() }
  const fetched = await fetchCrl(crlUrl, world.now)
  const published = judgeCrl(fetched, {
    ...expected,
    largestBytes: endpoints.largestCrlBytes,
    now: world.now(),
  })
  const fault = published.findings.find(isError)
  if (fault === undefined) return null
  return obstacle(`the CRL at ${crlUrl}`, `Entra would let nobody in: ${fault.message}`, fault.hint)
}

/** @returns the path of the file */
async function keepState(
  { store }: FoundRoot,
  { tenant, plan }: { readonly tenant: Tenant; readonly plan: ApplyPlan },
  { world }: Context,
): Promise<string> {
  const at = formatInstant(world.now())
  const state = { at, tenant: { id: tenant.id, displayName: tenant.name }, before: plan.before }
  return store.keepEntraState(`${JSON.stringify(state, null, 2)}\n`, at)
}
