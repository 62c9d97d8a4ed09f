import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { get } from 'node:http'
import { describe, expect, test } from 'vitest'
import { planRoot, ROOT_DEFAULTS } from '../../src/authority/authority.ts'
import { findEndpoints } from '../../src/entra/clouds.ts'
import { SignInError } from '../../src/entra/login.ts'
import { GRAPH_CLI, type SignInChoice, signIn } from '../../src/entra/sign-in.ts'
import { Secret } from '../../src/secret.ts'
import { signRootCertificate } from '../../src/x509/certificate.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { type Answer, type Asked, startLoopback } from '../support/loopback.ts'
import { frozenRandom, NOW } from '../support/world.ts'

const ID = 'b7f0f0aa-0000-4000-8000-000000000001'
const payload = { tid: 'T-1', scp: 'User.Read.All Policy.Read.AuthenticationMethod' }
const TOKEN = `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.c2ln`
const granted: Answer = { body: { token_type: 'Bearer', expires_in: 3599, access_token: TOKEN } }
const refused = (error: string, code: number, text = ''): Answer => ({
  status: 400,
  body: { error, error_description: `AADSTS${code}: ${text}\r\nTrace ID: 1`, error_codes: [code] },
})

async function makeLogin(answer: (asked: Asked) => Answer | 'lost') {
  const { url, asked } = await startLoopback(answer)
  const said: string[] = []
  const waits: number[] = []
  const endpoints = findEndpoints(null, { CERTSTICK_LOGIN_URL: url })
  const start = (
    by: SignInChoice['by'],
    {
      openBrowser = () => false,
      ...more
    }: { openBrowser?: (url: string) => boolean } & Partial<SignInChoice> = {},
  ) =>
    signIn(
      { endpoints, tenant: 'contoso.com', clientId: ID, permissions: ['User.Read.All'], ...more, by },
      {
        env: {},
        now: () => NOW,
        random: frozenRandom(url),
        say: (line) => said.push(line),
        openBrowser,
        wait: async (ms) => void waits.push(ms),
      },
    )
  return { asked, said, waits, start, url }
}

const formOf = ({ body }: Asked) => Object.fromEntries(new URLSearchParams(body))
const failureOf = (work: Promise<unknown>): Promise<SignInError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error) => error as SignInError,
  )

/** What a browser does: it comes back to the address with that query. */
function comeBack(redirect: string, query: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    get(`${redirect}/?${new URLSearchParams(query)}`, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject)
  })
}

