// Finds a group by its id or its name.
import { type Problem, throwProblems } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { type JsonObject, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { GraphError, incompleteAnswer } from './graph-error.ts'
import { isUuid } from './uuid.ts'

export interface FoundGroup {
  readonly id: string
  readonly name: string
}

const PROPERTIES = 'id,displayName,securityEnabled'

/** @param field such as `group` @throws UserError wrong-input: none, several, or none of security; GraphError */
export async function findGroup(client: GraphClient, text: string, field: string): Promise<FoundGroup> {
  const found = isUuid(text) ? await byId(client, text) : await byName(client, text)
  const [only, ...others] = found
  const problem = (message: string, hint: string): never => {
    const problems: readonly Problem[] = [{ field, message, hint }]
    throwProblems('the group cannot be used', problems)
    throw new Error('unreachable')
  }
  if (only === undefined)
    return problem(`there is no group ${shown(text)}`, 'check the spelling, or give its id')
  if (others.length > 0) {
    const ids = found.map(({ id }) => textOf(id)).join(', ')
    return problem(`${found.length} groups are named ${shown(text)}`, `give the id of one of them: ${ids}`)
  }
  if (only['securityEnabled'] !== true)
    return problem(`${shown(text)} is no security group`, 'choose a security group')
  const [id, name] = [textOf(only['id']), textOf(only['displayName'])]
  if (id === null || name === null) throw incompleteAnswer('the name of a group')
  return { id, name }
}

async function byId(client: GraphClient, id: string): Promise<readonly JsonObject[]> {
  try {
    return [await client.get(`/groups/${id}?$select=${PROPERTIES}`)]
  } catch (error) {
    if (error instanceof GraphError && error.fault === 'not-found') return []
    throw error
  }
}

async function byName(client: GraphClient, name: string): Promise<readonly JsonObject[]> {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`)
  const found: JsonObject[] = []
  for await (const one of client.list(`/groups?$filter=${filter}&$select=${PROPERTIES}`)) found.push(one)
  return found
}
