// The plan of `entra apply`: what of trust store, users and policy is left to change, in the order in which it is carried out.
// Trust and values come first and the switch last, so that nobody is locked out half-way.
import type { JsonObject } from './answers.ts'
import { type Obstacle, obstacle, type Part, type PlannedChange, planTasks, type Task } from './change.ts'
import type { GraphClient } from './client.ts'
import { unlessFault } from './graph-error.ts'
import type { FoundGroup } from './groups.ts'
import { readPolicyObject, toPolicy } from './policy.ts'
import { ASPECTS, type Aspect, findRule, type PolicyGoal, policyChange } from './policy-changes.ts'
import { policyNotes } from './policy-notes.ts'
import { CONTAINER, findRoot, type TrustedRoot, trustNotes, trustTasks } from './trust-changes.ts'
import { readContainers } from './trust-store.ts'
import { findUsers, formerState, missingValues, planUser, type UserGoal, userTask } from './user-changes.ts'

export interface ApplyGoal {
  readonly root: TrustedRoot
  /** Name of the root CA as rules have it. */
  readonly issuer: string
  /** Whom to bind. */
  readonly users: readonly UserGoal[]
  /** The other users of this CA: whether they are bound decides on the rule that closes bindings by name. */
  readonly others: readonly UserGoal[]
  readonly group: FoundGroup | null
  readonly scopeGroup: FoundGroup | null
  readonly parts: readonly Part[]
  readonly allowAdmin: boolean
  /** Whether the CRL is where Entra would fetch it: from the moment that Entra knows its URL, sign-in depends on it. */
  readonly checkCrl: () => Promise<Obstacle | null>
}

export interface ApplyPlan {
  readonly changes: readonly PlannedChange[]
  readonly obstacles: readonly Obstacle[]
  readonly notes: readonly string[]
  /** What the tenant has now of the lists that the plan replaces. */
  readonly before: JsonObject
}

/** @throws GraphError */
export async function planApply(client: GraphClient, goal: ApplyGoal): Promise<ApplyPlan> {
  const has = (part: Part): boolean => goal.parts.includes(part)
  const trust = has('trust') ? await planTrust(client, goal) : NOTHING
  const users = has('user') ? await planUsers(client, goal) : NOTHING
  const policy = has('method') ? await planPolicy(client, goal, { trust, users }) : NOTHING
  const early = policy.changes.filter(({ isEarly }) => isEarly === true)
  const late = policy.changes.filter(({ isEarly }) => isEarly !== true)
  const all = [trust, users, policy]
  return {
    changes: [...trust.changes, ...early, ...users.changes, ...late],
    obstacles: all.flatMap(({ obstacles }) => obstacles),
    notes: all.flatMap(({ notes }) => notes ?? []),
    before: Object.assign({}, ...all.map(({ before }) => before ?? {})) as JsonObject,
  }
}

interface PartPlan {
  readonly changes: readonly (PlannedChange & { readonly isEarly?: boolean })[]
  readonly obstacles: readonly Obstacle[]
  readonly notes?: readonly string[]
  readonly before?: JsonObject
}

const NOTHING: PartPlan = { changes: [], obstacles: [] }

async function planTrust(client: GraphClient, { root, checkCrl }: ApplyGoal): Promise<PartPlan> {
  const { changes, obstacles } = await planTasks(trustTasks(client, root))
  const notes = trustNotes(await readContainers(client), root)
  const fault = changes.some(namesCrl) ? await checkCrl() : null
  if (fault === null) return { changes, obstacles, notes }
  return { changes: changes.filter((one) => !namesCrl(one)), obstacles: [...obstacles, fault], notes }
}

function namesCrl({ planned }: PlannedChange): boolean {
  return 'certificateRevocationListUrl' in planned.request.body
}

/** How many users are read at the same time: with a thousand, one after the other takes minutes. */
const AT_ONCE = 4

