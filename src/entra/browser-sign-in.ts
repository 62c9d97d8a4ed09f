// Sign-in in the browser of this computer: authorization code with PKCE, which comes back to a small server on loopback.
// Source: Microsoft identity platform, "OAuth 2.0 authorization code flow", "Redirect URI"; RFC 7636; RFC 8252 §7.3.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { postForm, refusal, SignInError, tokenOf } from './login.ts'
import { type LoginTarget, loginUrl } from './login-target.ts'
import { listenOnLoopback } from './loopback-server.ts'

const LONGEST_MS = 10 * 60 * 1000

export interface BrowserTools extends Pick<World, 'env' | 'random'> {
  readonly say: (line: string) => void
  /** Opens the address; false: it could not, so that the person does. */
  readonly openBrowser: (url: string) => boolean
}

/** @throws SignInError */
export async function signInByBrowser(target: LoginTarget, tools: BrowserTools): Promise<Secret> {
  const { env, random, say, openBrowser } = tools
  const draw = (size: number): string => Buffer.from(random(size)).toString('base64url')
  const [state, verifier] = [draw(16), draw(32)]
  const server = await listenOnLoopback()
  try {
    const redirectUri = `http://localhost:${server.port}`
    const { clientId, scope } = target
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      response_mode: 'query',
      scope,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      prompt: 'select_account',
    })
    const url = `${loginUrl(target, 'authorize')}?${query}`
    say(
      openBrowser(url)
        ? 'Sign in in the browser that opens. If none does, open this address:'
        : 'Open this address in a browser on this computer, and sign in:',
    )
    say(url)
    const answer = await server.next((parameters) => isSame(parameters.get('state'), state), LONGEST_MS)
    if (answer === null) throw notInTime()
    const code = answer.get('code')
    if (code === null) throw refusal(Object.fromEntries(answer), target)
    const form = { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri: redirectUri }
    return tokenOf(await postForm(target, 'token', { ...form, code_verifier: verifier, scope }, env))
  } finally {
    server.close()
  }
}

function isSame(given: string | null, expected: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function notInTime(): SignInError {
  const hint = 'run again; where there is no browser, use --device-code or CERTSTICK_GRAPH_TOKEN'
  return new SignInError('nobody signed in within ten minutes', hint, 'expired_token')
}
