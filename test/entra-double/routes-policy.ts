// The authentication methods policy, Temporary Access Passes, the sign-in log and conditional access: R4, R8, R9, R10, R12
// and W6, W7 of the fact sheet.
import { randomUUID } from 'node:crypto'
import { isMember } from './membership.ts'
import { NEEDS, requirePowerOver } from './permissions.ts'
import { badRequest, forbidden, type Reply, refuse } from './reply.ts'
import { type Call, NO_CONTENT, type Route, requireUser } from './route.ts'
import { clock, type Pass, stamp, type Wire } from './tenant.ts'
import { untouchedPolicy } from './tenant-policy.ts'

const METHODS = '^/policies/authenticationMethodsPolicy'
const CERTIFICATE = `${METHODS}/authenticationMethodConfigurations/x509Certificate$`
const PASSES = /^\/users\/([^/]+)\/authentication\/temporaryAccessPassMethods$/

export const POLICY_ROUTES: readonly Route[] = [
  { method: 'GET', path: new RegExp(`${METHODS}$`), answer: readMethodsPolicy },
  { method: 'GET', path: new RegExp(CERTIFICATE, 'i'), answer: readPolicy },
  { method: 'PATCH', path: new RegExp(CERTIFICATE, 'i'), answer: writePolicy },
  { method: 'DELETE', path: new RegExp(CERTIFICATE, 'i'), answer: resetPolicy },
  {
    method: 'GET',
    path: new RegExp(`${METHODS}/authenticationMethodConfigurations/temporaryAccessPass$`, 'i'),
    answer: readPassPolicy,
  },
  { method: 'GET', path: /^\/users\/([^/]+)\/authentication\/methods$/, answer: listMethods },
  { method: 'GET', path: PASSES, answer: listPasses },
  { method: 'POST', path: PASSES, answer: addPass },
  { method: 'GET', path: /^\/auditLogs\/signIns$/, answer: listSignIns },
  { method: 'GET', path: /^\/identity\/conditionalAccess\/policies$/, answer: listConditionalAccess },
]

const TYPE = '#microsoft.graph.x509CertificateAuthenticationMethodConfiguration'

function readMethodsPolicy({ tenant, need }: Call): Reply {
  need(NEEDS.readPolicy)
  return {
    status: 200,
    body: { id: 'authenticationMethodsPolicy', lastModifiedDateTime: tenant.policyChanged },
  }
}

/** The page says that the request takes no query options; that they are refused is OPEN. */
function readPolicy({ tenant, need, url, lag }: Call): Reply {
  need(NEEDS.readPolicy)
  if (url.search !== '') throw badRequest('Query options are not supported.', 'policy')
  const policy = structuredClone(lag.readPolicy(tenant))
  const context = `${url.origin}/v1.0/$metadata#authenticationMethodConfigurations/$entity`
  return {
    status: 200,
    body: {
      '@odata.context': context,
      ...policy,
      'includeTargets@odata.context': `${context}/includeTargets`,
    },
  }
}

const COLLECTIONS = [
  'certificateUserBindings',
  'certificateAuthorityScopes',
  'includeTargets',
  'excludeTargets',
]
const OBJECTS = ['authenticationModeConfiguration', 'issuerHintsConfiguration', 'crlValidationConfiguration']

/** What the body names is replaced whole; what it does not name stays. */
function writePolicy({ tenant, need, body, lag }: Call): Reply {
  need(NEEDS.writePolicy)
  if (body['@odata.type'] !== TYPE) throw badRequest('The @odata.type annotation is missing.', 'policy') // OPEN: text
  const { '@odata.type': _, id, ...changes } = body
  const unknown = Object.keys(changes).filter((name) => ![...COLLECTIONS, ...OBJECTS, 'state'].includes(name))
  if (unknown.length > 0) throw badRequest(`The property '${unknown[0]}' does not exist.`, 'policy') // OPEN
  for (const name of COLLECTIONS) {
    if (name in changes && !Array.isArray(changes[name]))
      throw badRequest(`${name} is not a collection.`, 'policy')
  }
  if ('state' in changes && !['enabled', 'disabled'].includes(String(changes['state'])))
    throw badRequest('state is not valid.', 'policy')
  const bindings = (changes['certificateUserBindings'] ?? []) as readonly Wire[]
  const priorities = bindings.map(({ priority }) => priority)
  if (new Set(priorities).size !== priorities.length)
    throw badRequest('The priorities of the bindings are not unique.', 'policy') // OPEN
  for (const target of [...targetsOf(changes['includeTargets']), ...targetsOf(changes['excludeTargets'])]) {
    // OPEN: whether an unknown group is refused.
    if (target !== 'all_users' && !tenant.groups.has(target))
      throw badRequest(`Group '${target}' not found.`, 'policy')
  }
  const scopes = (changes['certificateAuthorityScopes'] ?? []) as readonly Wire[]
  if (scopes.length > 30) throw badRequest('More than 30 scopes.', 'policy') // OPEN
  const former = new Set(
    (tenant.policy['certificateAuthorityScopes'] as readonly Wire[]).map((one) => JSON.stringify(one)),
  )
  const added = scopes.filter((one) => !former.has(JSON.stringify(one))) // a former one may have lost its authority
  for (const { subjectKeyIdentifier, publicKeyInfrastructureIdentifier: name } of added) {
    const containers = tenant.trust.filter(({ displayName }) => displayName === name)
    const isKnown = containers
      .flatMap(({ authorities }) => authorities)
      .some(({ issuerSubjectKeyIdentifier: ski }) => hex(ski) === hex(subjectKeyIdentifier))
    if (!isKnown) throw badRequest('The scope names an unknown certificate authority.', 'policy') // OPEN
  }
  lag.wrotePolicy(tenant)
  tenant.policy = { ...tenant.policy, ...structuredClone(changes) }
  // The affinity of a new binding is derived (INFER).
  const stored = tenant.policy['certificateUserBindings'] as Wire[]
  for (const one of stored) one['trustAffinityLevel'] ??= affinityOf(one)
  tenant.policyChanged = stamp(tenant)
  return NO_CONTENT
}

