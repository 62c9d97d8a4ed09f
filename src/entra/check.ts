// `certstick entra check`: the tenant once, then the users: each by requests of its own, or all of an inventory fifteen at a
// time. Nothing is changed.
import { type CheckedTenant, checkTenant, type TenantInput } from './check-tenant.ts'
import {
  type CertificateSubject,
  type CheckedUser,
  groupsOf,
  judgeSubject,
  readAbout,
  type UserInput,
  type UserReads,
} from './check-user.ts'
import type { GraphClient } from './client.ts'
import { type Looked, ONE_BY_ONE, seenOf } from './looked.ts'
import { readMembers, readUser, readUsers, USERS_AT_ONCE } from './users.ts'

/** The permissions that `check` can use. */
export const CHECK_PERMISSIONS: readonly string[] = [
  ...['User.Read.All', 'GroupMember.Read.All', 'Policy.Read.AuthenticationMethod'],
  ...['PublicKeyInfrastructure.Read.All', 'Organization.Read.All', 'UserAuthenticationMethod.Read.All'],
]

export interface Checked {
  readonly tenant: CheckedTenant
  /** One after the other, as they are looked at. Empty where it is the wrong tenant. */
  readonly users: AsyncIterable<CheckedUser>
}

/** Some users, with everything that can be known of each. @throws GraphError; UserError wrong-input: no such group */
export async function checkSome(
  subjects: readonly CertificateSubject[],
  input: TenantInput,
): Promise<Checked> {
  const tenant = await checkTenant(input)
  return { tenant, users: tenant.isWrong ? none() : eachOf(subjects, { ...input, checked: tenant }) }
}

/** All users, with few requests: who else has a value and other methods are not looked at. */
export async function checkAll(subjects: Iterable<CertificateSubject>, input: TenantInput): Promise<Checked> {
  const tenant = await checkTenant(input)
  return { tenant, users: tenant.isWrong ? none() : batchesOf(subjects, { ...input, checked: tenant }) }
}

async function* none(): AsyncGenerator<CheckedUser> {}

async function* eachOf(
  subjects: readonly CertificateSubject[],
  input: UserInput,
): AsyncGenerator<CheckedUser> {
  for (const subject of subjects) {
    const user = await readUser(input.client, subject.userPrincipalName)
    const found = seenOf(user)
    const rest = found === null ? NOTHING : await readAbout(found, subject, input)
    yield judgeSubject(subject, { user, ...rest }, input)
  }
}

const NOTHING: Omit<UserReads, 'user'> = {
  memberships: { seen: true, value: new Set() },
  direct: { seen: true, value: new Set() },
  holders: { seen: true, value: [] },
  methods: { seen: true, value: [] },
}

const LEFT_OUT = {
  direct: { seen: false, what: 'which memberships are direct', why: ONE_BY_ONE },
  holders: { seen: false, what: 'who else has the values', why: ONE_BY_ONE },
  methods: { seen: false, what: 'other sign-in methods', why: ONE_BY_ONE },
} as const

async function* batchesOf(
  subjects: Iterable<CertificateSubject>,
  input: UserInput,
): AsyncGenerator<CheckedUser> {
  const members = await readAllMembers(input.client, groupsOf(input.checked))
  for (const batch of batches(subjects)) {
    const names = [...new Set(batch.map(({ userPrincipalName }) => userPrincipalName.toLowerCase()))]
    const users = await readUsers(input.client, names)
    for (const subject of batch) {
      const user = users.seen
        ? { seen: true as const, value: users.value.get(subject.userPrincipalName.toLowerCase()) ?? null }
        : users
      const memberships = membershipsOf(seenOf(user)?.id ?? '', members)
      yield judgeSubject(subject, { user, memberships, ...LEFT_OUT }, input)
    }
  }
}

function* batches(subjects: Iterable<CertificateSubject>): Generator<readonly CertificateSubject[]> {
  let batch: CertificateSubject[] = []
  for (const subject of subjects) {
    batch.push(subject)
    if (batch.length < USERS_AT_ONCE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type Members = ReadonlyMap<string, Looked<ReadonlySet<string>>>

async function readAllMembers(client: GraphClient, groupIds: readonly string[]): Promise<Members> {
  const members = new Map<string, Looked<ReadonlySet<string>>>()
  for (const id of groupIds) members.set(id, await readMembers(client, id))
  return members
}

function membershipsOf(userId: string, members: Members): Looked<ReadonlySet<string>> {
  const groups = new Set<string>()
  for (const [groupId, looked] of members) {
    if (!looked.seen) return looked
    if (looked.value.has(userId)) groups.add(groupId)
  }
  return { seen: true, value: groups }
}
