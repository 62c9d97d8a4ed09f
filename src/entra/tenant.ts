// The tenant that an access token is for: its name is what an administrator confirms.
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { objectsOf, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'

export interface Tenant {
  readonly id: string
  readonly name: string
  /** Verified domains in lower case. */
  readonly domains: readonly string[]
}

/**
 * @param expected a domain or an id; null: any tenant will do
 * @throws UserError wrong-input: the token is for another tenant; GraphError
 */
export async function readTenant(client: GraphClient, expected: string | null): Promise<Tenant> {
  const [found] = objectsOf(
    (await client.get('/organization?$select=id,displayName,verifiedDomains'))['value'],
  )
  const tenant = {
    id: textOf(found?.['id']) ?? '',
    name: textOf(found?.['displayName']) ?? '',
    domains: objectsOf(found?.['verifiedDomains']).map(({ name }) => (textOf(name) ?? '').toLowerCase()),
  }
  const name = expected?.toLowerCase() ?? null
  if (name === null || name === tenant.id.toLowerCase() || tenant.domains.includes(name)) return tenant
  throw new UserError(
    'wrong-input',
    `${shown(expected ?? '')} is no verified domain of ${shown(tenant.name)} (${tenant.id}), which the access token is for`,
    { hint: 'sign in to the tenant of that domain: give --tenant, or another token' },
  )
}
