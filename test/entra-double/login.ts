// The login endpoint: authorization code with PKCE, device code, client credentials (fact sheet §1.2). Whoever opens the
// page to sign in is the tenant's administrator, and agrees unless told otherwise.
import { createHash, createPublicKey, randomBytes, randomUUID, verify, X509Certificate } from 'node:crypto'
import { type Step, signInError } from './login-errors.ts'
import type { Reply } from './reply.ts'
import { type App, clock, type Grant, type Tenant, type Wire } from './tenant.ts'

/** How the person at the login page behaves, and what the endpoint makes of it. */
export interface LoginScript {
  /** What the page sends back. */
  page: 'agrees' | 'declines' | 'another-state'
  /** The answers to polling for a device code, in order; then the token. */
  polls: Step[]
  /** What every request for a token ends with instead. */
  refusal: Step | null
}

export const LIFETIME_SECONDS = 3599

interface Code {
  readonly clientId: string
  readonly redirect: string
  readonly challenge: string
  readonly scopes: readonly string[]
}

export class Login {
  readonly script: LoginScript = { page: 'agrees', polls: [], refusal: null }
  readonly #codes = new Map<string, Code>()
  readonly #devices = new Map<string, { readonly clientId: string; readonly scopes: readonly string[] }>()
  readonly #tenant: () => Tenant

  constructor(tenant: () => Tenant) {
    this.#tenant = tenant
  }

  answer(method: string, url: URL, form: URLSearchParams): Reply {
    const [, name = '', endpoint] =
      /^\/([^/]+)\/oauth2\/v2\.0\/(authorize|devicecode|token)$/.exec(url.pathname) ?? []
    if (endpoint === undefined) return { status: 404, body: {} }
    const parameters = method === 'GET' ? url.searchParams : form
    const tenant = this.#tenant()
    const isKnown = [tenant.id, 'organizations', ...tenant.domains].includes(
      decodeURIComponent(name).toLowerCase(),
    )
    if (!isKnown) return signInError('no-such-tenant')
    const app = tenant.apps.get(parameters.get('client_id') ?? '')
    if (app === undefined) return signInError('no-such-app')
    if (endpoint === 'authorize') return this.#authorize(app, url.searchParams)
    return endpoint === 'devicecode' ? this.#offerDevice(app, form) : this.#token(app, form, url)
  }

