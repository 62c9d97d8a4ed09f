// The trust store: containers of certification authorities, R6 and W1 to W4 of the fact sheet.
import { randomUUID, X509Certificate } from 'node:crypto'
import { NEEDS } from './permissions.ts'
import { badRequest, notFound, type Reply } from './reply.ts'
import { type Call, NO_CONTENT, type Route, text } from './route.ts'
import { type Authority, type Container, stamp, type Wire } from './tenant.ts'

const ALL = /^\/directory\/publicKeyInfrastructure\/certificateBasedAuthConfigurations/.source
const DELETED = /^\/directory\/deletedItems/.source

export const TRUST_ROUTES: readonly Route[] = [
  { method: 'GET', path: new RegExp(`${ALL}$`), answer: listContainers },
  { method: 'POST', path: new RegExp(`${ALL}$`), answer: addContainer },
  { method: 'GET', path: new RegExp(`${ALL}/([^/]+)$`), answer: readContainer },
  { method: 'DELETE', path: new RegExp(`${ALL}/([^/]+)$`), answer: removeContainer },
  { method: 'GET', path: new RegExp(`${ALL}/([^/]+)/certificateAuthorities$`), answer: listAuthorities },
  { method: 'POST', path: new RegExp(`${ALL}/([^/]+)/certificateAuthorities$`), answer: addAuthority },
  {
    method: 'GET',
    path: new RegExp(`${ALL}/([^/]+)/certificateAuthorities/([^/]+)$`),
    answer: readAuthority,
  },
  {
    method: 'PATCH',
    path: new RegExp(`${ALL}/([^/]+)/certificateAuthorities/([^/]+)$`),
    answer: changeAuthority,
  },
  {
    method: 'DELETE',
    path: new RegExp(`${ALL}/([^/]+)/certificateAuthorities/([^/]+)$`),
    answer: removeAuthority,
  },
  {
    method: 'GET',
    path: new RegExp(`${DELETED}/microsoft.graph.certificateAuthorityDetail$`),
    answer: listDeleted,
  },
  { method: 'POST', path: new RegExp(`${DELETED}/([^/]+)/restore$`), answer: restore },
]

const MOST_AUTHORITIES = 250

function containerWire(call: Call, { id, displayName }: Container): Wire {
  const { tenant } = call
  return {
    id,
    deletedDateTime: null,
    displayName,
    status: 'succeeded',
    statusDetails: null,
    lastModifiedDateTime: stamp(tenant),
  }
}

function listContainers(call: Call): Reply {
  call.need(NEEDS.readTrust)
  const all = call.lag.readTrust(call.tenant)
  return call.paging.page(
    all.map((one) => containerWire(call, one)),
    call.url,
  )
}

/** A second request makes a second container of the same name (W1). */
function addContainer(call: Call): Reply {
  const { tenant, need, body, lag } = call
  need(NEEDS.writeTrust)
  const displayName = text(body, 'displayName')
  if (displayName === null || displayName === '' || displayName.length > 256)
    throw badRequest('The displayName is not valid.', 'policy') // OPEN
  lag.wroteTrust(tenant)
  const made = { id: randomUUID(), displayName, authorities: [] }
  tenant.trust.push(made)
  return { status: 201, body: containerWire(call, made) }
}

function requireContainer({ names }: Call, trust: readonly Container[]): Container {
  const found = trust.find(({ id }) => id === names[0])
  if (found === undefined) throw notFound(names[0] ?? '')
  return found
}

function readContainer(call: Call): Reply {
  call.need(NEEDS.readTrust)
  const found = requireContainer(call, call.lag.readTrust(call.tenant))
  return { status: 200, body: containerWire(call, found) }
}

function removeContainer(call: Call): Reply {
  const { tenant, need, lag } = call
  need(NEEDS.writeTrust)
  const found = requireContainer(call, tenant.trust)
  lag.wroteTrust(tenant)
  tenant.trust = tenant.trust.filter((one) => one !== found)
  return NO_CONTENT
}

function listAuthorities(call: Call): Reply {
  call.need(NEEDS.readTrust)
  return call.paging.page(requireContainer(call, call.lag.readTrust(call.tenant)).authorities, call.url)
}

