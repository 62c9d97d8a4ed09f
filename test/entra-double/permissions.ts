// Which permission and which directory role each request needs (fact sheet §2 and §3.0; scopes by Microsoft's
// permissions.json). A delegated token needs both, an application its permission only.
import { forbidden, type Style } from './reply.ts'
import type { Grant, User } from './tenant.ts'

export interface Need {
  /** One scope of each of these; any of one row will do. */
  readonly scopes: readonly (readonly string[])[]
  /** One of these roles; empty: any administrator, or user, will do. */
  readonly roles: readonly string[]
  readonly style: Style
}

const GLOBAL = 'Global Administrator'
const PRIVILEGED = 'Privileged Authentication Administrator'
const POLICY_ADMINISTRATOR = 'Authentication Policy Administrator'
const AUTHENTICATION = 'Authentication Administrator'

const DIRECTORY_READ = ['Directory.Read.All', 'Directory.ReadWrite.All']
const USER_READ = ['User.Read.All', 'User.ReadWrite.All', ...DIRECTORY_READ]
const GROUP_READ = ['GroupMember.Read.All', 'GroupMember.ReadWrite.All', 'Group.Read.All', ...DIRECTORY_READ]
const POLICY_WRITE = ['Policy.ReadWrite.AuthenticationMethod']
const POLICY_READ = ['Policy.Read.AuthenticationMethod', 'Policy.Read.All', ...POLICY_WRITE]
const TRUST_WRITE = ['PublicKeyInfrastructure.ReadWrite.All']
const PASS_WRITE = ['UserAuthMethod-TAP.ReadWrite.All', 'UserAuthenticationMethod.ReadWrite.All']

export const NEEDS = {
  organization: need([['Organization.Read.All', 'User.Read', ...DIRECTORY_READ]]),
  classic: need([['Organization.Read.All', ...DIRECTORY_READ]]),
  readUser: need([USER_READ]),
  checkMembership: need([USER_READ, GROUP_READ]),
  readGroup: need([GROUP_READ]),
  readPolicy: need(
    [POLICY_READ],
    [GLOBAL, POLICY_ADMINISTRATOR, 'Global Reader', 'Security Reader'],
    'policy',
  ),
  writePolicy: need([POLICY_WRITE], [GLOBAL, POLICY_ADMINISTRATOR], 'policy'),
  // OPEN: whether Global Reader may read the trust store. Here it may.
  readTrust: need(
    [['PublicKeyInfrastructure.Read.All', ...TRUST_WRITE]],
    [GLOBAL, PRIVILEGED, AUTHENTICATION, 'Global Reader'],
    'policy',
  ),
  writeTrust: need([TRUST_WRITE], [GLOBAL, PRIVILEGED, AUTHENTICATION], 'policy'),
  writeValues: need([['User.ReadWrite.All', 'Directory.ReadWrite.All']], [GLOBAL, PRIVILEGED]),
  enableAccount: need(
    [['User.EnableDisableAccount.All', 'User.ReadWrite.All'], USER_READ],
    [GLOBAL, PRIVILEGED, 'User Administrator'],
  ),
  endSessions: need(
    [['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All']],
    [GLOBAL, PRIVILEGED, AUTHENTICATION, 'User Administrator'],
  ),
  readMethods: need(
    [['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All']],
    [GLOBAL, PRIVILEGED, AUTHENTICATION, 'Global Reader'],
    'policy',
  ),
  readPasses: need(
    [['UserAuthMethod-TAP.Read.All', 'UserAuthenticationMethod.Read.All', ...PASS_WRITE]],
    [GLOBAL, PRIVILEGED, AUTHENTICATION, 'Global Reader'],
    'policy',
  ),
  writePass: need([PASS_WRITE], [GLOBAL, PRIVILEGED, AUTHENTICATION], 'policy'),
  signIns: need(
    [['AuditLog.Read.All']],
    [GLOBAL, 'Global Reader', 'Reports Reader', 'Security Reader'],
    'policy',
  ),
  conditionalAccess: need(
    [['Policy.Read.All', 'Policy.Read.ConditionalAccess']],
    [GLOBAL, 'Global Reader', 'Security Reader'],
    'policy',
  ),
} as const

export function need(
  scopes: Need['scopes'],
  roles: readonly string[] = [],
  style: Style = 'directory',
): Need {
  return { scopes, roles, style }
}

/** @param nested a fault: as if a scope were missing @throws Refused 403 */
export function requireGrant(grant: Grant, { scopes, roles, style }: Need, nested = false): void {
  const hasScopes = scopes.every((any) => any.some((scope) => grant.permissions.includes(scope)))
  const hasRole =
    grant.kind === 'application' ||
    roles.length === 0 ||
    roles.some((role) => grant.directoryRoles.includes(role))
  if (nested || !hasScopes || !hasRole) throw forbidden(style, nested)
}

/** Only two roles may change an administrator; of an application too (graph-docs #1916). @throws Refused 403 */
export function requirePowerOver(user: User, grant: Grant): void {
  const isAbove = [GLOBAL, PRIVILEGED].some((role) => grant.directoryRoles.includes(role))
  if (user.directoryRoles.length > 0 && !isAbove) throw forbidden('directory', false)
}