async function planUsers(
  client: GraphClient,
  { users, allowAdmin }: Pick<ApplyGoal, 'users' | 'allowAdmin'>,
): Promise<PartPlan> {
  const userOf = await findUsers(client, users)
  const [changes, obstacles, before]: [PlannedChange[], Obstacle[], JsonObject[]] = [[], [], []]
  for (let at = 0; at < users.length; at += AT_ONCE) {
    const some = users.slice(at, at + AT_ONCE).map(async (goal) => {
      const user = userOf(goal)
      return { goal, user, look: await planUser(client, goal, { user, allowAdmin }) }
    })
    for (const { goal, user, look } of await Promise.all(some)) {
      if (look?.kind === 'obstacle') obstacles.push(look)
      if (look?.kind !== 'change' || user === null) continue
      changes.push({ task: userTask(client, goal, user.id), planned: look })
      before.push(formerState(user))
    }
  }
  return { changes, obstacles, before: before.length === 0 ? {} : { users: before } }
}

async function planPolicy(
  client: GraphClient,
  goal: ApplyGoal,
  { trust, users }: { readonly trust: PartPlan; readonly users: PartPlan },
): Promise<PartPlan> {
  const policy = await readPolicyObject(client)
  const seen = toPolicy(policy)
  const { root, issuer, group, scopeGroup } = goal
  const place = await readPlace(client, root)
  const hasRoot = place !== null || trust.changes.some(({ planned }) => 'certificate' in planned.request.body)
  const unbound = findRule(seen, issuer) === undefined ? await findUnbound(client, goal, users) : []
  const policyGoal: PolicyGoal = {
    ...{ group, issuer, subjectKeyIdentifier: root.subjectKeyIdentifier },
    scopeGroup: hasRoot ? scopeGroup : null,
    container: place?.name ?? CONTAINER,
    closesNames: unbound.length === 0,
    hasCrlUrl: root.crlUrl !== null,
  }
  const planned = (aspects: readonly Aspect[], isEarly = false) => {
    const change = policyChange(policy, policyGoal, aspects)
    const look: Task['look'] = async () => policyChange(await readPolicyObject(client), policyGoal, aspects)
    return change === null ? [] : [{ task: { part: 'method', look } as const, planned: change, isEarly }]
  }
  // The method is on: from its upload on the root can sign in everybody whom the method includes, so its scope follows at once.
  const changes = seen.isEnabled
    ? [...planned(['scope'], true), ...planned(['method', 'binding', 'rule'])]
    : planned(ASPECTS)
  const isWithoutRoot = scopeGroup !== null && policyGoal.scopeGroup === null
  const rootIsMissing = obstacle(
    'scope',
    'the root CA is not in the tenant, so that it can have no scope yet',
    'run certstick entra apply --only trust first',
  )
  return {
    changes,
    obstacles: isWithoutRoot ? [rootIsMissing] : [],
    notes: [
      ...policyNotes(seen, policyGoal, { unbound, scopeGroup }),
      ...(place?.isSeen === false && scopeGroup !== null ? [PLACE_IS_UNSEEN] : []),
    ],
    before: changes.length === 0 ? {} : { x509Certificate: policy },
  }
}

const PLACE_IS_UNSEEN = `this sign-in may not read the trust store: the scope names the container ${CONTAINER}, as --only trust creates it`

/** The container that has the root; null: none has. */
async function readPlace(
  client: GraphClient,
  root: TrustedRoot,
): Promise<{ readonly name: string; readonly isSeen: boolean } | null> {
  const containers = await unlessFault('forbidden', null, () => readContainers(client))
  if (containers === null) return { name: CONTAINER, isSeen: false }
  const found = findRoot(containers, root)
  return found === null ? null : { name: found.container.name, isSeen: true }
}

/** Users of this CA who would not have a value for each of their certificates when the plan is carried out. */
async function findUnbound(
  client: GraphClient,
  { users, others, parts }: ApplyGoal,
  plan: PartPlan,
): Promise<readonly string[]> {
  const isPlanned = parts.includes('user')
  const obstructed = plan.obstacles.map(({ subject }) => subject.toLowerCase())
  const left = isPlanned ? others : [...users, ...others]
  const userOf = await findUsers(client, left)
  const lacks = (goal: UserGoal): boolean => {
    const user = userOf(goal)
    return user === null || goal.unknown > 0 || missingValues(user, goal).length > 0
  }
  const incomplete = users.filter(({ unknown }) => unknown > 0)
  const blocked = isPlanned
    ? users.filter(({ userPrincipalName }) => obstructed.includes(userPrincipalName.toLowerCase()))
    : []
  const unbound = [...left.filter(lacks), ...blocked, ...incomplete]
  return [...new Set(unbound.map(({ userPrincipalName }) => userPrincipalName))]
}
