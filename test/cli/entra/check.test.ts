// `certstick entra check` against the double of Entra ID: what stops it, names, the log, and the end.
import { beforeEach, describe, expect, test } from 'vitest'
import { addUser, type User } from '../../entra-double/tenant.ts'
import { ALL_USERS } from '../../entra-double/tenant-policy.ts'
import { runCommand } from '../../support/cli.ts'
import type { EntraDesk } from '../../support/entra.ts'
import { type CheckDesk, checkDesk, codesOf, findingsOf, NAME, USUAL } from '../../support/entra-check.ts'
import { modeOf, type SetUpTenant } from '../../support/entra-tenant.ts'
import { startLoopback } from '../../support/loopback.ts'

let desk: EntraDesk
let anna: User
let setUp: SetUpTenant
let serialNumber: string
let ski: string
let check: CheckDesk['check']

beforeEach(async () => {
  ;({ desk, anna, setUp, serialNumber, ski, check } = await checkDesk())
})

const oneParagraph = (text: string): string => text.replaceAll('\n', ' ')

test('a tenant that is set up signs the user in, by the name', async () => {
  const { status, document } = await check()
  expect(status).toBe(0)
  expect(codesOf(document)).toEqual(USUAL)
  expect(document.notLookedAt).toEqual([])
  expect(document.certificates).toMatchObject([
    { signsIn: true, binding: { field: 'PrincipalName', priority: 1 }, factor: 'single', serialNumber },
  ])
  const { stdout } = await desk.entra('check', NAME)
  expect(oneParagraph(stdout)).toMatch(
    / Entra ID would sign in Anna\.Berg@contoso\.com by binding 1 \(PrincipalName to userPrincipalName\), as one factor, CA in certstick, CRL valid until 20\d\d-\S+Z\. /,
  )
  expect(oneParagraph(stdout)).toContain(
    'Changes of the policy take up to an hour, issuer hints ten minutes. The CRL was fetched from this computer;',
  )
})

test('a tenant that binds by the key alone, for a group, as two factors, has nothing to warn of', async () => {
  const issuer = 'CN=certstick Root CA'
  modeOf(desk)['rules'] = [
    {
      x509CertificateRuleType: 'issuerSubject',
      identifier: issuer,
      x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
      x509CertificateRequiredAffinityLevel: 'high',
    },
  ]
  const { facts } = desk.ca.issuer
  desk.double.tenant.policy['certificateAuthorityScopes'] = [
    {
      subjectKeyIdentifier: facts.subjectKeyIdentifier,
      publicKeyInfrastructureIdentifier: 'certstick',
      includeTargets: [{ id: setUp.group.id, targetType: 'group' }],
    },
  ]
  anna.certificateUserIds = [ski]
  const { status, document } = await check()
  expect({ status, codes: codesOf(document) }).toEqual({ status: 0, codes: [] })
  expect(document.certificates).toMatchObject([
    { signsIn: true, binding: { field: 'SubjectKeyIdentifier', priority: 3 }, factor: 'multi' },
  ])
})

describe('what stops the check', () => {
  test('is a token that Graph does not accept', async () => {
    desk.double.tenant.tokens.clear()
    const { status, document } = await check()
    expect(status).toBe(3)
    expect(codesOf(document)).toEqual(['not-signed-in'])
    expect(document.tenant).toBeNull()
    expect(document.certificates).toMatchObject([{ signsIn: null }])
    expect((await desk.entra('check', NAME)).stdout).toMatch(/^error: not-signed-in: .*\nhint: .*\n$/)
  })

  test('is a sign-in that fails, but no connection that fails', async () => {
    const env = { CERTSTICK_GRAPH_URL: desk.double.graphUrl, CERTSTICK_LOGIN_URL: desk.double.loginUrl }
    const options = ['--client-id', 'nobody', '--device-code', '--json']
    const refused = await runCommand(['entra', 'check', NAME, ...options], { cwd: desk.ca.cwd, env })
    expect(refused.status).toBe(3)
    expect(codesOf(JSON.parse(refused.stdout))).toEqual(['not-signed-in'])
    const nowhere = { ...env, CERTSTICK_LOGIN_URL: 'http://127.0.0.1:1' }
    expect(
      (await runCommand(['entra', 'check', NAME, ...options], { cwd: desk.ca.cwd, env: nowhere })).status,
    ).toBe(1)
  })

  test.each(['fabrikam.com', '99999999-2222-4333-8444-555555555555'])(
    'is another tenant than %s',
    async (tenant) => {
      const { status, document } = await check(NAME, '--tenant', tenant)
      expect({ status, codes: codesOf(document) }).toEqual({ status: 3, codes: ['wrong-tenant'] })
      expect(document.certificates).toEqual([])
      expect(desk.double.seen.filter(({ at }) => at === 'graph')).toHaveLength(1)
      const { stdout } = await desk.entra('check', '--tenant', tenant)
      expect(stdout).toMatch(/^Tenant: .*\n\nerror: wrong-tenant: .*\nhint: sign in with --tenant .*\n$/)
    },
  )
})

