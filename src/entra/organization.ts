// The tenant that a token is for: id, name and domains. Source: Microsoft Graph, "organization".
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { objectsOf, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { incompleteAnswer } from './graph-error.ts'
import { type Looked, look, requireSeen } from './looked.ts'
import { isUuid } from './uuid.ts'

export interface Organization {
  readonly id: string
  readonly displayName: string
  /** Lower case; null: the token does not show them. */
  readonly domains: readonly string[] | null
}

export function readOrganization(client: GraphClient): Promise<Looked<Organization>> {
  return look('the tenant', async () => {
    const answer = await client.get('/organization?$select=id,displayName,verifiedDomains')
    const [one] = objectsOf(answer['value'])
    const [id, displayName] = [textOf(one?.['id']), textOf(one?.['displayName'])]
    if (id === null || displayName === null) throw incompleteAnswer('the name of the tenant')
    const domains = objectsOf(one?.['verifiedDomains']).flatMap(
      ({ name }) => textOf(name)?.toLowerCase() ?? [],
    )
    return { id, displayName, domains: domains.length === 0 ? null : domains }
  })
}

/** @param tenant a domain or an id @returns why it is not of this tenant; null: it is, or that is not known */
export function whyForeign(
  { id, displayName, domains }: Organization,
  tenant: string,
): { readonly message: string; readonly hint: string } | null {
  const isId = isUuid(tenant)
  const name = `${shown(displayName)} (${id})`
  if (isId ? tenant.toLowerCase() === id.toLowerCase() : domains?.includes(tenant.toLowerCase()) !== false)
    return null
  return {
    message: isId
      ? `the access token is for ${name}, not for ${tenant}`
      : `${shown(tenant)} is no verified domain of ${name}, which the access token is for`,
    hint: `sign in with --tenant ${shown(tenant)}; a token in CERTSTICK_GRAPH_TOKEN must be of that tenant`,
  }
}

/**
 * For commands that change it: an administrator confirms its name.
 * @param expected a domain or an id; null: any tenant will do
 * @throws UserError wrong-input: the token is for another tenant; failed: its name cannot be read; GraphError
 */
export async function requireOrganization(
  client: GraphClient,
  expected: string | null,
): Promise<Organization> {
  const organization = requireSeen(await readOrganization(client))
  const foreign = expected === null ? null : whyForeign(organization, expected)
  if (foreign === null) return organization
  throw new UserError('wrong-input', foreign.message, { hint: foreign.hint })
}
