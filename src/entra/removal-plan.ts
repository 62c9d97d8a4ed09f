// The plan of `entra remove`: the values of certificates out of certificateUserIds, the account disabled if asked, the sessions
// ended. Revoking alone does neither: Entra looks at the CRL only when somebody signs in, and keeps it until its end.
import { counted } from '../screen-text.ts'
import type { JsonObject } from './answers.ts'
import type { ApplyPlan } from './apply-plan.ts'
import { isSameUserId } from './bindings.ts'
import { type Look, type Obstacle, obstacle, type PlannedChange, planTasks, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import {
  findUsers,
  formerState,
  hidesValues,
  keepsSynchronised,
  refuseAdministrator,
  requestOf,
  requireUser,
  type UserGoal,
} from './user-changes.ts'
import type { EntraUser } from './users.ts'

export interface RemovalGoal {
  /** With the values that are removed; others of the user stay. */
  readonly users: readonly UserGoal[]
  readonly disable: boolean
  readonly allowAdmin: boolean
}

/** @throws GraphError */
export async function planRemoval(client: GraphClient, goal: RemovalGoal): Promise<ApplyPlan> {
  const userOf = await findUsers(client, goal.users)
  const [changes, obstacles, users]: [PlannedChange[], Obstacle[], JsonObject[]] = [[], [], []]
  for (const one of goal.users) {
    const user = userOf(one)
    if (user === null) {
      obstacles.push(
        obstacle(one.userPrincipalName, 'there is no such user in this tenant', 'nothing is left to remove'),
      )
      continue
    }
    users.push(formerState(user))
    const refused = goal.allowAdmin
      ? null
      : await refuseAdministrator(client, user, 'an administrator could be locked out')
    if (refused !== null) {
      obstacles.push(refused)
      continue
    }
    const plan = await planTasks(tasksFor(client, { user, goal: one, disable: goal.disable }))
    changes.push(...plan.changes)
    obstacles.push(...plan.obstacles)
  }
  const notes = [...goal.users.flatMap(noteUnknown), ...(goal.disable ? [] : [STILL_BY_NAME])]
  return { changes, obstacles, notes, before: { users } }
}

function noteUnknown({ userPrincipalName, unknown }: UserGoal): readonly string[] {
  if (unknown === 0) return []
  const numbers = unknown === 1 ? 'the serial number' : 'the serial numbers'
  return [
    `the inventory has only ${numbers} of ${counted(unknown, 'certificate')} of ${userPrincipalName}: look in the Entra admin center whether certificateUserIds has values of them`,
  ]
}

const STILL_BY_NAME =
  'where Entra binds by name too, the certificate signs in until it is on the published CRL: run certstick revoke and certstick crl, or give --disable'

interface Removal {
  readonly user: EntraUser
  readonly goal: UserGoal
  readonly disable: boolean
}

function tasksFor(client: GraphClient, { user, goal, disable }: Removal): readonly Task[] {
  const toTask = (look: Task['look']): Task => ({ part: 'user', look })
  return [
    toTask(async () => removeValues(await requireUser(client, user.id), goal)),
    ...(disable ? [toTask(async () => disableAccount(await requireUser(client, user.id)))] : []),
    toTask(async () => endSessions(user)),
  ]
}

function removeValues(user: EntraUser, goal: UserGoal): Look {
  const own = user.certificateUserIds
  if (own === null) return hidesValues(user)
  const isMeant = (value: string): boolean => goal.values.some((one) => isSameUserId(one, value))
  const [kept, removed] = [own.filter((value) => !isMeant(value)), own.filter(isMeant)]
  if (removed.length === 0) return null
  if (user.isSynchronised) return keepsSynchronised(user)
  return {
    kind: 'change',
    title: `remove ${counted(removed.length, 'certificate value')} from ${user.userPrincipalName}`,
    difference: removed.map((value) => `- ${user.userPrincipalName}: ${value}`),
    request: requestOf(user, kept),
    undo: requestOf(user, own),
    needsPolicy: false,
  }
}

function disableAccount(user: EntraUser): Look {
  if (user.isEnabled === false) return null
  if (user.isSynchronised) return keepsSynchronised(user)
  const path = `/users/${encodeURIComponent(user.id)}`
  return {
    kind: 'change',
    title: `disable the account of ${user.userPrincipalName}`,
    difference: [`- ${user.userPrincipalName}: the account is enabled`],
    request: { method: 'PATCH', path, body: { accountEnabled: false } },
    undo: { method: 'PATCH', path, body: { accountEnabled: true } },
    needsPolicy: false,
  }
}

/** Each run ends the sessions again, which does no harm. */
function endSessions({ id, userPrincipalName }: EntraUser): Look {
  return {
    kind: 'change',
    title: `end the sessions of ${userPrincipalName}`,
    difference: [`- ${userPrincipalName}: all sessions`],
    request: { method: 'POST', path: `/users/${encodeURIComponent(id)}/revokeSignInSessions`, body: {} },
    undo: 'the user signs in again',
    needsPolicy: false,
    cannotBeRead: true,
  }
}
