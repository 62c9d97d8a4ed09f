// A CA and the double of Entra ID beside each other: certificates are issued, users exist, and commands run against both.
import { onTestFinished } from 'vitest'
import { fullGrant } from '../entra-double/control.ts'
import { type Double, startDouble } from '../entra-double/double.ts'
import { issueToken } from '../entra-double/login.ts'
import { addGroup, addUser, type Group, type User } from '../entra-double/tenant.ts'
import { makeAuthority } from './authority.ts'
import { runCommand } from './cli.ts'
import type { ToolResult } from './tools.ts'

export interface EntraDesk {
  readonly double: Double
  readonly ca: Awaited<ReturnType<typeof makeAuthority>>
  readonly env: Readonly<Record<string, string>>
  readonly token: string
  /** `certstick entra …` within this process. */
  readonly entra: (...args: readonly string[]) => Promise<ToolResult>
  /** The same on a screen of 100 columns. */
  readonly onScreen: (...args: readonly string[]) => Promise<ToolResult>
  /** The same, confirmed as a script does. */
  readonly confirmed: (...args: readonly string[]) => Promise<ToolResult>
  /** A user with a certificate. */
  readonly employ: (userPrincipalName: string, user?: Partial<User>) => Promise<User>
  readonly group: (displayName: string, ...members: readonly User[]) => Group
  /** Requests that change something, as `PATCH /users/…`. */
  readonly writes: () => readonly string[]
}

/** Without a CRL, unless a URL is given. */
export async function entraDesk(crlUrl: string | null = null): Promise<EntraDesk> {
  const double = await startDouble()
  onTestFinished(() => double.close())
  const ca = await makeAuthority({ crlUrl })
  const token = issueToken(double.tenant, fullGrant(double.tenant))
  const env = {
    CERTSTICK_GRAPH_URL: double.graphUrl,
    CERTSTICK_LOGIN_URL: double.loginUrl,
    CERTSTICK_GRAPH_TOKEN: token,
  }
  const entra = (...args: readonly string[]): Promise<ToolResult> =>
    runCommand(['entra', ...args], { cwd: ca.cwd, env })
  return {
    ...{ double, ca, env, token, entra },
    onScreen: (...args) => runCommand(['entra', ...args], { cwd: ca.cwd, env, columns: 100 }),
    confirmed: (...args) => entra(...args, '--yes', '--tenant-id', double.tenant.id),
    employ: async (userPrincipalName, user = {}) => {
      await ca.issueTo(userPrincipalName)
      return addUser(double.tenant, { userPrincipalName, ...user })
    },
    group: (displayName, ...members) =>
      addGroup(double.tenant, { displayName, members: members.map(({ id }) => id) }),
    writes: () =>
      double.seen
        .filter(({ method, url }) => method !== 'GET' && !url.pathname.endsWith('/checkMemberGroups'))
        .map(({ method, url }) => `${method} ${url.pathname.replace('/v1.0', '')}`),
  }
}

/** Anna and Bob have certificates, and Anna is in the pilot group. */
export async function entraOffice(): Promise<EntraDesk & { readonly anna: User }> {
  const desk = await entraDesk()
  const anna = await desk.employ('Anna.Berg@contoso.com', {
    certificateUserIds: ['X509:<PN>old@contoso.com'],
  })
  await desk.employ('bob@contoso.com')
  desk.group('CBA pilot', anna)
  return { ...desk, anna }
}
