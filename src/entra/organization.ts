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

/** Whether a domain or an id is of that tenant; null: not known. */
export function isOfTenant({ id, domains }: Organization, tenant: string): boolean | null {
  if (isUuid(tenant)) return tenant.toLowerCase() === id.toLowerCase()
  return domains === null ? null : domains.includes(tenant.toLowerCase())
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
  if (expected === null || isOfTenant(organization, expected) !== false) return organization
  const name = `${shown(organization.displayName)} (${organization.id})`
  throw new UserError(
    'wrong-input',
    `${shown(expected)} is no verified domain of ${name}, which the access token is for`,
    { hint: 'sign in to the tenant of that domain: give --tenant, or another token' },
  )
}
