// certificateUserIds of users: the values of this CA's certificates are added, and no other value is touched. A write replaces
// the whole list, so it is read directly before. Source: Microsoft Entra, "Map to the certificateUserIds attribute".
import { UserError } from '../errors.ts'
import { counted } from '../screen-text.ts'
import type { JsonObject } from './answers.ts'
import { isSameUserId } from './bindings.ts'
import { type Change, type Look, type Obstacle, obstacle, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import { unlessFault } from './graph-error.ts'
import { requireSeen } from './looked.ts'
import {
  ADVANCED_QUERY,
  type EntraUser,
  MOST_VALUES,
  readHolders,
  readUser,
  readUsers,
  USERS_AT_ONCE,
} from './users.ts'

/** A user, and the values of certificateUserIds that the account should have, or should lose. */
export interface UserGoal {
  readonly userPrincipalName: string
  /** Such as `X509:<SKI>01AB…`. */
  readonly values: readonly string[]
  /** How many more certificates have no known value, because the inventory has their numbers only. */
  readonly unknown: number
}

/** @returns gives the user of a goal; null: there is none. @throws UserError; GraphError */
export async function findUsers(
  client: GraphClient,
  goals: readonly UserGoal[],
): Promise<(goal: UserGoal) => EntraUser | null> {
  const found = new Map<string, EntraUser>()
  for (let at = 0; at < goals.length; at += USERS_AT_ONCE) {
    const names = goals.slice(at, at + USERS_AT_ONCE).map(({ userPrincipalName }) => userPrincipalName)
    for (const [name, user] of requireSeen(await readUsers(client, names))) found.set(name, user)
  }
  return ({ userPrincipalName }) => found.get(userPrincipalName.toLowerCase()) ?? null
}

/** What the file with the former state has of a user. */
export function formerState({ id, userPrincipalName, certificateUserIds }: EntraUser): JsonObject {
  return { id, userPrincipalName, certificateUserIds }
}

/** The values that the user lacks. Case is ignored: Microsoft does not say whether it counts. */
export function missingValues({ certificateUserIds }: EntraUser, goal: UserGoal): readonly string[] {
  return goal.values.filter((value) => !(certificateUserIds ?? []).some((own) => isSameUserId(own, value)))
}

/** @param user null: not found. @param options allowAdmin: whether an administrator may be changed @throws GraphError */
export async function planUser(
  client: GraphClient,
  goal: UserGoal,
  { user, allowAdmin }: { readonly user: EntraUser | null; readonly allowAdmin: boolean },
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
    const holders = requireSeen(await readHolders(client, { value, except: user.id }))
    if (holders.length > 0) {
      return obstacle(
        user.userPrincipalName,
        `the value ${value} belongs to ${holders.join(', ')}`,
        'remove it there first; a value can belong to one user only',
      )
    }
  }
  return (allowAdmin ? null : await refuseAdministrator(client, user, MAY_BE_ADMINISTRATOR)) ?? change
}

const MAY_BE_ADMINISTRATOR = 'whoever has rootCA.key could sign in as an administrator'

/** Reads the user by id again each time. */
export function userTask(client: GraphClient, goal: UserGoal, id: string): Task {
  return { part: 'user', look: async () => changeOf(await requireUser(client, id), goal) }
}

/** @throws UserError failed: not found any more; GraphError */
export async function requireUser(client: GraphClient, id: string): Promise<EntraUser> {
  const user = requireSeen(await readUser(client, id))
  if (user !== null) return user
  throw new UserError('failed', `the user ${id} is not found any more`, { hint: 'run the command again' })
}

function changeOf(user: EntraUser, goal: UserGoal): Look {
  const missing = missingValues(user, goal)
  const { userPrincipalName: name } = user
  if (missing.length === 0) return null
  if (user.isSynchronised) return keepsSynchronised(user)
  const own = user.certificateUserIds
  // A write replaces the list, so that what is not seen would be lost.
  if (own === null) return hidesValues(user)
  const values = [...own, ...missing]
  if (values.length > MOST_VALUES) {
    return obstacle(
      name,
      `would have ${values.length} values; Entra allows ${MOST_VALUES}`,
      'remove those of certificates that have expired or are revoked: certstick entra remove SERIAL',
    )
  }
  return {
    kind: 'change',
    title: `bind ${counted(missing.length, 'certificate')} to ${name}`,
    difference: missing.map((value) => `+ ${name}: ${value}`),
    request: requestOf(user, values),
    undo: requestOf(user, own),
    needsPolicy: false,
  }
}

export function keepsSynchronised({ userPrincipalName }: EntraUser): Obstacle {
  return obstacle(
    userPrincipalName,
    'comes from Active Directory, where such a user is changed',
    'change the account there; its altSecurityIdentities become certificateUserIds by Entra Connect',
  )
}

export function hidesValues({ userPrincipalName }: EntraUser): Obstacle {
  return obstacle(
    userPrincipalName,
    'the token does not show the values that the user has',
    'consent to User.Read.All; without it a write could lose values',
  )
}

export function requestOf({ id }: EntraUser, certificateUserIds: readonly string[]): Change['request'] {
  const path = `/users/${encodeURIComponent(id)}`
  return { method: 'PATCH', path, body: { authorizationInfo: { certificateUserIds } } }
}

/** An obstacle where the user has a directory role, or where that cannot be read. @param why administrators are left alone */
export async function refuseAdministrator(
  client: GraphClient,
  user: Pick<EntraUser, 'id' | 'userPrincipalName'>,
  why: string,
): Promise<Obstacle | null> {
  const path = `/users/${encodeURIComponent(user.id)}/transitiveMemberOf/microsoft.graph.directoryRole`
  const hasRole = await unlessFault('forbidden', null, async () => {
    for await (const _ of client.list(`${path}?$count=true&$select=id`, ADVANCED_QUERY)) return true
    return false
  })
  const name = user.userPrincipalName
  if (hasRole === true)
    return obstacle(name, `has a directory role: ${why}`, 'give --allow-admin if that is meant')
  if (hasRole === false) return null
  return obstacle(
    name,
    'it cannot be read whether this user has a directory role',
    'consent to GroupMember.Read.All, or give --allow-admin if administrators are meant too',
  )
}
