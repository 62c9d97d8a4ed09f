// The plan of `entra remove`: the values of certificates out of certificateUserIds, the account disabled if asked, the sessions
// ended. Revoking alone does neither: Entra looks at the CRL only when somebody signs in, and keeps it until its end.
import type { ApplyPlan, PlannedChange } from './apply-plan.ts'
import { type Look, type Obstacle, obstacle, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import {
  type FoundUser,
  keepsSynchronised,
  readUserById,
  readUsers,
  refuseAdministrator,
  requestOf,
  type UserGoal,
} from './user-changes.ts'

export interface RemovalGoal {
  /** With the values that are removed; others of the user stay. */
  readonly users: readonly UserGoal[]
  readonly disable: boolean
  readonly allowAdmin: boolean
}

/** @throws GraphError */
export async function planRemoval(client: GraphClient, goal: RemovalGoal): Promise<ApplyPlan> {
  const found = await readUsers(
    client,
    goal.users.map(({ userPrincipalName }) => userPrincipalName),
  )
  const changes: PlannedChange[] = []
  const obstacles: Obstacle[] = []
  for (const one of goal.users) {
    const user = found.get(one.userPrincipalName.toLowerCase())
    if (user === undefined) {
      obstacles.push(
        obstacle(one.userPrincipalName, 'there is no such user in this tenant', 'nothing is left to remove'),
      )
      continue
    }
    const refused = goal.allowAdmin ? null : await refuseAdministrator(client, user)
    if (refused !== null) {
      obstacles.push(refused)
      continue
    }
    for (const task of tasksFor(client, { user, goal: one, disable: goal.disable })) {
      const look = await task.look()
      if (look?.kind === 'obstacle') obstacles.push(look)
      else if (look !== null) changes.push({ task, planned: look })
    }
  }
  const users = goal.users.flatMap(({ userPrincipalName }) => {
    const user = found.get(userPrincipalName.toLowerCase())
    return user === undefined ? [] : [{ id: user.id, userPrincipalName, certificateUserIds: user.values }]
  })
  return { changes, obstacles, notes: goal.disable ? [] : [STILL_BY_NAME], before: { users } }
}

const STILL_BY_NAME =
  'where Entra binds by name too, the certificate signs in until it is on the published CRL: run certstick revoke and certstick crl, or give --disable'

interface Removal {
  readonly user: FoundUser
  readonly goal: UserGoal
  readonly disable: boolean
}

function tasksFor(client: GraphClient, { user, goal, disable }: Removal): readonly Task[] {
  const toTask = (look: Task['look']): Task => ({ part: 'user', look })
  return [
    toTask(async () => removeValues(await readUserById(client, user.id), goal)),
    ...(disable ? [toTask(() => disableAccount(client, user))] : []),
    toTask(async () => endSessions(user)),
  ]
}

function removeValues(user: FoundUser, goal: UserGoal): Look {
  const values = new Set(goal.values.map((value) => value.toUpperCase()))
  const kept = user.values.filter((value) => !values.has(value.toUpperCase()))
  const removed = user.values.filter((value) => values.has(value.toUpperCase()))
  if (removed.length === 0) return null
  if (user.isSynchronised) return keepsSynchronised(user)
  return {
    kind: 'change',
    title: `remove ${removed.length === 1 ? 'a certificate' : `${removed.length} certificates`} of ${user.userPrincipalName}`,
    difference: removed.map((value) => `- ${user.userPrincipalName}: ${value}`),
    request: requestOf(user, kept),
    undo: requestOf(user, user.values),
    needsPolicy: false,
  }
}

async function disableAccount(client: GraphClient, user: FoundUser): Promise<Look> {
  const path = `/users/${encodeURIComponent(user.id)}`
  const found = await client.get(`${path}?$select=id,accountEnabled`)
  if (found['accountEnabled'] === false) return null
  if (user.isSynchronised) return keepsSynchronised(user)
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
function endSessions({ id, userPrincipalName }: FoundUser): Look {
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