  /** Answers at once, as if the person had signed in. */
  #authorize(app: App, query: URLSearchParams): Reply {
    const redirect = query.get('redirect_uri') ?? ''
    const isLoopback = /^http:\/\/localhost(:\d+)?\/?$/.test(redirect)
    const asked = [query.get('response_type'), query.get('code_challenge_method')].join(' ')
    const challenge = query.get('code_challenge') ?? ''
    if (!isLoopback || asked !== 'code S256' || challenge.length !== 43) return signInError('bad-request')
    const back = new URL(redirect)
    const scopes = scopesOf(query.get('scope'))
    if (this.script.page === 'declines') {
      back.searchParams.set('error', 'access_denied')
      back.searchParams.set('error_description', 'AADSTS65004: User declined to consent to access the app.')
    } else if (isWithout(app.delegated, scopes)) {
      back.searchParams.set('error', 'consent_required')
      back.searchParams.set('error_description', 'AADSTS65001: The user or administrator has not consented.')
    } else {
      const code = `code.${randomBytes(24).toString('base64url')}`
      this.#codes.set(code, { clientId: app.clientId, redirect, challenge, scopes })
      back.searchParams.set('code', code)
    }
    const state = query.get('state')
    if (state !== null)
      back.searchParams.set('state', this.script.page === 'another-state' ? `${state}x` : state)
    return { status: 302, headers: { location: back.href } }
  }

  #offerDevice(app: App, form: URLSearchParams): Reply {
    const device = randomBytes(24).toString('base64url')
    this.#devices.set(device, { clientId: app.clientId, scopes: scopesOf(form.get('scope')) })
    const verification = 'https://microsoft.com/devicelogin'
    const body = {
      user_code: 'ABCD1234',
      device_code: device,
      verification_uri: verification,
      expires_in: 900,
      interval: 1, // Entra says 5; tests would wait
      message: `To sign in, use a web browser to open the page ${verification} and enter the code ABCD1234 to authenticate.`,
    }
    return { status: 200, body }
  }

  #token(app: App, form: URLSearchParams, url: URL): Reply {
    if (this.script.refusal !== null) return signInError(this.script.refusal)
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#redeemCode(form)
      case 'urn:ietf:params:oauth:grant-type:device_code':
        return this.#redeemDevice(app, form)
      case 'client_credentials':
        return this.#redeemSecret(app, form, url)
      default:
        return signInError('bad-request')
    }
  }

  #redeemCode(form: URLSearchParams): Reply {
    const name = form.get('code') ?? ''
    const code = this.#codes.get(name)
    this.#codes.delete(name) // once
    const hash = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      code?.clientId === form.get('client_id') &&
      code?.redirect === form.get('redirect_uri') &&
      code?.challenge === hash
    return code !== undefined && isRight
      ? this.#grant('delegated', consented(this.#tenant(), code))
      : signInError('bad-code')
  }

  #redeemDevice(app: App, form: URLSearchParams): Reply {
    if (this.#tenant().securityDefaults) return signInError('security-defaults')
    if (!app.publicFlows) return signInError('no-public-flows')
    const device = this.#devices.get(form.get('device_code') ?? '')
    if (device?.clientId !== app.clientId) return signInError('bad-device-code')
    const step = this.script.polls.shift()
    if (step !== undefined) return signInError(step)
    if (isWithout(app.delegated, device.scopes)) return signInError('no-consent')
    this.#devices.delete(form.get('device_code') ?? '')
    return this.#grant('delegated', consented(this.#tenant(), device))
  }

  #redeemSecret(app: App, form: URLSearchParams, url: URL): Reply {
    if (!/\/\.default$/.test(form.get('scope') ?? '')) return signInError('bad-request')
    const assertion = form.get('client_assertion')
    const isProved =
      assertion === null
        ? app.secret !== null && form.get('client_secret') === app.secret
        : this.#isSignedBy(app, assertion, url)
    return isProved ? this.#grant('application', app.application) : signInError('bad-secret')
  }

  /** RFC 7523 with `x5t#S256`. */
  #isSignedBy(app: App, assertion: string, url: URL): boolean {
    if (app.certificate === null) return false
    const [head = '', payload = '', signature = ''] = assertion.split('.')
    const [header, claims] = [head, payload].map(
      (part): Wire => JSON.parse(Buffer.from(part, 'base64url').toString()),
    )
    const certificate = new X509Certificate(app.certificate)
    const print = createHash('sha256').update(certificate.raw).digest('base64url')
    const now = clock(this.#tenant()) / 1000
    const isMeant =
      header?.['x5t#S256'] === print &&
      claims?.['aud'] === url.href &&
      claims['iss'] === app.clientId &&
      claims['sub'] === app.clientId &&
      typeof claims['jti'] === 'string' &&
      Number(claims['nbf']) <= now + 300 &&
      Number(claims['exp']) > now
    const key = createPublicKey(app.certificate)
    const padding = header?.['alg'] === 'PS256' ? { padding: 6, saltLength: 32 } : {}
    return (
      isMeant &&
      verify(
        'sha256',
        Buffer.from(`${head}.${payload}`),
        { key, ...padding },
        Buffer.from(signature, 'base64url'),
      )
    )
  }

  #grant(kind: 'delegated' | 'application', permissions: readonly string[]): Reply {
    const tenant = this.#tenant()
    const { userId, directoryRoles } = tenant.admin
    const token = issueToken(tenant, {
      kind,
      permissions: permissions.filter((name) => !['openid', 'profile', 'offline_access'].includes(name)),
      directoryRoles: kind === 'delegated' ? directoryRoles : [],
      userId: kind === 'delegated' ? userId : null,
    })
    const body = {
      token_type: 'Bearer',
      scope: permissions.join(' '),
      expires_in: LIFETIME_SECONDS,
      access_token: token,
    }
    return { status: 200, body }
  }
}

/** A token that looks like Graph's: a JWT whose signature says nothing. */
export function issueToken(
  tenant: Tenant,
  given: Pick<Grant, 'kind' | 'permissions' | 'directoryRoles' | 'userId'>,
): string {
  const expires = clock(tenant) + LIFETIME_SECONDS * 1000
  const encode = (value: Wire): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const names =
    given.kind === 'delegated' ? { scp: given.permissions.join(' ') } : { roles: given.permissions }
  const claims = { tid: tenant.id, exp: Math.floor(expires / 1000), jti: randomUUID(), ...names }
  const token = `${encode({ typ: 'JWT', alg: 'RS256' })}.${encode(claims)}.${randomBytes(32).toString('base64url')}`
  tenant.tokens.set(token, { ...given, expires })
  return token
}

/** `https://graph…/User.Read.All` and `User.Read.All` are the same. */
function scopesOf(text: string | null): string[] {
  return (text ?? '').split(' ').flatMap((scope) => scope.split('/').at(-1) || [])
}

/** `.default` is everything that the app was given. */
function consented(
  tenant: Tenant,
  { clientId, scopes }: { readonly clientId: string; readonly scopes: readonly string[] },
): readonly string[] {
  return scopes.includes('.default') ? (tenant.apps.get(clientId)?.delegated ?? []) : scopes
}

function isWithout(consented: readonly string[], scopes: readonly string[]): boolean {
  const free = ['openid', 'profile', 'offline_access', '.default']
  return scopes.some((scope) => !free.includes(scope) && !consented.includes(scope))
}
