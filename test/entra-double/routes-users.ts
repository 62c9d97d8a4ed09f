// Users, groups and the organization: R1, R2, R3, R5, R7, R11 and W5, W8, W9 of the fact sheet.
import { isMember, transitiveMembers } from './membership.ts'
import { select } from './paging.ts'
import { NEEDS, requirePowerOver } from './permissions.ts'
import { badRequest, notFound, type Reply, refuse } from './reply.ts'
import { type Call, NO_CONTENT, type Route, requireUser } from './route.ts'
import { findUser, type Group, type User, type Wire } from './tenant.ts'

export const USER_ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/organization$/, answer: readOrganization },
  {
    method: 'GET',
    path: /^\/organization\/([^/]+)\/certificateBasedAuthConfiguration$/,
    answer: readClassic,
  },
  { method: 'GET', path: /^\/users$/, answer: listUsers },
  { method: 'GET', path: /^\/users\/([^/]+)$/, answer: readUser },
  { method: 'PATCH', path: /^\/users\/([^/]+)$/, answer: writeUser },
  { method: 'POST', path: /^\/users\/([^/]+)\/checkMemberGroups$/, answer: checkGroups },
  { method: 'POST', path: /^\/users\/([^/]+)\/revokeSignInSessions$/, answer: endSessions },
  {
    method: 'GET',
    path: /^\/users\/([^/]+)\/transitiveMemberOf\/microsoft\.graph\.directoryRole$/,
    answer: listRoles,
  },
  { method: 'GET', path: /^\/users\/([^/]+)\/memberOf$/, answer: listDirectGroups },
  { method: 'GET', path: /^\/groups$/, answer: listGroups },
  { method: 'GET', path: /^\/groups\/([^/]+)$/, answer: readGroup },
  {
    method: 'GET',
    path: /^\/groups\/([^/]+)\/transitiveMembers(?:\/microsoft\.graph\.user)?$/,
    answer: listMembers,
  },
]

/** What an answer holds without `$select`; `authorizationInfo` is not among it (INFER). */
const USUAL = ['id', 'userPrincipalName', 'displayName', 'mail']
const MOST_VALUES = 10
const LONGEST_VALUE = 1024
const MOST_IN = 15

function readOrganization({ tenant, url, need, paging }: Call): Reply {
  need(NEEDS.organization)
  const verifiedDomains = tenant.domains.map((name, index) => ({
    name,
    isDefault: index === 0,
    isInitial: name.endsWith('.onmicrosoft.com'),
    type: 'Managed',
    capabilities: 'Email',
  }))
  return paging.page([select({ id: tenant.id, displayName: tenant.displayName, verifiedDomains }, url)], url)
}

function readClassic({ tenant, need, names }: Call): Reply {
  need(NEEDS.classic)
  if (names[0] !== tenant.id) throw notFound(names[0] ?? '')
  const value = { id: '29728ade-6ae4-4ee9-9103-412912537da5', certificateAuthorities: tenant.classic }
  return { status: 200, body: { value: tenant.classic.length === 0 ? [] : [value] } }
}

function wireOf(user: User): Wire {
  const { certificateUserIds, directoryRoles, methods, sessionsEnded, ...rest } = user
  return { ...rest, authorizationInfo: { certificateUserIds } }
}

function readUser(call: Call): Reply {
  call.need(NEEDS.readUser)
  const user = call.lag.readUser(requireUser(call))
  return { status: 200, body: select(wireOf(user), call.url, USUAL) }
}

/** By the filters that are needed; Graph has many more. */
function listUsers({ tenant, url, need, headers, paging }: Call): Reply {
  need(NEEDS.readUser)
  const filter = url.searchParams.get('$filter')
  const found = filter === null ? [...tenant.users.values()] : filterUsers()
  const extra = url.searchParams.get('$count') === 'true' ? { '@odata.count': found.length } : {}
  return paging.page(
    found.map((user) => select(wireOf(user), url, USUAL)),
    url,
    extra,
  )

  function filterUsers(): User[] {
    const value = /^authorizationInfo\/certificateUserIds\/any\((\w+):\1 eq '((?:[^']|'')*)'\)$/.exec(
      filter ?? '',
    )
    if (value !== null) {
      if (headers['consistencylevel'] !== 'eventual' || url.searchParams.get('$count') !== 'true') {
        throw refuse(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause specified.')
      }
      // OPEN: whether Entra compares values with case; here it does not.
      const id = tenant.byValue.get(unquote(value[2]).toLowerCase())
      const user = id === undefined ? undefined : tenant.users.get(id)
      return user === undefined ? [] : [user]
    }
    const one = /^(userPrincipalName|id) eq '((?:[^']|'')*)'$/.exec(filter ?? '')
    const many = /^(?:userPrincipalName|id) in ?\(((?:'(?:[^']|'')*'(?:, ?)?)+)\)$/.exec(filter ?? '')
    const values =
      one !== null ? [one[2]] : [...(many?.[1] ?? '').matchAll(/'((?:[^']|'')*)'/g)].map(([, name]) => name)
    if (values.length === 0)
      throw refuse(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause specified.')
    if (values.length > MOST_IN)
      throw badRequest(
        `Too many child clauses specified in search filter expression containing 'OR' operators.`,
      )
    return values.flatMap((name) => findUser(tenant, unquote(name)) ?? [])
  }
}

function unquote(value = ''): string {
  return value.replaceAll("''", "'")
}