describe('a name', () => {
  test('of a user without a certificate is checked as far as that goes', async () => {
    addUser(desk.double.tenant, { userPrincipalName: 'Zoe@contoso.com' })
    const { status, document } = await check('zoe@contoso.com')
    expect(status).toBe(3)
    expect(codesOf(document, 'error')).toEqual(['user-not-included'])
    expect(codesOf(document, 'warning')).toContain('user-spelling')
    expect(document.certificates).toMatchObject([
      { entraUserPrincipalName: 'Zoe@contoso.com', serialNumber: null },
    ])
    modeOf(desk)['x509CertificateDefaultRequiredAffinityLevel'] = 'high'
    const [blocked] = findingsOf((await check('zoe@contoso.com')).document).filter(
      ({ code }) => code === 'binding-blocked',
    )
    expect(blocked?.hint).toMatch(/^create a certificate with certstick new, then bind/)
    anna.onPremisesSyncEnabled = true
    const synchronised = findingsOf((await check()).document).find(({ code }) => code === 'binding-blocked')
    expect(synchronised?.hint).toMatch(/^bind the certificate by its key in Active Directory/)
  })

  test('of a user with two devices means both certificates', async () => {
    await desk.ca.issueTo(NAME, 'LAPTOP-02')
    expect((await check(NAME)).document.certificates).toHaveLength(2)
    expect((await check('LAPTOP-02')).document.certificates).toHaveLength(1)
  })

  test('that nobody has is refused before anything is asked', async () => {
    const { status, stderr } = await desk.entra('check', 'LAPTOP-99')
    expect(status).toBe(2)
    expect(stderr).toContain('no certificate was issued for LAPTOP-99')
    expect(desk.double.seen).toEqual([])
  })
})

test('conditional access that asks for a second factor is named, and decides nothing', async () => {
  const policies = [
    { displayName: 'MFA for all', state: 'enabled', grantControls: { builtInControls: ['mfa'] } },
    {
      displayName: 'Report only',
      state: 'enabledForReportingButNotEnforced',
      grantControls: { builtInControls: ['mfa'] },
    },
    { displayName: 'Strong', state: 'enabled', grantControls: { authenticationStrength: { id: 's-1' } } },
    { displayName: 'Compliant', state: 'enabled', grantControls: { builtInControls: ['compliantDevice'] } },
  ]
  desk.double.tenant.conditionalAccess.push(...policies)
  anna.methods = []
  const { status, document } = await check()
  expect(status).toBe(0)
  expect(document).toMatchObject({ factorPolicies: ['MFA for all', 'Strong'] })
  const { stdout } = await desk.entra('check', NAME)
  expect(oneParagraph(stdout)).toContain(
    'Conditional access may ask for a second factor: "MFA for all", Strong.',
  )
  expect(stdout).toContain('cannot go on (as "MFA for all", Strong may ask)')
})

