// Requests to the sign-in service: forms, answered with a token or with an error. Errors are told apart by `error` and
// `error_codes`, never by their text. Source: Microsoft identity platform, "OAuth 2.0"; "Authentication and authorization
// error codes".
import { UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { toToken } from './access.ts'
import { type JsonObject, parseObject, textOf } from './answers.ts'
import { loginAdvice } from './login-advice.ts'
import { type LoginTarget, loginUrl } from './login-target.ts'
import { networkAdvice, networkReason, readBody } from './network.ts'

const LARGEST_BYTES = 1 << 20
const TIMEOUT_MS = 30_000

/** The sign-in did not give a token. */
export class SignInError extends UserError {
  /** Of OAuth, such as `authorization_pending`; '': no answer. */
  readonly error: string
  /** Of Microsoft, such as 70016. */
  readonly codes: readonly number[]

  constructor(message: string, hint: string, error = 'unexpected', codes: readonly number[] = []) {
    super('failed', message, { hint })
    this.error = error
    this.codes = codes
  }
}

/** @throws SignInError; its `error` is '' where no answer came */
export async function postForm(
  target: LoginTarget,
  path: 'devicecode' | 'token',
  form: Readonly<Record<string, string>>,
  env: World['env'],
): Promise<JsonObject> {
  const { status, answer } = await send(loginUrl(target, path), form, env)
  if (status === 200 && answer !== null && answer['error'] === undefined) return answer
  if (answer !== null && textOf(answer['error']) !== null) throw refusal(withoutSecrets(answer, form), target)
  const message = `the sign-in service gave an unexpected answer (${status})`
  throw new SignInError(message, 'check --cloud and --tenant, and try again')
}

const SECRET_FIELDS = ['client_secret', 'client_assertion', 'code', 'code_verifier', 'device_code']

/** In case the service repeats what it was sent. */
function withoutSecrets(answer: JsonObject, form: Readonly<Record<string, string>>): JsonObject {
  const secrets = SECRET_FIELDS.flatMap((field) => form[field] || [])
  const said = textOf(answer['error_description']) ?? ''
  const description = secrets.reduce((text, secret) => text.replaceAll(secret, '[secret]'), said)
  return { ...answer, error_description: description }
}

/** The token in an answer. @throws SignInError: there is none */
export function tokenOf(answer: JsonObject): Secret {
  const token = toToken(textOf(answer['access_token']) ?? '')
  if (token !== null) return token
  throw new SignInError('the sign-in service gave no access token', 'try again')
}

/** @param answer with `error`, of a form or of the address that the browser comes back to */
export function refusal(answer: JsonObject, target: LoginTarget): SignInError {
  const error = textOf(answer['error']) ?? ''
  const description = textOf(answer['error_description']) ?? ''
  const listed = Array.isArray(answer['error_codes']) ? answer['error_codes'] : []
  const inText = /\bAADSTS(\d{4,9})\b/.exec(description)?.[1]
  const found = [...listed, inText === undefined ? null : Number(inText)]
  const codes = [...new Set(found.filter((code) => typeof code === 'number'))]
  const [code] = codes
  const name = code === undefined ? error : `AADSTS${code}`
  const { message, hint } = loginAdvice({ error, codes }, target)
  const said = message ?? firstSentence(description)
  const text = `sign-in to Microsoft Entra failed (${name})${said === '' ? '' : `: ${said}`}`
  return new SignInError(text, hint, error, codes)
}

/** Without the code before it and the identifiers after it. */
function firstSentence(description: string): string {
  const [line = ''] = description.replace(/^AADSTS\d+:\s*/, '').split(/[\r\n]|\sTrace ID:/)
  return line.slice(0, 300).replace(/\.$/, '')
}

async function send(
  url: string,
  form: Readonly<Record<string, string>>,
  env: World['env'],
): Promise<{ readonly status: number; readonly answer: JsonObject | null }> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual', // secrets go to no other address
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(form),
    })
    const text = new TextDecoder().decode(await readBody(response, LARGEST_BYTES))
    return { status: response.status, answer: parseObject(text) }
  } catch (cause) {
    const message = `the sign-in service ${new URL(url).host} cannot be reached: ${networkReason(cause)}`
    throw new SignInError(message, networkAdvice(cause, env), '')
  }
}
