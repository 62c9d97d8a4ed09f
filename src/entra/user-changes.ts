// certificateUserIds of users: the values of this CA's certificates are added, and no other value is touched. A write replaces
// the whole list, so it is read directly before. Source: Microsoft Entra, "Map to the certificateUserIds attribute".
import { type JsonObject, objectOf, textOf, textsOf } from './answers.ts'
import { type Change, type Look, type Obstacle, obstacle, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import { GraphError } from './graph-error.ts'

/** A user and the values of all certificates that are to sign in with. */
export interface UserGoal {
  readonly userPrincipalName: string
  /** Such as `X509:<SKI>01AB…`. */
  readonly values: readonly string[]
  /** How many more certificates have no known value, because the inventory has their numbers only. */
  readonly unknown: number
}

/** A user as the tenant has it. */
export interface FoundUser {
  readonly id: string
  readonly userPrincipalName: string
  readonly isSynchronised: boolean
  readonly values: readonly string[]
}

const PROPERTIES = 'id,userPrincipalName,onPremisesSyncEnabled,authorizationInfo'
/** Of an `in` filter. */
const MOST_NAMES = 15
const MOST_VALUES = 10

/** By name in lower case; who is not found is left out. @throws GraphError */
export async function readUsers(
  client: GraphClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, FoundUser>> {
  const found = new Map<string, FoundUser>()
  for (let at = 0; at < names.length; at += MOST_NAMES) {
    const quoted = names.slice(at, at + MOST_NAMES).map((name) => `'${name.replaceAll("'", "''")}'`)
    const filter = encodeURIComponent(`userPrincipalName in (${quoted.join(',')})`)
    for await (const one of client.list(`/users?$filter=${filter}&$select=${PROPERTIES}`)) {
      const user = userOf(one)
      found.set(user.userPrincipalName.toLowerCase(), user)
    }
  }
  return found
}

/** @throws GraphError */
export async function readUserById(client: GraphClient, id: string): Promise<FoundUser> {
  return userOf(await client.get(`/users/${encodeURIComponent(id)}?$select=${PROPERTIES}`))
}

function userOf(user: JsonObject): FoundUser {
  return {
    id: textOf(user['id']) ?? '',
    userPrincipalName: textOf(user['userPrincipalName']) ?? '',
    isSynchronised: user['onPremisesSyncEnabled'] === true,
    values: textsOf(objectOf(user['authorizationInfo'])['certificateUserIds']),
  }
}

/** The values that the user lacks. Case is ignored: Microsoft does not say whether it counts. */
export function missingValues({ values }: FoundUser, goal: UserGoal): readonly string[] {
  const own = new Set(values.map((value) => value.toUpperCase()))
  return goal.values.filter((value) => !own.has(value.toUpperCase()))
}

/** @param user null: not found. @param options allowAdmin: whether an administrator may be changed @throws GraphError */
export async function planUser(
  client: GraphClient,
  goal: UserGoal,
  { user, allowAdmin }: { readonly user: FoundUser | null; readonly allowAdmin: boolean },
): Promise<Look> {
  if (user === null) {
    return obstacle(
      goal.userPrincipalName,
      'there is no such user in this tenant',
      'check the spelling; a user who was created just now may need a minute',
    )
  }
  const change = changeOf(user, goal)
  if (change?.kind !== 'change') return change
  for (const value of missingValues(user, goal)) {
    const holder = await findHolder(client, value)
    if (holder !== null && holder.id !== user.id) {
      return obstacle(
        user.userPrincipalName,
        `the value ${value} belongs to ${holder.userPrincipalName}`,
        'remove it there first; a value can belong to one user only',
      )
    }
  }
  return (allowAdmin ? null : await refuseAdministrator(client, user)) ?? change
}

/** Reads the user by id again each time. */
export function userTask(client: GraphClient, goal: UserGoal, id: string): Task {
  return { part: 'user', look: async () => changeOf(await readUserById(client, id), goal) }
}

function changeOf(user: FoundUser, goal: UserGoal): Look {
  const missing = missingValues(user, goal)
  const { userPrincipalName: name } = user
  if (missing.length === 0) return null
  if (user.isSynchronised) return keepsSynchronised(user)
  const values = [...user.values, ...missing]
  if (values.length > MOST_VALUES) {
    return obstacle(
      name,
      `would have ${values.length} values; Entra allows ${MOST_VALUES}`,
      'remove those of certificates that have expired or are revoked: certstick entra remove SERIAL',
    )
  }
  return {
    kind: 'change',
    title: `bind ${missing.length === 1 ? 'a certificate' : `${missing.length} certificates`} to ${name}`,
    difference: missing.map((value) => `+ ${name}: ${value}`),
    request: requestOf(user, values),
    undo: requestOf(user, user.values),
    needsPolicy: false,
  }
}

export function keepsSynchronised({ userPrincipalName }: FoundUser): Obstacle {
  return obstacle(
    userPrincipalName,
    'comes from Active Directory, where such a user is changed',
    'change the account there; its altSecurityIdentities become certificateUserIds by Entra Connect',
  )
}

export function requestOf({ id }: FoundUser, certificateUserIds: readonly string[]): Change['request'] {
  const path = `/users/${encodeURIComponent(id)}`
  return { method: 'PATCH', path, body: { authorizationInfo: { certificateUserIds } } }
}

async function findHolder(client: GraphClient, value: string): Promise<FoundUser | null> {
  const filter = encodeURIComponent(
    `authorizationInfo/certificateUserIds/any(x:x eq '${value.replaceAll("'", "''")}')`,
  )
  const path = `/users?$filter=${filter}&$count=true&$select=id,userPrincipalName`
  for await (const one of client.list(path, { ConsistencyLevel: 'eventual' })) return userOf(one)
  return null
}

/** An obstacle where the user has a directory role, or where that cannot be read. */
export async function refuseAdministrator(client: GraphClient, user: FoundUser): Promise<Obstacle | null> {
  const path = `/users/${encodeURIComponent(user.id)}/transitiveMemberOf/microsoft.graph.directoryRole`
  try {
    for await (const _ of client.list(`${path}?$count=true&$select=id`, { ConsistencyLevel: 'eventual' })) {
      return obstacle(
        user.userPrincipalName,
        'has a directory role, so that whoever has rootCA.key could sign in as an administrator',
        'give --allow-admin if that is meant',
      )
    }
    return null
  } catch (error) {
    if (!(error instanceof GraphError) || error.fault !== 'forbidden') throw error
    return obstacle(
      user.userPrincipalName,
      'it cannot be read whether this user has a directory role',
      'consent to GroupMember.Read.All, or give --allow-admin if administrators are meant too',
    )
  }
}