describe('sign-in in the browser', () => {
  test('asks for a code with PKCE, and exchanges the one that comes back to this computer', async () => {
    const { start, asked, said, url } = await makeLogin(() => granted)
    let opened = new URL('http://none')
    const access = await start(
      { kind: 'browser' },
      {
        openBrowser: (address) => {
          opened = new URL(address)
          const { state = '', redirect_uri = '' } = Object.fromEntries(opened.searchParams)
          void comeBack(redirect_uri, { code: 'C-1', state })
          return true
        },
      },
    )
    expect(access).toMatchObject({ source: 'browser' })
    expect(access.token.reveal()).toBe(TOKEN)
    expect([...(access.permissions ?? [])]).toEqual(['User.Read.All', 'Policy.Read.AuthenticationMethod'])
    expect(`${opened.origin}${opened.pathname}`).toBe(`${url}/contoso.com/oauth2/v2.0/authorize`)
    const query = Object.fromEntries(opened.searchParams)
    expect(query).toMatchObject({
      client_id: ID,
      response_type: 'code',
      response_mode: 'query',
      scope: 'https://graph.microsoft.com/.default',
      code_challenge_method: 'S256',
    })
    expect(query['redirect_uri']).toMatch(/^http:\/\/localhost:\d+$/)
    const form = formOf(asked[0] as Asked)
    expect(asked[0]?.path).toBe('/contoso.com/oauth2/v2.0/token')
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      client_id: ID,
      code: 'C-1',
      redirect_uri: query['redirect_uri'],
    })
    const challenge = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url')
    expect(challenge).toBe(query['code_challenge'])
    expect(form['code_verifier']).toMatch(/^[\w-]{43}$/)
    expect(said.join('\n')).toContain(opened.href)
    expect(said.join('\n')).not.toContain(TOKEN)
  })

  test('answers nobody who does not know the state, and waits on', async () => {
    const { start, asked } = await makeLogin(() => granted)
    const statuses: number[] = []
    await start(
      { kind: 'browser' },
      {
        openBrowser: (address) => {
          const { state = '', redirect_uri = '' } = Object.fromEntries(new URL(address).searchParams)
          void (async () => {
            statuses.push(await comeBack(redirect_uri, { code: 'evil', state: 'guess' }))
            statuses.push(await comeBack(redirect_uri, { error: 'access_denied' }))
            statuses.push(await comeBack(redirect_uri, { code: 'C-1', state }))
            statuses.push(await comeBack(redirect_uri, { code: 'C-2', state }).catch(() => 404))
          })()
          return false
        },
      },
    )
    expect(statuses.slice(0, 2)).toEqual([404, 404])
    expect(asked.map((one) => formOf(one)['code'])).toEqual(['C-1'])
  })

  test('is over where the browser brings an error, with what helps', async () => {
    const { start, asked, url } = await makeLogin(() => granted)
    const error = await failureOf(
      start(
        { kind: 'browser' },
        {
          openBrowser: (address) => {
            const { state = '', redirect_uri = '' } = Object.fromEntries(new URL(address).searchParams)
            const error_description = 'AADSTS90094: The grant requires admin permission.'
            void comeBack(redirect_uri, { error: 'consent_required', error_description, state })
            return true
          },
        },
      ),
    )
    expect(error).toBeInstanceOf(SignInError)
    expect(error.hint).toBe(`open ${url}/contoso.com/adminconsent?client_id=${ID}`)
    expect(asked).toEqual([])
  })

  test('asks as Microsoft’s own program for each permission by name', async () => {
    const { start } = await makeLogin(() => granted)
    let scope: string | null = null
    await start(
      { kind: 'browser' },
      {
        clientId: GRAPH_CLI,
        permissions: ['User.Read.All', 'Organization.Read.All'],
        openBrowser: (address) => {
          const {
            state = '',
            redirect_uri = '',
            ...query
          } = Object.fromEntries(new URL(address).searchParams)
          scope = query['scope'] ?? null
          void comeBack(redirect_uri, { code: 'C-1', state })
          return true
        },
      },
    )
    expect(scope).toBe(
      'https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/Organization.Read.All',
    )
  })
})

const codeAnswer: Answer = {
  body: {
    device_code: 'D-1',
    user_code: 'ABCD1234',
    verification_uri: 'https://microsoft.com/devicelogin',
    expires_in: 900,
    interval: 5,
  },
}

describe('sign-in with a code', () => {
  /** The answers of the token address, one after the other. */
  const withAnswers = (...answers: readonly (Answer | 'lost')[]) => {
    const left = [...answers]
    return makeLogin(({ path }) => (path.endsWith('/devicecode') ? codeAnswer : (left.shift() ?? granted)))
  }

  test('shows the code, asks in the interval that was given, slower where that is wanted, and over a lost answer', async () => {
    const pending = refused('authorization_pending', 70016)
    const { start, asked, said, waits } = await withAnswers(pending, refused('slow_down', 1), 'lost', pending)
    const access = await start({ kind: 'device-code' })
    expect(access).toMatchObject({ source: 'device-code' })
    expect(said).toEqual([
      'Open https://microsoft.com/devicelogin in a browser on any device, and enter the code ABCD1234.',
    ])
    expect(waits).toEqual([5000, 5000, 10_000, 10_000, 10_000])
    expect(formOf(asked.at(-1) as Asked)).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: ID,
      device_code: 'D-1',
    })
  })

  test.each([
    ['authorization_declined', 70020],
    ['access_denied', 1],
    ['expired_token', 70019],
    ['bad_verification_code', 70018],
    ['invalid_grant', 70018],
  ])('is over at %s', async (error, code) => {
    const { start, asked } = await withAnswers(refused(error, code))
    expect(await failureOf(start({ kind: 'device-code' }))).toMatchObject({ error, codes: [code] })
    expect(asked).toHaveLength(2)
  })

  test.each([530035, 53003, 530036])('that the tenant blocks (%i) names the other ways', async (code) => {
    const { start } = await withAnswers(refused('access_denied', code))
    const error = await failureOf(start({ kind: 'device-code' }))
    expect(error.message).toBe(
      `sign-in to Microsoft Entra failed (AADSTS${code}): this tenant blocks device code sign-in`,
    )
    expect(error.hint).toContain('without --device-code')
  })

  test('is over when the code has expired, whatever is answered', async () => {
    const { start, waits } = await makeLogin(({ path }) =>
      path.endsWith('/devicecode') ? codeAnswer : refused('authorization_pending', 70016),
    )
    expect((await failureOf(start({ kind: 'device-code' }))).error).toBe('expired_token')
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(16 * 60 * 1000)
  })
})

