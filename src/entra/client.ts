// The client of Microsoft Graph: plain requests over `fetch`. The token goes to the cloud's own Graph root and nowhere else,
// and stands in no error. Source: Microsoft Graph, "Throttling guidance", "Paging", "Best practices".
import { setTimeout as sleep } from 'node:timers/promises'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { type JsonObject, objectsOf, parseObject, textOf } from './answers.ts'
import type { Endpoints } from './clouds.ts'
import {
  type GraphAnswer,
  GraphError,
  graphError,
  incompleteAnswer,
  type SentRequest,
} from './graph-error.ts'
import { needOf } from './needs.ts'
import { networkAdvice, networkReason, readBody, TooLarge } from './network.ts'
import { drawUuid } from './uuid.ts'

/** Of one answer. A page of 999 users has a few hundred KB. */
const LARGEST_BYTES = 16 << 20
const TIMEOUT_MS = 30_000
const MOST_TRIES = 5
/** Where Graph asks for a longer wait, the command fails and says when to try again. */
const LONGEST_WAIT_MS = 120_000
/** Of one list, so that links in a circle end. */
const MOST_PAGES = 10_000

type Method = 'GET' | 'POST' | 'PATCH'
type Headers = Readonly<Record<string, string>>

interface Call {
  readonly method: Method
  readonly url: string
  readonly body?: object
  readonly headers?: Headers | undefined
  /** Whether it may be sent again where no answer came. */
  readonly repeatable: boolean
  /** Whether its body replaces what the tenant has, so that it is read again before it is sent again. */
  readonly replaces?: boolean
}

export interface ClientTools extends Pick<World, 'env' | 'now' | 'random'> {
  readonly isAzureCli?: boolean
  /** Waits; tests need not. */
  readonly wait?: (ms: number) => Promise<unknown>
}

export class GraphClient {
  readonly endpoints: Endpoints
  readonly #token: Secret
  readonly #tools: ClientTools
  #requests = 0

  constructor(endpoints: Endpoints, token: Secret, tools: ClientTools) {
    this.endpoints = endpoints
    this.#token = token
    this.#tools = tools
  }

  /** How many requests were sent. */
  get requests(): number {
    return this.#requests
  }

  /** @param path below `/v1.0`; what comes from outside is percent-encoded in it @throws GraphError */
  async get(path: string, headers?: Headers): Promise<JsonObject> {
    return this.#expectObject({ method: 'GET', url: this.#url(path), headers, repeatable: true })
  }

  /** The objects of all pages, one page in memory at a time. @throws GraphError */
  async *list(path: string, headers?: Headers): AsyncGenerator<JsonObject> {
    let url: string | null = this.#url(path)
    for (let page = 0; url !== null; page++) {
      const call: Call = { method: 'GET', url, headers, repeatable: true }
      const answer = await this.#expectObject(call)
      yield* valuesOf(answer)
      const next = textOf(answer['@odata.nextLink'])
      url = next === null ? null : this.#nextUrl(next, { url, page })
    }
  }

  /** A POST that reads, so that it may be sent again. @throws GraphError */
  async ask(path: string, body: object): Promise<JsonObject> {
    return this.#expectObject({ method: 'POST', url: this.#url(path), body, repeatable: true })
  }

  /**
   * A POST that changes something. Unless it is repeatable it is sent again only where Graph says that it did nothing.
   * @returns {} for an answer without a body
   * @throws GraphError
   */
  async post(path: string, body: object, { repeatable = false } = {}): Promise<JsonObject> {
    const { text } = await this.#send({ method: 'POST', url: this.#url(path), body, repeatable })
    return parseObject(text) ?? {}
  }

  /** Sent once: whoever sends it again first reads what it replaces. @throws GraphError */
  async patch(path: string, body: object): Promise<void> {
    await this.#send({ method: 'PATCH', url: this.#url(path), body, repeatable: true, replaces: true })
  }

