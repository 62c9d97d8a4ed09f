// An access token, and what can be seen of it. Only Microsoft Graph may rely on its content: what is read from it here explains
// what was refused, and refuses nothing. Source: Microsoft identity platform, "Access tokens".
import { Secret } from '../secret.ts'
import { parseObject, textOf, textsOf } from './answers.ts'

/** How the token was obtained. */
export type AccessSource = 'environment' | 'browser' | 'device-code' | 'client-credentials'

export interface Access {
  readonly token: Secret
  readonly source: AccessSource
  /** Permissions of a user's token or of a program's; null: not known. */
  readonly permissions: ReadonlySet<string> | null
  /** Whether it is Azure CLI's, which cannot get all permissions. */
  readonly isAzureCli: boolean
}

/** Azure CLI's id, the same in every tenant. (azure-cli, `_CLIENT_ID`) */
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'

/** Null: it is no token, because no header can hold it. */
export function toToken(text: string): Secret | null {
  return /^[\x21-\x7e]+$/.test(text) ? new Secret(text) : null
}

export function readAccess(token: Secret, source: AccessSource): Access {
  const claims = claimsOf(token.reveal())
  const { scp, roles, appid } = claims ?? {}
  const names = [...(textOf(scp) ?? '').split(' '), ...textsOf(roles)].filter((name) => name !== '')
  return {
    token,
    source,
    permissions: claims === null ? null : new Set(names),
    isAzureCli: appid === AZURE_CLI,
  }
}

/** Null: it cannot be read. */
function claimsOf(token: string): ReturnType<typeof parseObject> {
  const [, payload = '', ...more] = token.split('.')
  return more.length === 1 ? parseObject(Buffer.from(payload, 'base64url').toString()) : null
}
