// What a route answers, and Graph's errors in the spellings of its services (fact sheet §4).
import { randomUUID } from 'node:crypto'
import type { Wire } from './tenant.ts'

export interface Reply {
  readonly status: number
  readonly body?: Wire
  readonly headers?: Readonly<Record<string, string>>
}

/** A route answers with an error. */
export class Refused extends Error {
  readonly reply: Reply

  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`)
    this.reply = reply
  }
}

/** The directory's services and those of policies write errors differently. */
export type Style = 'directory' | 'policy'

export function refuse(status: number, code: string, message: string, style: Style = 'directory'): Refused {
  return new Refused({ status, body: errorBody(code, message, style) })
}

export function errorBody(code: string, message: string, style: Style = 'directory'): Wire {
  const facts = {
    date: new Date().toISOString(),
    'request-id': randomUUID(),
    'client-request-id': randomUUID(),
  }
  return { error: { code, message, [style === 'directory' ? 'innerError' : 'innererror']: facts } }
}

/** A permission is missing. @param nested the spelling in which the message is JSON itself (azure-cli #33778) */
export function forbidden(style: Style, nested: boolean): Refused {
  if (nested) {
    const message = {
      errorCode: 'PermissionScopeNotGranted',
      message: 'Authorization failed due to missing permission scope',
    }
    return refuse(403, 'UnknownError', JSON.stringify(message), style)
  }
  return style === 'directory'
    ? refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
    : refuse(
        403,
        'accessDenied',
        'Request Authorization failed: the required scopes are missing in the token.',
        style,
      )
}

export function notFound(what: string): Refused {
  return refuse(
    404,
    'Request_ResourceNotFound',
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  )
}

export function badRequest(message: string, style: Style = 'directory'): Refused {
  return refuse(400, style === 'directory' ? 'Request_BadRequest' : 'badRequest', message, style)
}
