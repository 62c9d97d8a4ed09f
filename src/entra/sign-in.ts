// Signs in to Microsoft Graph, and keeps nothing: an administrator by the browser or by a code, or a program by its own secret or
// certificate.
import { type Access, readAccess } from './access.ts'
import { type BrowserTools, signInByBrowser } from './browser-sign-in.ts'
import { type ClientCredential, type CredentialTools, signInAsProgram } from './client-credentials.ts'
import type { Endpoints } from './clouds.ts'
import { signInByDeviceCode } from './device-code.ts'
import type { LoginTarget } from './login-target.ts'

/** Microsoft's own public client, which Connect-MgGraph uses; for a quick look only, because consent and logs then name it. */
export const GRAPH_CLI = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

export interface SignInChoice {
  readonly endpoints: Endpoints
  readonly tenant: string
  readonly clientId: string
  readonly by:
    | { readonly kind: 'browser' }
    | { readonly kind: 'device-code' }
    | { readonly kind: 'client-credentials'; readonly credential: ClientCredential }
  /** Short names of the permissions, such as `User.Read.All`. */
  readonly permissions: readonly string[]
}

export interface SignInTools extends BrowserTools, CredentialTools {
  readonly wait?: (ms: number) => Promise<unknown>
}

/** @throws SignInError */
export async function signIn(choice: SignInChoice, tools: SignInTools): Promise<Access> {
  const { by } = choice
  const target: LoginTarget = { ...choice, scope: scopeOf(choice), isDeviceCode: by.kind === 'device-code' }
  switch (by.kind) {
    case 'browser':
      return readAccess(await signInByBrowser(target, tools), by.kind)
    case 'device-code':
      return readAccess(await signInByDeviceCode(target, tools), by.kind)
    case 'client-credentials':
      return readAccess(await signInAsProgram(target, by.credential, tools), by.kind)
    default:
      return by satisfies never
  }
}

/**
 * Of a program of the tenant's own: all permissions that it was given, so that one that is missing does not stop the sign-in.
 * Microsoft's own program is given them one by one.
 */
function scopeOf({ endpoints, clientId, permissions }: SignInChoice): string {
  const names = clientId === GRAPH_CLI ? permissions : ['.default']
  return names.map((name) => `${endpoints.graphResource}/${name}`).join(' ')
}
