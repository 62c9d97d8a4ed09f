// The state of the tenant that the double plays: users, groups, one policy, trust store, passes, sign-ins, apps, tokens.
// Objects have the names and spellings of Microsoft Graph v1.0, so that an answer is a part of the state.
import { randomUUID } from 'node:crypto'
import { PASS_POLICY, untouchedPolicy } from './tenant-policy.ts'

/** An object as it is on the wire. */
export type Wire = Record<string, unknown>

export interface User {
  readonly id: string
  userPrincipalName: string
  displayName: string
  mail: string | null
  accountEnabled: boolean
  userType: 'Member' | 'Guest'
  onPremisesSyncEnabled: boolean | null
  onPremisesUserPrincipalName: string | null
  certificateUserIds: string[]
  /** Directory roles by name; a user with one is an administrator. */
  directoryRoles: string[]
  /** Types of the registered methods, such as `#microsoft.graph.passwordAuthenticationMethod`. */
  methods: string[]
  /** How often the sessions were ended. */
  sessionsEnded: number
}

export interface Group {
  readonly id: string
  displayName: string
  securityEnabled: boolean
  groupTypes: string[]
  onPremisesSyncEnabled: boolean | null
  /** Ids of users and of groups. */
  members: string[]
}

export interface Authority extends Wire {
  id: string
  deletedDateTime: string | null
  certificateAuthorityType: string
  /** Base64 of the DER. */
  certificate: string
  displayName: string
  issuer: string
  issuerSubjectKeyIdentifier: string | null
  createdDateTime: string
  expirationDateTime: string
  thumbprint: string
  certificateRevocationListUrl: string | null
  deltaCertificateRevocationListUrl: string | null
  isIssuerHintEnabled: boolean
}

export interface Container {
  readonly id: string
  displayName: string
  authorities: Authority[]
}

export interface ClassicAuthority extends Wire {
  isRootAuthority: boolean
  certificate: string
  certificateRevocationListUrl: string | null
  issuer: string
  issuerSki: string
}

export interface Pass extends Wire {
  readonly id: string
  readonly userId: string
  readonly value: string
  readonly lifetimeInMinutes: number
  readonly isUsableOnce: boolean
  readonly startDateTime: string
}

export interface App {
  readonly clientId: string
  /** "Allow public client flows", which device code needs. */
  publicFlows: boolean
  secret: string | null
  /** PEM of the certificate that signs assertions. */
  certificate: string | null
  /** Permissions with admin consent. */
  delegated: string[]
  application: string[]
}

/** What an access token stands for. */
export interface Grant {
  readonly kind: 'delegated' | 'application'
  /** Scopes, or application permissions. */
  readonly permissions: readonly string[]
  /** Of the administrator, or of the service principal. */
  readonly directoryRoles: readonly string[]
  /** Milliseconds. */
  readonly expires: number
  /** Null: an application. */
  readonly userId: string | null
}

export interface Tenant {
  id: string
  displayName: string
  domains: string[]
  /** Whether it has Entra ID P1, which the sign-in log needs. */
  premium: boolean
  securityDefaults: boolean
  /** The administrator who signs in at the login endpoint. */
  admin: { userId: string; directoryRoles: string[] }
  users: Map<string, User>
  /** Ids by UPN in lower case, and by certificateUserId in lower case. */
  byName: Map<string, string>
  byValue: Map<string, string>
  groups: Map<string, Group>
  policy: Wire
  passPolicy: Wire
  policyChanged: string
  trust: Container[]
  deleted: Authority[]
  classic: ClassicAuthority[]
  conditionalAccess: Wire[]
  passes: Pass[]
  signIns: Wire[]
  apps: Map<string, App>
  tokens: Map<string, Grant>
  /** Milliseconds between the real clock and the tenant's. */
  clockOffset: number
}

/** A tenant with its administrator, and nobody else. */
export function makeTenant(): Tenant {
  const tenant: Tenant = {
    id: '11111111-2222-4333-8444-555555555555',
    displayName: 'Contoso',
    domains: ['contoso.com', 'contoso.onmicrosoft.com'],
    premium: true,
    securityDefaults: false,
    admin: { userId: '', directoryRoles: ['Global Administrator'] },
    users: new Map(),
    byName: new Map(),
    byValue: new Map(),
    groups: new Map(),
    policy: untouchedPolicy(),
    passPolicy: structuredClone(PASS_POLICY),
    policyChanged: '2026-11-01T08:00:00Z',
    trust: [],
    deleted: [],
    classic: [],
    conditionalAccess: [],
    passes: [],
    signIns: [],
    apps: new Map(),
    tokens: new Map(),
    clockOffset: 0,
  }
  const admin = addUser(tenant, { userPrincipalName: 'admin@contoso.com' })
  admin.directoryRoles.push('Global Administrator')
  tenant.admin.userId = admin.id
  return tenant
}

export function addUser(tenant: Tenant, given: Partial<User> & Pick<User, 'userPrincipalName'>): User {
  const user: User = {
    id: randomUUID(),
    displayName: given.userPrincipalName.split('@')[0] ?? '',
    mail: null,
    accountEnabled: true,
    userType: 'Member',
    onPremisesSyncEnabled: null,
    onPremisesUserPrincipalName: null,
    certificateUserIds: [],
    directoryRoles: [],
    methods: ['#microsoft.graph.passwordAuthenticationMethod'],
    sessionsEnded: 0,
    ...given,
  }
  tenant.users.set(user.id, user)
  tenant.byName.set(user.userPrincipalName.toLowerCase(), user.id)
  for (const value of user.certificateUserIds) tenant.byValue.set(value.toLowerCase(), user.id)
  return user
}

export function addGroup(tenant: Tenant, given: Partial<Group> & Pick<Group, 'displayName'>): Group {
  const group: Group = {
    id: randomUUID(),
    securityEnabled: true,
    groupTypes: [],
    onPremisesSyncEnabled: null,
    members: [],
    ...given,
  }
  tenant.groups.set(group.id, group)
  return group
}

export function findUser(tenant: Tenant, idOrName: string): User | null {
  return tenant.users.get(tenant.byName.get(idOrName.toLowerCase()) ?? idOrName) ?? null
}

/** Milliseconds, by the tenant's clock. */
export function clock(tenant: Tenant): number {
  return Date.now() + tenant.clockOffset
}

/** As Graph writes it: whole seconds. */
export function stamp(tenant: Tenant): string {
  return new Date(clock(tenant)).toISOString().replace(/\.\d+Z$/, 'Z')
}
