// Users and memberships of a tenant, as far as a sign-in with a certificate needs them. Source: Microsoft Graph, "user",
// "Advanced query capabilities", "checkMemberGroups", "transitiveMembers".
import { type JsonObject, objectOf, textOf, textsOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { incompleteAnswer, unlessFault } from './graph-error.ts'
import { type Looked, look } from './looked.ts'

export interface EntraUser {
  readonly id: string
  /** As Entra writes it. */
  readonly userPrincipalName: string
  /** Null: the token does not show it. */
  readonly isEnabled: boolean | null
  readonly isGuest: boolean
  /** Whether the user comes from Active Directory. */
  readonly isSynchronised: boolean
  readonly onPremisesUserPrincipalName: string | null
  /** Null: the token does not show them. */
  readonly certificateUserIds: readonly string[] | null
}

const SELECT = `$select=${[
  ...['id', 'userPrincipalName', 'accountEnabled', 'userType', 'onPremisesSyncEnabled'],
  ...['onPremisesUserPrincipalName', 'authorizationInfo'],
].join()}`

/** Of certificateUserIds. */
export const MOST_VALUES = 10

/** The most values of one `in`. */
export const USERS_AT_ONCE = 15

/** Path of a user, percent-encoded. A name that begins with a dollar sign needs the other form. */
export function userPath(userPrincipalName: string): string {
  const name = encodeURIComponent(userPrincipalName).replaceAll("'", '%27')
  return userPrincipalName.startsWith('$')
    ? `/users('${name.replaceAll('%27', '%27%27')}')`
    : `/users/${name}`
}

/** Null: there is no such user. */
export function readUser(client: GraphClient, name: string): Promise<Looked<EntraUser | null>> {
  const read = async () => toUser(await client.get(`${userPath(name)}?${SELECT}`))
  return look('users', () => unlessFault('not-found', null, read))
}

/** Another tool's certificate may name no user; Graph would refuse all names of a request for it. */
const USER_NAME = /^[^\s@]+@[^\s@]+$/

/** @param names at most `USERS_AT_ONCE` @returns those that exist, by their names in lower case */
export function readUsers(
  client: GraphClient,
  names: readonly string[],
): Promise<Looked<ReadonlyMap<string, EntraUser>>> {
  return look('users', async () => {
    const found = new Map<string, EntraUser>()
    const real = names.filter((name) => USER_NAME.test(name))
    if (real.length === 0) return found
    const list = real.map((name) => `'${name.replaceAll("'", "''")}'`).join()
    const filter = encodeURIComponent(`userPrincipalName in (${list})`)
    for await (const one of client.list(`/users?$filter=${filter}&${SELECT}`)) {
      const user = toUser(one)
      found.set(user.userPrincipalName.toLowerCase(), user)
    }
    return found
  })
}

function nameOf(user: JsonObject): readonly [id: string, userPrincipalName: string] {
  const [id, name] = [textOf(user['id']), textOf(user['userPrincipalName'])]
  if (id === null || name === null) throw incompleteAnswer('the name of a user')
  return [id, name]
}

function toUser(object: JsonObject): EntraUser {
  const enabled = object['accountEnabled']
  const info = object['authorizationInfo']
  // Null where the token does not show it; a user without values has an empty list.
  const isHidden = info === undefined || (info === null && typeof enabled !== 'boolean')
  const [id, userPrincipalName] = nameOf(object)
  return {
    id,
    userPrincipalName,
    isEnabled: typeof enabled === 'boolean' ? enabled : null,
    isGuest: textOf(object['userType'])?.toLowerCase() === 'guest',
    isSynchronised: object['onPremisesSyncEnabled'] === true,
    onPremisesUserPrincipalName: textOf(object['onPremisesUserPrincipalName']),
    certificateUserIds: isHidden ? null : textsOf(objectOf(info)['certificateUserIds']),
  }
}

/** Users with this value of certificateUserIds; an advanced query, which Graph refuses without its header. */
export function holdersPath(value: string): string {
  const text = value.replaceAll("'", "''")
  const filter = encodeURIComponent(`authorizationInfo/certificateUserIds/any(x:x eq '${text}')`)
  return `/users?$filter=${filter}&$count=true&$select=id,userPrincipalName`
}

export const ADVANCED_QUERY = { ConsistencyLevel: 'eventual' } as const

/** The names of other users who have this value of certificateUserIds. */
export function readHolders(
  client: GraphClient,
  { value, except }: { readonly value: string; readonly except: string },
): Promise<Looked<readonly string[]>> {
  return look('who else has the value', async () => {
    const holders: string[] = []
    for await (const user of client.list(holdersPath(value), ADVANCED_QUERY)) {
      const [id, name] = nameOf(user)
      if (id !== except) holders.push(name)
    }
    return holders
  })
}

/** Of one request. */
const MOST_GROUPS = 20

/** Those of the groups that the user is in, by way of other groups too. */
export function readMemberships(
  client: GraphClient,
  userId: string,
  groupIds: readonly string[],
): Promise<Looked<ReadonlySet<string>>> {
  return look('membership of groups', async () => {
    const found = new Set<string>()
    for (let start = 0; start < groupIds.length; start += MOST_GROUPS) {
      const answer = await client.ask(`/users/${encodeURIComponent(userId)}/checkMemberGroups`, {
        groupIds: groupIds.slice(start, start + MOST_GROUPS),
      })
      if (!Array.isArray(answer['value'])) throw incompleteAnswer('a list')
      for (const id of textsOf(answer['value'])) found.add(id)
    }
    return found
  })
}

/** Ids of the groups that the user is in without another group between. */
export function readDirectGroups(client: GraphClient, userId: string): Promise<Looked<ReadonlySet<string>>> {
  return look('which memberships are direct', async () => {
    const found = new Set<string>()
    const path = `/users/${encodeURIComponent(userId)}/memberOf?$select=id&$top=999`
    for await (const group of client.list(path)) found.add(textOf(group['id']) ?? '')
    return found
  })
}

/** Ids of all members of a group, by way of other groups too; a group that does not exist has none. */
export function readMembers(client: GraphClient, groupId: string): Promise<Looked<ReadonlySet<string>>> {
  return look('membership of groups', async () => {
    const found = new Set<string>()
    const path = `/groups/${encodeURIComponent(groupId)}/transitiveMembers?$select=id&$top=999`
    await unlessFault('not-found', null, async () => {
      for await (const member of client.list(path)) found.add(textOf(member['id']) ?? '')
    })
    return found
  })
}

/** Types of the methods that the user has registered, such as `#microsoft.graph.fido2AuthenticationMethod`. */
export function readMethods(client: GraphClient, userId: string): Promise<Looked<readonly string[]>> {
  return look('other sign-in methods', async () => {
    const types: string[] = []
    const path = `/users/${encodeURIComponent(userId)}/authentication/methods`
    for await (const method of client.list(path)) {
      const isSpent = method['isUsable'] === false
      if (!isSpent) types.push(textOf(method['@odata.type']) ?? '')
    }
    return types
  })
}
