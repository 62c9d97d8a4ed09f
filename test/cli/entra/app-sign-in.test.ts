// Sign-in as an app, with its secret or with its certificate from a file, as the command does it against the double.
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { planRoot, ROOT_DEFAULTS } from '../../../src/authority/authority.ts'
import { signRootCertificate } from '../../../src/x509/certificate.ts'
import { encodePem } from '../../../src/x509/pem.ts'
import { ALL_PERMISSIONS } from '../../entra-double/graph.ts'
import { runCommand } from '../../support/cli.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import { setUpTenant } from '../../support/entra-tenant.ts'
import { startLoopback } from '../../support/loopback.ts'
import { frozenRandom } from '../../support/world.ts'

const APP = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
let desk: EntraDesk

/** A certificate, and the same with its key, as `--client-certificate-file` takes them. */
function makeCertificate() {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const plan = planRoot(ROOT_DEFAULTS, new Date(), frozenRandom())
  const crt = encodePem('CERTIFICATE', signRootCertificate(plan, pair))
  return { crt, both: `${crt}${pair.privateKey.export({ type: 'pkcs8', format: 'pem' })}` }
}

beforeEach(async () => {
  desk = await entraDesk()
  await setUpTenant(desk, await desk.employ('anna@contoso.com'))
})

function register(certificate: string | null): void {
  desk.double.tenant.apps.set(APP, {
    clientId: APP,
    publicFlows: false,
    secret: 's3cret',
    certificate,
    delegated: [],
    application: [...ALL_PERMISSIONS],
  })
}

const check = (option: string, text: string, env: Readonly<Record<string, string>> = {}) => {
  writeFileSync(join(desk.ca.cwd, 'credential'), text)
  const args = ['entra', 'check', 'anna@contoso.com', '--client-id', APP, option, 'credential']
  return runCommand(args, { cwd: desk.ca.cwd, env: { ...desk.env, CERTSTICK_GRAPH_TOKEN: '', ...env } })
}

test('an app signs in with its certificate, and with no other', async () => {
  const [own, other] = [makeCertificate(), makeCertificate()]
  register(own.crt)
  const { status, stdout } = await check('--client-certificate-file', own.both)
  expect([status, stdout]).toEqual([0, expect.stringContaining('Entra ID would sign in anna@contoso.com by')])
  expect(await check('--client-certificate-file', other.both)).toMatchObject({
    status: 3,
    stdout: expect.stringContaining('error: not-signed-in: '),
  })
  const withoutKey = await check('--client-certificate-file', own.crt)
  expect(withoutKey).toMatchObject({ status: 2, stderr: expect.stringContaining('no private key') })
})

test('an app signs in with its secret, which stands in no output', async () => {
  register(null)
  expect(await check('--client-secret-file', 's3cret\n')).toMatchObject({ status: 0 })
  const { status, stdout, stderr } = await check('--client-secret-file', 'wr0ng')
  expect(status).toBe(3)
  expect(stdout).toContain('AADSTS7000215')
  expect(stdout + stderr).not.toContain('wr0ng')
})

test.each(['{"access_token":"SEC\\nRET"}', '{"access_token":"SEC€RET"}', '{"access_token":5}', '{}'])(
  'what cannot be a token is none: %s',
  async (body) => {
    const { url } = await startLoopback(() => ({ body }))
    const { status, stdout, stderr } = await check('--client-secret-file', 'x', { CERTSTICK_LOGIN_URL: url })
    expect(status).toBe(3)
    expect(stdout).toContain('the sign-in service gave no access token')
    expect(stdout + stderr).not.toContain('SEC')
  },
)
