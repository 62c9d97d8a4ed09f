// A request that Microsoft Graph refused or did not answer, with what the administrator can do about it. Graph writes errors in
// several ways: the inner error's name differs, and a message may be JSON itself.
import { UserError } from '../errors.ts'
import { objectOf, parseObject, textOf } from './answers.ts'
import { describeNeed, type Need } from './needs.ts'

/**
 * `unauthorized`: the token is not accepted. `forbidden`: permission or role is missing. `busy`: even after waiting.
 * `unreachable`: no answer. `unexpected`: no answer of Graph's kind, as from a gateway.
 */
export type GraphFault =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'refused'
  | 'busy'
  | 'unreachable'
  | 'unexpected'

interface GraphErrorDetails {
  readonly hint: string
  readonly status?: number
  readonly graphCode?: string
  readonly graphMessage?: string
  readonly need?: string
  readonly waitMs?: number | null
}

export class GraphError extends UserError {
  readonly fault: GraphFault
  /** Null: there was no answer. */
  readonly status: number | null
  /** Graph's own, such as `Authorization_RequestDenied`; '': it gave none. */
  readonly graphCode: string
  /** Graph's own; '': it gave none. May change at any time: for people only, but for the few that have no code of their own. */
  readonly graphMessage: string
  /** What the request needs, as the rest of a sentence. */
  readonly need: string
  /** How long to wait before the same is tried again; null: it was tried often enough, or does not help. */
  readonly waitMs: number | null

  constructor(fault: GraphFault, message: string, details: GraphErrorDetails) {
    super('failed', message, { hint: details.hint })
    this.fault = fault
    this.status = details.status ?? null
    this.graphCode = details.graphCode ?? ''
    this.graphMessage = details.graphMessage ?? ''
    this.need = details.need ?? ''
    this.waitMs = details.waitMs ?? null
  }

  /** Whether a write may have been carried out all the same. */
  get isUncertain(): boolean {
    return this.fault === 'unreachable' || this.fault === 'unexpected' || this.status === 504
  }
}

/** What was read, or the other value where Graph answers with this fault. */
export async function unlessFault<T, Other>(
  fault: GraphFault,
  other: Other,
  read: () => Promise<T>,
): Promise<T | Other> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof GraphError && error.fault === fault) return other
    throw error
  }
}

export interface GraphAnswer {
  readonly status: number
  readonly text: string
  /** From the headers; null: none. */
  readonly requestId: string | null
  /** From the headers: seconds to wait. */
  readonly retryAfter: string | null
}

/** An answer that lacks what every answer of its kind has. Nothing follows from it: not that a thing is absent, and no write. */
export function incompleteAnswer(lacking: string): GraphError {
  const message = `Microsoft Graph gave an answer without ${lacking}`
  return new GraphError('unexpected', message, { hint: 'try again; nothing was concluded from it' })
}

export interface SentRequest {
  /** Method and path, without a secret. */
  readonly name: string
  /** Null: not known. */
  readonly need: Need | null
  /** Whether the token is Azure CLI's, which cannot have every permission. */
  readonly isAzureCli: boolean
  /** Takes the token out of a text, in case the server repeats it. */
  readonly hide: (text: string) => string
}

export function graphError(
  request: SentRequest,
  { status, text, requestId, retryAfter }: GraphAnswer,
  waitMs: number | null = null,
): GraphError {
  const { code, message, innerRequestId, date } = readError(text, request.hide)
  const fault = faultOf(status)
  const id = innerRequestId ?? requestId
  const where = [id === null ? null : `request-id ${id}`, date].filter((one) => one !== null).join(', ')
  const said = [`${status}`, code].filter((one) => one !== '').join(' ')
  const about = `${request.name} (${said}${where === '' ? '' : `; ${where}`})`
  return new GraphError(fault, `${VERBS[fault]} ${about}${message === '' ? '' : `: ${message}`}`, {
    hint: hintOf(fault, { code, retryAfter, request, isOfGraph: id !== null }),
    need: needOfRequest(request),
    status,
    graphCode: code,
    graphMessage: message,
    waitMs,
  })
}

const VERBS: Readonly<Record<GraphFault, string>> = {
  unauthorized: 'Microsoft Graph does not accept the access token:',
  forbidden: 'Microsoft Graph does not allow',
  'not-found': 'Microsoft Graph does not find',
  refused: 'Microsoft Graph refused',
  busy: 'Microsoft Graph is busy:',
  unreachable: 'Microsoft Graph did not answer',
  unexpected: 'Microsoft Graph gave an unexpected answer to',
}

function faultOf(status: number): GraphFault {
  switch (status) {
    case 401:
      return 'unauthorized'
    case 403:
      return 'forbidden'
    case 404:
      return 'not-found'
    case 429:
    case 503:
    case 504:
      return 'busy'
    default:
      return status >= 400 && status < 500 ? 'refused' : 'unexpected'
  }
}

interface HintFacts {
  readonly code: string
  readonly retryAfter: string | null
  readonly request: SentRequest
  /** Whether the answer has a request-id, as all of Graph's have. */
  readonly isOfGraph: boolean
}

function hintOf(fault: GraphFault, { code, retryAfter, request, isOfGraph }: HintFacts): string {
  if (code === 'Authentication_RequestFromNonPremiumTenantOrB2CTenant') {
    return 'the sign-in log needs Entra ID P1; look in the Entra admin center, which keeps seven days'
  }
  if (code === 'insufficient_claims') {
    return 'conditional access asks for more, such as a second factor or a compliant device: sign in again with it'
  }
  switch (fault) {
    case 'unauthorized':
      return 'the token has expired or is for another cloud or tenant: sign in again'
    case 'forbidden':
      return `the request ${needOfRequest(request)}; a role from PIM takes some minutes${request.isAzureCli ? `. ${AZURE_CLI}` : ''}`
    case 'not-found':
      return 'check the name; what was created just now may need a minute'
    case 'busy':
      return `try again in ${/^\d+$/.test(retryAfter ?? '') ? `${retryAfter} seconds` : 'some minutes'}`
    default:
      return isOfGraph
        ? 'try again; if it stays so, report the request-id to Microsoft'
        : 'the answer is not Microsoft Graph’s: a proxy, or the sign-in page of a network, may have sent it'
  }
}

const AZURE_CLI = 'The token is Azure CLI’s, which cannot be given all of them: sign in with --client-id'

function needOfRequest({ need }: SentRequest): string {
  return need === null
    ? 'needs a permission with consent, and a person also needs a directory role'
    : describeNeed(need)
}

/** The token is taken out of what was read, because JSON can write the same text in several ways. */
function readError(
  json: string,
  hide: SentRequest['hide'],
): {
  readonly code: string
  readonly message: string
  readonly innerRequestId: string | null
  readonly date: string | null
} {
  const error = objectOf(parseObject(json)?.['error'])
  const inner = objectOf(error['innerError'] ?? error['innererror'])
  const message = textOf(error['message']) ?? ''
  const nested = message.startsWith('{') ? parseObject(message) : null
  const text = (value: unknown): string | null => {
    const read = textOf(value)
    return read === null ? null : hide(read)
  }
  return {
    code: text(nested?.['errorCode']) ?? text(error['code']) ?? '',
    message: (text(nested?.['message']) ?? hide(message)).slice(0, LONGEST_MESSAGE),
    innerRequestId: text(inner['request-id']),
    date: text(inner['date']),
  }
}

const LONGEST_MESSAGE = 500