  #url(path: string): string {
    return `${this.endpoints.graphUrl}/v1.0${path}`
  }

  /** Used as it is, if it leads to the same origin. */
  #nextUrl(link: string, { url, page }: { readonly url: string; readonly page: number }): string {
    const next = URL.canParse(link) ? new URL(link) : null
    if (next?.origin === new URL(this.endpoints.graphUrl).origin && next.username === '') {
      if (next.href !== new URL(url).href && page < MOST_PAGES) return link
    }
    throw new GraphError(
      'unexpected',
      `the next page of ${this.#shown(url)} is not followed: ${this.#hidden(link)}`,
      {
        hint: 'it leads to another server or in a circle; try again, and report it to Microsoft if it stays so',
      },
    )
  }

  async #expectObject(call: Call): Promise<JsonObject> {
    const answer = await this.#send(call)
    const value = parseObject(answer.text)
    if (value !== null) return value
    throw graphError(this.#sent(call), { ...answer, text: '' })
  }

  async #send(call: Call): Promise<GraphAnswer> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#sendOnce(call, tries)
      if (answer === null) continue
      if (answer.status >= 200 && answer.status < 300) return answer
      const waitMs = tries < MOST_TRIES ? this.#waitOf(answer, call, tries) : null
      if (waitMs === null || call.replaces === true) throw graphError(this.#sent(call), answer, waitMs)
      await (this.#tools.wait ?? sleep)(waitMs)
    }
  }

  /** Null: there was no answer, and it may be sent again. */
  async #sendOnce(call: Call, tries: number): Promise<GraphAnswer | null> {
    const { method, url, body, headers } = call
    this.#requests++
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual', // a token goes to no other address
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          ...headers,
          Accept: 'application/json',
          Authorization: `Bearer ${this.#token.reveal()}`,
          'client-request-id': drawUuid(this.#tools.random),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = new TextDecoder().decode(await readBody(response, LARGEST_BYTES))
      const [requestId, retryAfter] = [
        response.headers.get('request-id'),
        response.headers.get('retry-after'),
      ]
      return { status: response.status, text, requestId, retryAfter }
    } catch (cause) {
      if (cause instanceof TooLarge) {
        throw new GraphError('unexpected', `the answer to ${this.#named(call)} has ${cause.message}`, {
          hint: 'report it, because no answer of Microsoft Graph is that large',
        })
      }
      if (call.repeatable && call.replaces !== true && tries < 2) return null
      throw new GraphError('unreachable', `${this.#named(call)} got no answer: ${networkReason(cause)}`, {
        hint: networkAdvice(cause, this.#tools.env),
      })
    }
  }

  #sent(call: Call): SentRequest {
    const { method, url, body = {} } = call
    const need = needOf(method, new URL(url).pathname.replace('/v1.0', ''), Object.keys(body))
    const hide = (text: string): string => this.#hidden(text)
    return { name: this.#named(call), need, isAzureCli: this.#tools.isAzureCli === true, hide }
  }

  /** How long to wait before the same request is sent again; null: it is not. */
  #waitOf({ status, retryAfter }: GraphAnswer, { repeatable }: Call, tries: number): number | null {
    const askedMs = readRetryAfter(retryAfter ?? '', this.#tools.now())
    const isBusy = status === 429 || status === 503 || (status === 504 && repeatable)
    if (!isBusy || (askedMs === null && !repeatable)) return null
    const waitMs = askedMs ?? 1000 * 2 ** (tries - 1)
    return waitMs <= LONGEST_WAIT_MS ? waitMs : null
  }

  #named({ method, url }: Call): string {
    return `${method} ${this.#shown(url)}`
  }

  /** Without the origin and the query, which may be long. */
  #shown(url: string): string {
    return this.#hidden(new URL(url).pathname)
  }

  /** In case the server repeats the token. */
  #hidden(text: string): string {
    return text.replaceAll(this.#token.reveal(), '[secret]')
  }
}

/** The objects of one page. @throws GraphError: it is no list */
function valuesOf({ value }: JsonObject): readonly JsonObject[] {
  if (Array.isArray(value)) return objectsOf(value)
  throw incompleteAnswer('a list')
}

/** Seconds, or a date of HTTP (RFC 9110 §10.2.3); null: neither. */
function readRetryAfter(text: string, now: Date): number | null {
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000
  const date = /^\w{3}, \d.* GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(date - now.getTime(), 0)
}