/** Issuer and key identifier are as they were sent (OPEN: whether Entra reads them from the certificate). */
function addAuthority(call: Call): Reply {
  const { tenant, need, body, lag } = call
  need(NEEDS.writeTrust)
  requireContainer(call, lag.readTrust(tenant)) // one that has not reached every copy yet is not found
  const [certificate, thumbprint, expires] = ['certificate', 'thumbprint', 'expirationDateTime'].map((name) =>
    text(body, name),
  )
  if (certificate == null || thumbprint == null || expires == null)
    throw badRequest('certificate, thumbprint and expirationDateTime are required.', 'policy') // OPEN
  const parsed = parseCertificate(certificate)
  const count = tenant.trust.reduce((sum, { authorities }) => sum + authorities.length, 0)
  if (count >= MOST_AUTHORITIES)
    throw badRequest('The limit of certificate authorities is reached.', 'policy') // OPEN
  lag.wroteTrust(tenant)
  const made: Authority = {
    id: randomUUID(),
    deletedDateTime: null,
    certificateAuthorityType: text(body, 'certificateAuthorityType') ?? 'root',
    certificate,
    displayName: text(body, 'displayName') ?? '',
    issuer: parsed.issuer.replaceAll('\n', ', '),
    issuerSubjectKeyIdentifier: text(body, 'issuerSubjectKeyIdentifier'),
    createdDateTime: stamp(tenant),
    expirationDateTime: expires,
    thumbprint,
    certificateRevocationListUrl: text(body, 'certificateRevocationListUrl'),
    deltaCertificateRevocationListUrl: null,
    isIssuerHintEnabled: body['isIssuerHintEnabled'] === true,
  }
  requireContainer(call, tenant.trust).authorities.push(made) // the same root twice makes two (OPEN)
  return { status: 201, body: { ...made } }
}

function parseCertificate(base64: string): X509Certificate {
  const der = Buffer.from(base64, 'base64')
  if (der.toString('base64') !== base64 || der.length > 8192)
    throw badRequest('The certificate is not valid.', 'policy') // OPEN
  try {
    return new X509Certificate(der)
  } catch {
    throw badRequest('The certificate is not valid.', 'policy')
  }
}

function requireAuthority(call: Call, trust: readonly Container[]): Authority {
  const found = requireContainer(call, trust).authorities.find(({ id }) => id === call.names[1])
  if (found === undefined) throw notFound(call.names[1] ?? '')
  return found
}

function readAuthority(call: Call): Reply {
  call.need(NEEDS.readTrust)
  return { status: 200, body: { ...requireAuthority(call, call.lag.readTrust(call.tenant)) } }
}

const CHANGEABLE = [
  'displayName',
  'certificateRevocationListUrl',
  'deltaCertificateRevocationListUrl',
  'isIssuerHintEnabled',
  'thumbprint',
  'expirationDateTime',
]

function changeAuthority(call: Call): Reply {
  const { tenant, need, body, lag } = call
  need(NEEDS.writeTrust)
  const found = requireAuthority(call, tenant.trust)
  lag.wroteTrust(tenant)
  Object.assign(found, Object.fromEntries(Object.entries(body).filter(([name]) => CHANGEABLE.includes(name))))
  return { status: 200, body: { ...found } }
}

/** Restorable for 30 days. */
function removeAuthority(call: Call): Reply {
  const { tenant, need, lag } = call
  need(NEEDS.writeTrust)
  const [container, found] = [requireContainer(call, tenant.trust), requireAuthority(call, tenant.trust)]
  lag.wroteTrust(tenant)
  container.authorities = container.authorities.filter((one) => one !== found)
  tenant.deleted.push({ ...found, deletedDateTime: stamp(tenant), containerId: container.id })
  return NO_CONTENT
}

function listDeleted(call: Call): Reply {
  call.need(NEEDS.readTrust)
  return call.paging.page(
    call.tenant.deleted.map(({ containerId, ...one }) => one),
    call.url,
  )
}

function restore(call: Call): Reply {
  const { tenant, need, names, lag } = call
  need(NEEDS.writeTrust)
  const found = tenant.deleted.find(({ id }) => id === names[0])
  const container = tenant.trust.find(({ id }) => id === found?.['containerId'])
  if (found === undefined || container === undefined) throw notFound(names[0] ?? '')
  lag.wroteTrust(tenant)
  tenant.deleted = tenant.deleted.filter((one) => one !== found)
  const { containerId, ...authority } = found
  const restored = { ...authority, deletedDateTime: null } as Authority
  container.authorities.push(restored)
  return { status: 200, body: restored }
}
