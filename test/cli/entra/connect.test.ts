import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/cli/context.ts'
import { browserCall } from '../../../src/cli/entra/browser.ts'
import { connectToEntra, type EntraOptions } from '../../../src/cli/entra/connect.ts'
import { UserError } from '../../../src/errors.ts'
import { writeFiles } from '../../support/folders.ts'
import { type Asked, startLoopback } from '../../support/loopback.ts'
import { frozenRandom, NOW } from '../../support/world.ts'

const needs = { permissions: ['User.Read.All'], domain: 'contoso.com' }

function connect(options: EntraOptions, env: Readonly<Record<string, string>> = {}) {
  const world = { env, cwd: '/', now: () => NOW, random: frozenRandom(), platform: 'linux' }
  return connectToEntra(options, needs, {
    world,
    terminal: { interactive: false, say: () => {} },
  } as unknown as Context)
}

const problemsOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
  const error = await work.then(
    () => null,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  return (error as UserError).problems.map(({ field }) => field)
}

describe('the way to Microsoft Graph', () => {
  test('is the token of the environment where there is one, whatever else is given', async () => {
    const env = { CERTSTICK_GRAPH_TOKEN: ' a.b.c\n' }
    const { access, tenant, client } = await connect({ deviceCode: true }, env)
    expect(access).toMatchObject({ source: 'environment', permissions: null })
    expect(access.token.reveal()).toBe('a.b.c')
    expect(tenant).toBe('contoso.com')
    expect(client.endpoints.graphUrl).toBe('https://graph.microsoft.com')
  })

  test('is a program’s own secret from a file where nobody is at the terminal', async () => {
    const { url, asked } = await startLoopback(() => ({ body: { access_token: 'a.b.c' } }))
    const { secret } = writeFiles({ secret: 'sec~ret\r\n' })
    const options = { clientId: 'app-1', clientSecretFile: secret, tenant: 'fabrikam.com' }
    const { access } = await connect(options, { CERTSTICK_LOGIN_URL: url })
    expect(access.source).toBe('client-credentials')
    expect(asked[0]?.path).toBe('/fabrikam.com/oauth2/v2.0/token')
    expect(new URLSearchParams((asked[0] as Asked).body).get('client_secret')).toBe('sec~ret')
  })

  test.each<[EntraOptions, readonly string[]]>([
    [{}, ['clientId', 'deviceCode']],
    [{ clientId: 'x', tenant: 'a/b' }, ['tenant', 'deviceCode']],
    [{ clientId: 'x', tenant: 'organizations', deviceCode: true }, ['tenant']],
    [{ clientId: 'x', deviceCode: true, clientSecretFile: 'y' }, ['deviceCode']],
    [{ clientId: 'x', clientCertificateFile: 'y', clientSecretFile: 'y' }, ['clientSecret']],
    [{ clientId: 'x', clientSecretFile: '/nowhere/at/all' }, ['clientSecret']],
    [{ clientId: 'x', clientCertificateFile: '/nowhere/at/all' }, ['clientCertificate']],
  ])('is refused before anything is sent: %j', async (options, fields) => {
    expect(await problemsOf(connect(options))).toEqual(fields)
  })

  test('is not a token with a line break in it', async () => {
    await expect(connect({}, { CERTSTICK_GRAPH_TOKEN: 'a.b\nc' })).rejects.toThrow('CERTSTICK_GRAPH_TOKEN')
  })
})

describe('the browser', () => {
  const url = 'https://login.microsoftonline.com/contoso.com/oauth2/v2.0/authorize?a=b&c=d'

  test.each([
    ['win32', { SystemRoot: 'C:\\Windows' }, 'C:\\Windows\\System32\\rundll32.exe'],
    ['darwin', {}, '/usr/bin/open'],
    ['linux', { DISPLAY: ':0' }, '/usr/bin/xdg-open'],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, '/usr/bin/xdg-open'],
  ])(
    'is opened on %s by a program with its full path, and the address is one word',
    (platform, env, program) => {
      const call = browserCall(url, { platform, env })
      expect(call?.program).toBe(program)
      expect(call?.args.at(-1)).toBe(url)
    },
  )

  test.each([
    ['linux', {}],
    ['win32', {}],
    ['win32', { SystemRoot: '.\\Windows' }],
    ['win32', { SystemRoot: '\\\\server\\Windows' }],
  ])('is left to the person on %s with %j', (platform, env) => {
    expect(browserCall(url, { platform, env })).toBeNull()
  })
})
