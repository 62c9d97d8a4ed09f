// The last sign-ins of a user, in words. A sign-in with a certificate writes several entries; the first is interrupted, which is
// normal. Entries arrive after some minutes. Source: Microsoft Graph, "signIn".
import { formatInstant } from '../instant.ts'
import { oneLine } from '../screen-text.ts'
import { type JsonObject, numberOf, objectOf, textOf } from './answers.ts'
import type { GraphClient } from './client.ts'
import { incompleteAnswer } from './graph-error.ts'
import { type Looked, look } from './looked.ts'
import { faultTitle, findFault } from './sign-in-errors.ts'

export interface SignIn {
  /** As Graph writes it. */
  readonly at: string
  readonly program: string
  /** 0: it succeeded. */
  readonly code: number
  /** Graph's own words. */
  readonly reason: string
  readonly correlationId: string
}

const DAYS_MS = 7 * 24 * 60 * 60 * 1000
const MOST = 50

/** Of the last seven days, newest first, at most fifty. */
export function readSignIns(
  client: GraphClient,
  userId: string,
  now: Date,
): Promise<Looked<readonly SignIn[]>> {
  return look('the sign-in log', async () => {
    const since = formatInstant(new Date(now.getTime() - DAYS_MS))
    const filter = encodeURIComponent(`userId eq '${userId}' and createdDateTime ge ${since}`)
    const found: SignIn[] = []
    for await (const one of client.list(`/auditLogs/signIns?$filter=${filter}&$top=${MOST}`)) {
      found.push(toSignIn(one))
      if (found.length === MOST) break
    }
    return found.sort((one, other) => (one.at < other.at ? 1 : -1))
  })
}

function toSignIn(object: JsonObject): SignIn {
  const status = objectOf(object['status'])
  const code = numberOf(status['errorCode'])
  if (code === null) throw incompleteAnswer('the result of a sign-in')
  return {
    at: textOf(object['createdDateTime']) ?? '',
    program: textOf(object['appDisplayName']) ?? '',
    code,
    reason: textOf(status['failureReason']) ?? '',
    correlationId: textOf(object['correlationId']) ?? '',
  }
}

/** One line, and what it means. */
export function describeSignIn({ at, program, code, reason, correlationId }: SignIn): string[] {
  const fault = findFault(code)
  const head = `${at}  ${oneLine(program)}  `
  if (code === 0) return [`${head}signed in`]
  if (fault === null) {
    const link = `https://login.microsoftonline.com/error?code=${code}`
    return [
      `${head}AADSTS${code}: ${oneLine(reason)}`,
      `  see ${link} (correlation id ${oneLine(correlationId)})`,
    ]
  }
  const title = faultTitle({ ...fault, codes: [code] })
  return [`${head}${title}`, `  ${fault.cause} ${fault.remedy}`]
}