function affinityOf({ x509CertificateField: field }: Wire): string {
  return ['subjectkeyidentifier', 'sha1publickey'].includes(String(field).toLowerCase()) ? 'high' : 'low'
}

function targetsOf(targets: unknown): string[] {
  return Array.isArray(targets) ? targets.map(({ id }) => String(id)) : []
}

function hex(text: unknown): string {
  return String(text ?? '')
    .replace(/[^0-9a-f]/gi, '')
    .toUpperCase()
}

function resetPolicy({ tenant, need, lag }: Call): Reply {
  need(NEEDS.writePolicy)
  lag.wrotePolicy(tenant)
  tenant.policy = untouchedPolicy()
  return NO_CONTENT
}

function readPassPolicy({ tenant, need }: Call): Reply {
  need(NEEDS.readPolicy)
  return { status: 200, body: tenant.passPolicy }
}

function passWire(call: Call, pass: Pass): Wire {
  const { userId, value, ...rest } = pass
  const ends = Date.parse(pass.startDateTime) + pass.lifetimeInMinutes * 60_000
  const isUsable = ends > clock(call.tenant)
  return {
    ...rest,
    isUsable,
    methodUsabilityReason: isUsable ? 'EnabledByPolicy' : 'Expired',
    temporaryAccessPass: null,
  }
}

function listMethods(call: Call): Reply {
  call.need(NEEDS.readMethods)
  const user = requireUser(call)
  const passes = call.tenant.passes.filter(({ userId }) => userId === user.id)
  return {
    status: 200,
    body: {
      value: [
        ...user.methods.map((type) => ({ '@odata.type': type, id: randomUUID() })),
        ...passes.map((pass) => ({
          '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethod',
          ...passWire(call, pass),
        })),
      ],
    },
  }
}

function listPasses(call: Call): Reply {
  call.need(NEEDS.readPasses)
  const { id } = requireUser(call)
  const passes = call.tenant.passes.filter(({ userId }) => userId === id)
  return { status: 200, body: { value: passes.map((pass) => passWire(call, pass)) } }
}

/** A new pass replaces the old one. Its value is in this answer and in no other. */
function addPass(call: Call): Reply {
  const { tenant, need, body, grant } = call
  need(NEEDS.writePass)
  const user = requireUser(call)
  requirePowerOver(user, grant)
  if (user.id === grant.userId) throw forbidden('policy', false) // nobody makes one for oneself
  if (user.userPrincipalName.includes('#EXT#'))
    throw badRequest('Temporary Access Pass cannot be added to an external guest user.', 'policy')
  const policy = tenant.passPolicy
  const targets = targetsOf(policy['includeTargets'])
  const isIncluded = targets.some((id) => id === 'all_users' || isMember(tenant, id, user.id))
  if (policy['state'] !== 'enabled' || !isIncluded) {
    throw badRequest(
      'Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType [TemporaryAccessPass].',
      'policy',
    )
  }
  const lifetimeInMinutes = Number(body['lifetimeInMinutes'] ?? policy['defaultLifetimeInMinutes'])
  const isUsableOnce =
    body['isUsableOnce'] === undefined ? policy['isUsableOnce'] === true : body['isUsableOnce'] === true
  const [least, most] = [policy['minimumLifetimeInMinutes'], policy['maximumLifetimeInMinutes']].map(Number)
  if (!(lifetimeInMinutes >= (least ?? 0) && lifetimeInMinutes <= (most ?? 0)))
    throw badRequest('lifetimeInMinutes is not within the limits of the policy.', 'policy') // OPEN
  if (policy['isUsableOnce'] === true && !isUsableOnce)
    throw badRequest('The policy requires one-time use.', 'policy') // OPEN
  const value = `Tap+${randomUUID()
    .replaceAll('-', '')
    .slice(0, Number(policy['defaultLength'] ?? 8))}`
  tenant.passes = tenant.passes.filter(({ userId }) => userId !== user.id)
  const now = stamp(tenant)
  const pass: Pass = {
    id: randomUUID(),
    userId: user.id,
    value,
    lifetimeInMinutes,
    isUsableOnce,
    startDateTime: typeof body['startDateTime'] === 'string' ? body['startDateTime'] : now,
    createdDateTime: now,
  }
  tenant.passes.push(pass)
  return { status: 201, body: { ...passWire(call, pass), temporaryAccessPass: value } }
}

function listSignIns({ tenant, need, url, paging }: Call): Reply {
  need(NEEDS.signIns)
  if (!tenant.premium) {
    throw refuse(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      'Neither tenant is B2C or tenant doesn\u2019t have premium license',
      'policy',
    )
  }
  const filter = url.searchParams.get('$filter') ?? ''
  const parts = /^userId eq '([^']*)'(?: and createdDateTime ge (\S+))?$/.exec(filter)
  if (filter !== '' && parts === null) throw badRequest('Invalid filter clause.', 'policy')
  const since = Date.parse(parts?.[2] ?? '1970-01-01T00:00:00Z')
  const found = tenant.signIns.filter(
    ({ userId, createdDateTime }) =>
      (parts === null || userId === parts[1]) && Date.parse(String(createdDateTime)) >= since,
  )
  return paging.page(found, url)
}

function listConditionalAccess({ tenant, need, url, paging }: Call): Reply {
  need(NEEDS.conditionalAccess)
  return paging.page(tenant.conditionalAccess, url)
}
