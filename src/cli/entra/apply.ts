// `certstick entra apply [NAME…]`: sets up trust, users and sign-in policy of a tenant by one plan that is confirmed.
import { type ApplyGoal, planApply } from '../../entra/apply-plan.ts'
import { type Obstacle, obstacle, PARTS, type Part } from '../../entra/change.ts'
import type { GraphClient } from '../../entra/client.ts'
import type { Endpoints } from '../../entra/clouds.ts'
import { fetchCrl } from '../../entra/fetch-crl.ts'
import { GraphError } from '../../entra/graph-error.ts'
import { findGroup } from '../../entra/groups.ts'
import { requireOrganization } from '../../entra/organization.ts'
import { judgeCrl } from '../../entra/published-crl.ts'
import { type TrustedRoot, trustNotes } from '../../entra/trust-changes.ts'
import { readContainers } from '../../entra/trust-store.ts'
import { type Problem, throwProblems, UserError } from '../../errors.ts'
import { isError } from '../../finding.ts'
import { formatInstant } from '../../instant.ts'
import type { Reader } from '../../inventory/reader.ts'
import { readChoice } from '../../request/choices.ts'
import { formatIssuerRule } from '../../x509/certificate-user-ids.ts'
import { thumbprint } from '../../x509/identifiers.ts'
import { formatName } from '../../x509/name.ts'
import { type FoundRoot, findRoot } from '../ca/authority.ts'
import type { Context } from '../context.ts'
import { caFolder } from '../folders.ts'
import { readInventory } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { carryOutPlan } from './carry-out.ts'
import { type ConfirmOptions, mayChange } from './confirm.ts'
import { connectToEntra, type EntraOptions } from './connect.ts'
import { commonDomain, findCurrentUsers } from './users.ts'

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
  const { world } = context
  const parts = readParts(options)
  mayChange(options, context) // before anybody signs in
  const found = await findRoot(caFolder(options, world), context)
  const inventory = await readInventory(found, context)
  const { users, others } = findCurrentUsers(inventory, names, world.now())
  const permissions = ['Organization.Read.All', ...new Set(parts.flatMap((part) => PERMISSIONS[part]))]
  const connection = await connectToEntra(options, { permissions, domain: commonDomain(users) }, context)
  const { client } = connection
  const tenant = await requireOrganization(client, connection.tenant)
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
  const { store } = found
  const lookAgain = () => (parts.includes('trust') ? lookForTwice(client, goal.root) : Promise.resolve([]))
  await carryOutPlan(
    { client, tenant, store, plan, withPolicy: options.withPolicy === true, next: CHECK, lookAgain },
    options,
    context,
  )
}

/** A last look after all changes, which were made whether it succeeds or not. */
async function lookForTwice(client: GraphClient, root: TrustedRoot): Promise<readonly string[]> {
  try {
    return trustNotes(await readContainers(client), root)
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    return [`the trust store could not be read again: ${error.message}`]
  }
}

const CHECK = 'To see whether Entra ID would sign the users in: certstick entra check'

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
      hint: 'create a root CA with certstick ca create --ca NEW-FOLDER',
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
  const { findings } = judgeCrl(await fetchCrl(crlUrl, world.now), {
    ...{ url: crlUrl, root, lastNumber: inventory.lastIssuedCrlNumber(), now: world.now() },
    largestBytes: endpoints.largestCrlBytes,
  })
  const fault = findings.find(isError)
  if (fault === undefined) return null
  return obstacle(`the CRL at ${crlUrl}`, `Entra would let nobody in: ${fault.message}`, fault.hint)
}
