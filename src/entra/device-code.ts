// Sign-in by a code that is typed on any device with a browser. Many tenants block it. Source: Microsoft identity platform,
// "OAuth 2.0 device authorization grant"; RFC 8628 §3.5.
import { setTimeout as sleep } from 'node:timers/promises'
import { oneLine } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { numberOf, textOf } from './answers.ts'
import { postForm, SignInError, tokenOf } from './login.ts'
import type { LoginTarget } from './login-target.ts'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
/** RFC 8628 §3.5 */
const SLOWER_MS = 5000
const LONGEST_MS = 15 * 60 * 1000

export interface DeviceCodeTools extends Pick<World, 'env'> {
  /** Shows one line. */
  readonly say: (line: string) => void
  readonly wait?: (ms: number) => Promise<unknown>
}

/** @throws SignInError */
export async function signInByDeviceCode(
  target: LoginTarget,
  { env, say, wait = sleep }: DeviceCodeTools,
): Promise<Secret> {
  const { clientId, scope } = target
  const started = await postForm(target, 'devicecode', { client_id: clientId, scope }, env)
  const [deviceCode, userCode] = [textOf(started['device_code']), textOf(started['user_code'])]
  const page = textOf(started['verification_uri'])
  if (deviceCode === null || userCode === null || page === null) {
    throw new SignInError('the sign-in service gave no code', 'try again')
  }
  say(oneLine(`Open ${page} in a browser on any device, and enter the code ${userCode}.`))
  const lifeMs = Math.min((numberOf(started['expires_in']) ?? 900) * 1000, LONGEST_MS)
  const form = { grant_type: GRANT, client_id: clientId, device_code: deviceCode }
  let pauseMs = Math.max(numberOf(started['interval']) ?? 5, 0) * 1000
  for (let waitedMs = 0; waitedMs <= lifeMs; ) {
    await wait(pauseMs)
    waitedMs += Math.max(pauseMs, 100)
    try {
      return tokenOf(await postForm(target, 'token', form, env))
    } catch (error) {
      if (!(error instanceof SignInError)) throw error
      if (error.error === 'slow_down') pauseMs += SLOWER_MS
      else if (error.error !== 'authorization_pending' && error.error !== '') throw error // '': the network, for now
    }
  }
  const hint = 'run again, and enter the code within 15 minutes'
  throw new SignInError('nobody signed in with the code', hint, 'expired_token')
}
