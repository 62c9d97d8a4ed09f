// What each request to Microsoft Graph needs: a permission with consent, and for a person a directory role too. Source: Microsoft
// Graph permissions reference and v1.0; Microsoft Entra, "Configure certificate-based authentication".

export interface Need {
  readonly permission: string
  /** Of those that suffice, the one with the least power; null: any user will do. */
  readonly role: string | null
}

const PRIVILEGED = 'Privileged Authentication Administrator'

/** By `METHOD /path` below `/v1.0`, with the names of the body's properties; the first that matches. */
const NEEDS: readonly (readonly [request: RegExp, permission: string, role: string | null])[] = [
  [/^GET \/organization\b/, 'Organization.Read.All', null],
  [/^GET \/directory\//, 'PublicKeyInfrastructure.Read.All', PRIVILEGED],
  [/ \/directory\//, 'PublicKeyInfrastructure.ReadWrite.All', PRIVILEGED],
  [/^GET \/policies\//, 'Policy.Read.AuthenticationMethod', 'Global Reader'],
  [/ \/policies\//, 'Policy.ReadWrite.AuthenticationMethod', 'Authentication Policy Administrator'],
  [/^GET \/identity\//, 'Policy.Read.All', 'Global Reader'],
  [/^GET \/auditLogs\//, 'AuditLog.Read.All', 'Reports Reader'],
  [/\/temporaryAccessPassMethods\b/, 'UserAuthMethod-TAP.ReadWrite.All', 'Authentication Administrator'],
  [/\/authentication\/methods\b/, 'UserAuthenticationMethod.Read.All', 'Global Reader'],
  [/\/revokeSignInSessions\b/, 'User.RevokeSessions.All', 'User Administrator'],
  [/ \/groups\b|\/checkMemberGroups\b|\/(?:transitiveM|m)emberOf\b/, 'GroupMember.Read.All', null],
  [/ accountEnabled$/, 'User.EnableDisableAccount.All and User.Read.All', 'User Administrator'],
  [/^PATCH \/users\//, 'User.ReadWrite.All', PRIVILEGED],
  [/^GET \/users\b/, 'User.Read.All', null],
]

/** @param path below `/v1.0`, without a query @param body names of its properties */
export function needOf(method: string, path: string, body: readonly string[] = []): Need | null {
  const line = [`${method} ${path}`, ...body].join(' ')
  const [, permission, role = null] = NEEDS.find(([request]) => request.test(line)) ?? []
  return permission === undefined ? null : { permission, role }
}

/** As the rest of a sentence about the request. */
export function describeNeed({ permission, role }: Need): string {
  const needs = `needs the permission ${permission} with consent`
  return role === null ? needs : `${needs}, and a person also needs the role ${role}`
}