test('a group that is expected and is not the one of the policy is found, and keeps nobody from signing in', async () => {
  const other = desk.group('Others')
  const expectIn = async (option: string, group: string) => {
    const { status, document } = await check(NAME, option, group)
    return { status, codes: codesOf(document, 'error'), signsIn: document.certificates[0]?.['signsIn'] }
  }
  expect(await expectIn('--group', 'CBA users')).toEqual({ status: 0, codes: [], signsIn: true })
  const notOn = { status: 3, codes: ['user-not-included'], signsIn: true }
  expect(await expectIn('--group', other.id)).toEqual(notOn)
  const { policy } = desk.double.tenant
  const former = policy['includeTargets']
  policy['includeTargets'] = [ALL_USERS]
  expect(await expectIn('--group', other.id)).toEqual({ status: 0, codes: [], signsIn: true })
  policy['includeTargets'] = former
  const open = { status: 3, codes: ['scope-excludes-user'], signsIn: true }
  expect(await expectIn('--scope-group', 'CBA users')).toEqual(open) // it has no scope at all
  policy['certificateAuthorityScopes'] = [
    {
      subjectKeyIdentifier: desk.ca.issuer.facts.subjectKeyIdentifier,
      publicKeyInfrastructureIdentifier: 'certstick',
      includeTargets: [{ id: setUp.group.id, targetType: 'group' }],
    },
  ]
  expect(await expectIn('--scope-group', 'CBA users')).toEqual({ status: 0, codes: [], signsIn: true })
  expect(await expectIn('--scope-group', other.id)).toEqual(open)
  expect((await desk.entra('check', NAME, '--group', 'Nobody')).status).toBe(2)
})

test('the log is translated by the table of codes, newest first', async () => {
  const entry = (minute: string, errorCode: number, failureReason = '') => ({
    id: minute,
    createdDateTime: new Date(Date.now() - 3_600_000 + Number(minute) * 60_000).toISOString(),
    userId: anna.id,
    userPrincipalName: NAME.toLowerCase(),
    appDisplayName: 'My Apps',
    correlationId: `c-${minute}`,
    status: { errorCode, failureReason, additionalDetails: null },
  })
  desk.double.tenant.signIns.push(
    entry('1', 500173),
    entry('2', 50140, 'Keep me\nsigned in {x}'),
    entry('3', 0),
  )
  const { stdout } = await desk.entra('check', NAME, '--log')
  const lines = stdout.split('\n')
  const at = lines.findIndex((line) => line.startsWith('The last sign-ins'))
  expect(lines.slice(at + 1, at + 6).map((line) => line.replace(/20\S+Z/, 'T'))).toEqual([
    '  T  My Apps  signed in',
    '  T  My Apps  AADSTS50140: Keep me\\u000asigned in {x}',
    '    see https://login.microsoftonline.com/error?code=50140 (correlation id c-2)',
    '  T  My Apps  AADSTS500173: Unable to download CRL',
    '    The CRL has expired or cannot be downloaded. This affects all users. The administrator publishes a new CRL.',
  ])
  desk.double.tenant.signIns.push({ ...entry('4', 0), status: {} })
  const incomplete = await check(NAME, '--log')
  expect(incomplete.document.signIns).toBeUndefined()
  expect(incomplete.document.notLookedAt).toMatchObject([{ what: 'the sign-in log' }])
  desk.double.tenant.premium = false
  const { document } = await check(NAME, '--log')
  expect(document.notLookedAt).toMatchObject([{ what: 'the sign-in log' }])
  expect((await desk.entra('check', '--log')).status).toBe(2)
})

test('pages of one object, and a Graph that is busy, change nothing of the result', async () => {
  const usual = await check()
  desk.double.graph.paging.forced = 1
  desk.double.graph.faults.set([
    { kind: 'throttle', retryAfter: 0, times: 2 },
    { kind: 'drop', match: 'GET /v1.0/users' },
  ])
  const { status, document } = await check()
  const { requests, ...rest } = document
  expect({ status, ...rest }).toEqual({ status: usual.status, ...usual.document, requests: undefined })
  expect(requests).toBe(usual.document.requests + 3)
})

test('a part that Graph refuses with JSON in its message was not looked at', async () => {
  desk.double.graph.faults.set([{ kind: 'nested-forbidden', match: 'certificateBasedAuthConfigurations' }])
  const { status, document } = await check()
  expect(document.notLookedAt).toMatchObject([
    { what: 'the trust store', why: expect.stringContaining('403 PermissionScopeNotGranted') },
  ])
  expect(status).toBe(1)
})

test('another server that a list points to gets no token, and the list was not looked at', async () => {
  const { url, asked } = await startLoopback(() => ({ body: { value: [] } }))
  desk.double.graph.faults.set([
    { kind: 'foreign-next-link', match: 'certificateBasedAuthConfigurations', to: url },
  ])
  const { status, document } = await check()
  expect({ status, what: document.notLookedAt.map(({ what }) => what) }).toEqual({
    status: 1,
    what: ['the trust store'],
  })
  expect(asked).toEqual([])
})