/** Values, or whether the account is enabled. A list replaces the list. */
function writeUser(call: Call): Reply {
  const { tenant, body, need, grant, lag } = call
  const info = body['authorizationInfo'] as { certificateUserIds?: unknown } | undefined
  if (info !== undefined) need(NEEDS.writeValues)
  if ('accountEnabled' in body) need(NEEDS.enableAccount)
  const user = requireUser(call)
  requirePowerOver(user, grant)
  if (user.onPremisesSyncEnabled === true) {
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
    )
  }
  const values = info === undefined ? null : readValues(info.certificateUserIds)
  for (const value of values ?? []) {
    const holder = tenant.byValue.get(value.toLowerCase())
    if (holder !== undefined && holder !== user.id) {
      // OPEN: code and text for certificateUserIds.
      throw badRequest('Another object with the same value for property certificateUserIds already exists.')
    }
  }
  lag.wroteUser(user)
  if (typeof body['accountEnabled'] === 'boolean') user.accountEnabled = body['accountEnabled']
  if (values !== null) {
    for (const value of user.certificateUserIds) tenant.byValue.delete(value.toLowerCase())
    user.certificateUserIds = values
    for (const value of values) tenant.byValue.set(value.toLowerCase(), user.id)
  }
  return NO_CONTENT
}

function readValues(given: unknown): string[] {
  // OPEN: the texts of these three.
  if (!Array.isArray(given)) throw badRequest('certificateUserIds is not a collection.')
  const values = given.map(String)
  if (values.length > MOST_VALUES) throw badRequest('certificateUserIds has more than 10 values.')
  const isBad = (value: string): boolean => value.length > LONGEST_VALUE || !value.startsWith('X509:<')
  if (values.some(isBad)) throw badRequest('A value of certificateUserIds is not valid.')
  return values
}

function checkGroups(call: Call): Reply {
  const { tenant, body, need } = call
  need(NEEDS.checkMembership)
  const { id } = requireUser(call)
  const groupIds = Array.isArray(body['groupIds']) ? body['groupIds'].map(String) : []
  if (groupIds.length === 0 || groupIds.length > 20) throw badRequest('groupIds: between 1 and 20.')
  return { status: 200, body: { value: groupIds.filter((groupId) => isMember(tenant, groupId, id)) } }
}

function listDirectGroups(call: Call): Reply {
  const { tenant, url, need, paging } = call
  need(NEEDS.checkMembership)
  const { id } = requireUser(call)
  const found = [...tenant.groups.values()].filter(({ members }) => members.includes(id))
  return paging.page(
    found.map((group) => ({ '@odata.type': '#microsoft.graph.group', ...select(groupWire(group), url) })),
    url,
  )
}

function endSessions(call: Call): Reply {
  call.need(NEEDS.endSessions)
  const user = requireUser(call)
  requirePowerOver(user, call.grant)
  user.sessionsEnded += 1
  return { status: 200, body: { value: true } }
}

/** A cast is an advanced query. Without a permission for roles their names are empty, but they are there. */
function listRoles(call: Call): Reply {
  const { url, need, headers, paging } = call
  need(NEEDS.checkMembership)
  const { directoryRoles } = requireUser(call)
  if (headers['consistencylevel'] !== 'eventual' || url.searchParams.get('$count') !== 'true')
    throw refuse(
      400,
      'Request_UnsupportedQuery',
      'The specified filter to the reference property query is currently not supported.',
    )
  return paging.page(
    directoryRoles.map((displayName) => ({ id: displayName, displayName: null })),
    url,
    { '@odata.count': directoryRoles.length },
  )
}

function listGroups({ tenant, url, need, paging }: Call): Reply {
  need(NEEDS.readGroup)
  const filter = url.searchParams.get('$filter')
  const name = /^displayName eq '((?:[^']|'')*)'$/.exec(filter ?? '')
  if (filter !== null && name === null)
    throw refuse(400, 'Request_UnsupportedQuery', 'Unsupported or invalid query filter clause specified.')
  const asked = unquote(name?.[1]).toLowerCase()
  const found = [...tenant.groups.values()].filter(
    ({ displayName }) => name === null || displayName.toLowerCase() === asked,
  )
  return paging.page(
    found.map((group) => select(groupWire(group), url)),
    url,
  )
}

function groupWire({ members, ...group }: Group): Wire {
  return { ...group }
}

function requireGroup({ tenant, names }: Call): Group {
  const group = tenant.groups.get(names[0] ?? '')
  if (group === undefined) throw notFound(names[0] ?? '')
  return group
}

function readGroup(call: Call): Reply {
  call.need(NEEDS.readGroup)
  return { status: 200, body: select(groupWire(requireGroup(call)), call.url) }
}

function listMembers(call: Call): Reply {
  const { tenant, url, need, paging } = call
  need(NEEDS.readGroup)
  const onlyUsers = url.pathname.endsWith('/microsoft.graph.user')
  const ids = transitiveMembers(tenant, requireGroup(call).id)
  const members = ids.flatMap((id): Wire[] => {
    const user = tenant.users.get(id)
    if (user !== undefined)
      return [{ '@odata.type': '#microsoft.graph.user', ...select(wireOf(user), url, USUAL) }]
    const group = tenant.groups.get(id)
    return group === undefined || onlyUsers
      ? []
      : [{ '@odata.type': '#microsoft.graph.group', ...select(groupWire(group), url) }]
  })
  return paging.page(members, url)
}
