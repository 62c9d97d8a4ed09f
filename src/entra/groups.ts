// Groups: those that are named by id or name, and the names of those that a policy lists.
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { type JsonObject, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { incompleteAnswer, unlessFault } from './graph-error.ts'
import { type Looked, look } from './looked.ts'
import { isUuid } from './uuid.ts'

export interface FoundGroup {
  readonly id: string
  readonly name: string
}

const SELECT = '$select=id,displayName,securityEnabled'

/** The name of the group with that id; null: there is none. */
export function readGroupName(client: GraphClient, id: string): Promise<Looked<string | null>> {
  return look('names of groups', async () => {
    const [group] = await byId(client, id)
    return group === undefined ? null : (textOf(group['displayName']) ?? id)
  })
}

/** @param field such as `group` @throws UserError wrong-input: none, several, or none of security; GraphError */
export async function findGroup(client: GraphClient, text: string, field: string): Promise<FoundGroup> {
  const found = isUuid(text) ? await byId(client, text) : await byName(client, text)
  const [only, ...others] = found
  const problem = (message: string, hint: string): UserError =>
    new UserError('wrong-input', 'the group cannot be used', { problems: [{ field, message, hint }] })
  if (only === undefined)
    throw problem(`there is no group ${shown(text)}`, 'check the spelling, or give its id')
  if (others.length > 0) {
    const ids = found.map(({ id }) => textOf(id)).join(', ')
    throw problem(`${found.length} groups are named ${shown(text)}`, `give the id of one of them: ${ids}`)
  }
  if (only['securityEnabled'] !== true)
    throw problem(`${shown(text)} is no security group`, 'choose a security group')
  const [id, name] = [textOf(only['id']), textOf(only['displayName'])]
  if (id === null || name === null) throw incompleteAnswer('the name of a group')
  return { id, name }
}

async function byId(client: GraphClient, id: string): Promise<readonly JsonObject[]> {
  const read = async () => [await client.get(`/groups/${encodeURIComponent(id)}?${SELECT}`)]
  return unlessFault('not-found', [], read)
}

async function byName(client: GraphClient, name: string): Promise<readonly JsonObject[]> {
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`)
  const found: JsonObject[] = []
  for await (const one of client.list(`/groups?$filter=${filter}&${SELECT}`)) found.push(one)
  return found
}