describe('sign-in of a program', () => {
  test('sends its secret to the sign-in service alone, and never shows it', async () => {
    const { start, asked } = await makeLogin(() => granted)
    const credential = { kind: 'secret', secret: new Secret('s3cret~value') } as const
    expect(await start({ kind: 'client-credentials', credential })).toMatchObject({
      source: 'client-credentials',
    })
    expect(formOf(asked[0] as Asked)).toEqual({
      grant_type: 'client_credentials',
      client_id: ID,
      client_secret: 's3cret~value',
      scope: 'https://graph.microsoft.com/.default',
    })
    const wrong = await makeLogin(() => refused('invalid_client', 7000215, 'Invalid client secret'))
    const error = await failureOf(wrong.start({ kind: 'client-credentials', credential }))
    expect(`${error.message} ${error.hint} ${error.stack}`).not.toContain('s3cret')
    expect(error.hint).toContain('create a new one')
    const repeating = await makeLogin(() => refused('invalid_request', 900144, 'no s3cret~value here'))
    const { message } = await failureOf(repeating.start({ kind: 'client-credentials', credential }))
    expect(message).toContain('AADSTS900144): no [secret] here')
  })

  test('signs an assertion with its certificate that node:crypto verifies', async () => {
    const { start, asked, url } = await makeLogin(() => granted)
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const certificate = signRootCertificate(planRoot(ROOT_DEFAULTS, NOW, frozenRandom()), pair)
    const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const pem = new Secret(`${encodePem('CERTIFICATE', certificate)}${key}`)
    await start({ kind: 'client-credentials', credential: { kind: 'certificate', pem } })
    const form = formOf(asked[0] as Asked)
    expect(form['client_assertion_type']).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    const [header = '', claims = '', signature = ''] = (form['client_assertion'] ?? '').split('.')
    const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
    expect(decode(header)).toEqual({
      alg: 'PS256',
      typ: 'JWT',
      'x5t#S256': createHash('sha256').update(certificate).digest('base64url'),
    })
    const { exp, nbf, jti, ...names } = decode(claims)
    expect(names).toEqual({ aud: `${url}/contoso.com/oauth2/v2.0/token`, iss: ID, sub: ID })
    expect(jti).toMatch(/^[0-9a-f-]{36}$/)
    expect(nbf * 1000).toBeLessThan(NOW.getTime())
    expect(exp * 1000).toBeGreaterThan(NOW.getTime())
    const publicKey = createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' }))
    const check = { key: publicKey, padding: 6, saltLength: 32 }
    expect(
      verify('sha256', Buffer.from(`${header}.${claims}`), check, Buffer.from(signature, 'base64url')),
    ).toBe(true)
  })
})

test('an unreachable sign-in service is named', async () => {
  const { start } = await makeLogin(() => 'lost')
  const credential = { kind: 'secret', secret: new Secret('x') } as const
  const error = await failureOf(start({ kind: 'client-credentials', credential }))
  expect(error.message).toMatch(
    /^the sign-in service 127\.0\.0\.1:\d+ cannot be reached: the connection was closed$/,
  )
})
