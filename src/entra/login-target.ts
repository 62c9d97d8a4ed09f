// Where an administrator signs in, and as which program.
import type { Endpoints } from './clouds.ts'

export interface LoginTarget {
  readonly endpoints: Endpoints
  /** A domain or an id. */
  readonly tenant: string
  readonly clientId: string
  /** Full names of the permissions, separated by spaces. */
  readonly scope: string
  readonly isDeviceCode: boolean
}

export function loginUrl(
  { endpoints, tenant }: Pick<LoginTarget, 'endpoints' | 'tenant'>,
  path: 'authorize' | 'devicecode' | 'token',
): string {
  return `${endpoints.loginUrl}/${encodeURIComponent(tenant)}/oauth2/v2.0/${path}`
}
