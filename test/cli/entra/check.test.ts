// `certstick entra check` against the double of Entra ID: each finding, what is not looked at, and the end.
import { beforeEach, describe, expect, test } from 'vitest'
import { CHECK_CODES } from '../../../src/entra/codes.ts'
import { certificateUserIds } from '../../../src/x509/certificate-user-ids.ts'
import { fullGrant } from '../../entra-double/control.ts'
import { issueToken } from '../../entra-double/login.ts'
import { addUser, type User, type Wire } from '../../entra-double/tenant.ts'
import { ALL_USERS } from '../../entra-double/tenant-policy.ts'
import { runCommand } from '../../support/cli.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import { authorityOf, modeOf, type SetUpTenant, setUpTenant } from '../../support/entra-tenant.ts'
import { startLoopback } from '../../support/loopback.ts'
import { makeRoot } from '../../support/roots.ts'

interface Shown {
  readonly severity: string
  readonly code: string
  readonly message: string
  readonly hint: string
}

interface Document {
  readonly tenant: { readonly displayName: string } | null
  readonly authority: Wire | null
  readonly findings: readonly Shown[]
  readonly certificates: readonly (Wire & { readonly findings: readonly Shown[] })[]
  readonly notLookedAt: readonly { readonly what: string; readonly why: string }[]
  readonly signIns?: readonly Wire[]
  readonly requests: number
}

const NAME = 'Anna.Berg@contoso.com'
let desk: EntraDesk
let anna: User
let setUp: SetUpTenant
let serialNumber: string
let ski: string

beforeEach(async () => {
  desk = await entraDesk()
  const issued = await desk.ca.issueTo(NAME)
  serialNumber = issued.serialNumber
  ski = certificateUserIds(issued.certificate).subjectKeyIdentifier ?? ''
  anna = addUser(desk.double.tenant, {
    userPrincipalName: NAME,
    methods: ['#microsoft.graph.fido2AuthenticationMethod'],
  })
  setUp = await setUpTenant(desk, anna)
})

async function check(...args: readonly string[]): Promise<{ status: number | null; document: Document }> {
  const { status, stdout } = await desk.entra('check', ...(args.length === 0 ? [NAME] : args), '--json')
  return { status, document: JSON.parse(stdout) }
}

const findingsOf = ({ findings, certificates }: Document): readonly Shown[] => [
  ...findings,
  ...certificates.flatMap((one) => one.findings),
]
const codesOf = (document: Document, ...severities: readonly string[]): readonly string[] =>
  findingsOf(document)
    .filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(({ code }) => code)

const oneParagraph = (text: string): string => text.replaceAll('\n', ' ')

/** What a tenant that works warns of. */
const USUAL = ['scope-none', 'low-affinity-open']

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

/** Changes the tenant; the codes that are then found, with their severities, beside the usual. */
const CASES: readonly (readonly [string, () => unknown, readonly string[]])[] = [
  ['user-missing', () => desk.double.tenant.byName.clear(), ['error user-missing']],
  ['user-spelling', () => set(anna, { userPrincipalName: NAME.toLowerCase() }), ['warning user-spelling']],
  ['user-disabled', () => set(anna, { accountEnabled: false }), ['error user-disabled']],
  ['user-guest', () => set(anna, { userType: 'Guest' }), ['warning user-guest']],
  ['user-synchronised', () => set(anna, { onPremisesSyncEnabled: true }), ['warning user-synchronised']],
  ['method-disabled', () => set(policy(), { state: 'disabled' }), ['error method-disabled']],
  ['user-not-included', () => set(setUp.group, { members: [] }), ['error user-not-included']],
  [
    'user-excluded',
    () => set(policy(), { excludeTargets: [{ id: setUp.group.id, targetType: 'group' }] }),
    ['error user-excluded'],
  ],
  ['method-for-all', () => set(policy(), { includeTargets: [ALL_USERS] }), ['warning method-for-all']],
  ['ca-missing', () => set(desk.double.tenant, { trust: [] }), ['error ca-missing']],
  [
    'ca-other',
    () => {
      const { certificate } = makeRoot({ commonName: 'certstick Root CA', organization: null })
      desk.double.tenant.trust[0]?.authorities.splice(0, 1, authorityOf(certificate, null))
    },
    ['error ca-missing', 'error ca-other'],
  ],
  [
    'ca-deleted',
    () => {
      const deleted = { ...setUp.authority, deletedDateTime: '2026-11-20T00:00:00Z' }
      set(desk.double.tenant, { trust: [], deleted: [deleted] })
    },
    ['error ca-missing', 'warning ca-deleted'],
  ],
  [
    'ca-twice',
    () => desk.double.tenant.trust.push({ id: '2', displayName: 'Second', authorities: [setUp.authority] }),
    ['warning ca-twice'],
  ],
  [
    'ca-classic',
    () => set(desk.double.tenant, { classic: [classicOf(`${desk.double.webUrl}/rootCA.crl`)] }),
    ['warning ca-classic'],
  ],
  [
    'ca-classic, which wins with another CRL URL',
    () => set(desk.double.tenant, { classic: [classicOf(`${desk.double.webUrl}/other.crl`)] }),
    ['warning ca-classic', 'error crl-unreachable'],
  ],
  [
    'crl-not-configured',
    () => set(setUp.authority, { certificateRevocationListUrl: null }),
    ['warning crl-not-configured'],
  ],
  [
    'crl-not-configured where a CRL is required',
    () => {
      set(setUp.authority, { certificateRevocationListUrl: null })
      set(policy(), { crlValidationConfiguration: { state: 'enabled' } })
    },
    ['error crl-not-configured'],
  ],
  ['crl-unreachable', () => desk.double.files.clear(), ['error crl-unreachable']],
  [
    'crl-not-der',
    () => desk.double.files.set('/rootCA.crl', { body: Buffer.from('<html>') }),
    ['error crl-not-der'],
  ],
  [
    'crl-number-fell',
    async () => {
      const former = desk.double.files.get('/rootCA.crl')
      await setUp.publish()
      if (former !== undefined) desk.double.files.set('/rootCA.crl', former)
    },
    ['error crl-number-fell'],
  ],
  [
    'revoked',
    async () => {
      await revoke(serialNumber)
      await setUp.publish()
    },
    ['error revoked'],
  ],
  [
    'binding-none',
    () => set(policy(), { certificateUserBindings: bindings().slice(2) }),
    ['error binding-none'],
  ],
  [
    'binding-blocked',
    () => set(modeOf(desk), { x509CertificateDefaultRequiredAffinityLevel: 'high' }),
    ['error binding-blocked'],
  ],
  [
    'value-elsewhere',
    () => addUser(desk.double.tenant, { userPrincipalName: 'bob@contoso.com', certificateUserIds: [ski] }),
    ['error value-elsewhere'],
  ],
  [
    'values-near-limit',
    () => set(anna, { certificateUserIds: Array.from({ length: 9 }, (_, count) => `X509:<SKI>${count}`) }),
    ['warning values-near-limit'],
  ],
  [
    'value-stale',
    async () => {
      const former = await desk.ca.issueTo(NAME, 'LAPTOP-OLD')
      await revoke(former.serialNumber)
      const { subjectKeyIdentifier } = certificateUserIds(former.certificate)
      set(anna, { certificateUserIds: [subjectKeyIdentifier ?? ''] })
    },
    ['warning value-stale'],
  ],
  [
    'scope-excludes-user',
    () => {
      const other = desk.group('Others')
      const subjectKeyIdentifier = desk.ca.issuer.facts.subjectKeyIdentifier?.toUpperCase()
      const includeTargets = [{ id: other.id, targetType: 'group' }]
      set(policy(), { certificateAuthorityScopes: [{ subjectKeyIdentifier, includeTargets }] })
    },
    ['error scope-excludes-user'],
  ],
  [
    'single-factor',
    () => set(anna, { methods: ['#microsoft.graph.passwordAuthenticationMethod'] }),
    ['warning single-factor'],
  ],
  [
    'hints-on-ca-off',
    () => set(policy(), { issuerHintsConfiguration: { state: 'enabled' } }),
    ['warning hints-on-ca-off'],
  ],
]

const policy = (): Wire => desk.double.tenant.policy
const bindings = (): readonly Wire[] => policy()['certificateUserBindings'] as Wire[]
const set = (target: object, values: object): unknown => Object.assign(target, values)

function classicOf(crlUrl: string) {
  return {
    isRootAuthority: true,
    certificate: setUp.authority.certificate,
    certificateRevocationListUrl: crlUrl,
    issuer: 'CN=certstick Root CA',
    issuerSki: setUp.authority.issuerSubjectKeyIdentifier ?? '',
  }
}

async function revoke(number: string): Promise<void> {
  const args = ['revoke', number, '--reason', 'keyCompromise', '--yes']
  expect((await runCommand(args, { cwd: desk.ca.cwd })).status).toBe(0)
}

test.each(CASES)('%s is found, with what to do, and decides the exit code', async (_, change, expected) => {
  await change()
  const { status, document } = await check()
  const all = findingsOf(document).map(({ severity, code }) => `${severity} ${code}`)
  const usual = USUAL.map((code) => `warning ${code}`)
  expect(all.filter((one) => !usual.includes(one))).toEqual(expected)
  const fails = expected.some((one) => one.startsWith('error'))
  expect(status).toBe(fails ? 3 : 0)
  expect(document.certificates[0]?.['signsIn']).toBe(!fails)
  for (const { message, hint } of findingsOf(document)) {
    expect(message).toMatch(/^[^.].*[^.]$/)
    expect(hint).not.toBe('')
  }
})

test('every code of the table has a case here, or a test of its own', () => {
  const own = ['certificate-unusable', 'not-signed-in', 'wrong-tenant', 'ca-expired', 'crl-url-differs']
  // of published-crl.test.ts
  const ofCrl = ['crl-slow', 'crl-large', 'crl-of-another-ca', 'crl-expired', 'crl-near-end']
  const found = new Set([
    ...CASES.flatMap(([, , codes]) => codes.map((code) => code.split(' ')[1])),
    ...USUAL,
  ])
  expect(CHECK_CODES.filter((code) => !found.has(code) && ![...own, ...ofCrl].includes(code))).toEqual([])
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
    },
  )
})

describe('permissions', () => {
  const without = (...names: readonly string[]) => {
    const grant = fullGrant(desk.double.tenant)
    const permissions = grant.permissions.filter((one) => !names.some((name) => one.startsWith(name)))
    const token = issueToken(desk.double.tenant, { ...grant, permissions })
    return { ...desk.env, CERTSTICK_GRAPH_TOKEN: token }
  }
  const checkWith = async (env: Readonly<Record<string, string>>) => {
    const { status, stdout } = await runCommand(['entra', 'check', NAME, '--json'], { cwd: desk.ca.cwd, env })
    return { status, document: JSON.parse(stdout) as Document }
  }

  test.each([
    [['Policy.'], 'the policy of certificate sign-in'],
    [['PublicKeyInfrastructure.'], 'the trust store'],
    [['Group', 'Directory.'], 'membership of groups'],
    [['User.Read', 'Directory.'], 'users'],
  ])('that are missing (%j) leave open whether the user is signed in', async (names, what) => {
    const { status, document } = await checkWith(without(...names))
    expect(status).toBe(1)
    expect(document.notLookedAt.map((one) => one.what)).toContain(what)
    expect(document.certificates).toMatchObject([{ signsIn: null }])
    const env = without(...names)
    const { stdout } = await runCommand(['entra', 'check', NAME], { cwd: desk.ca.cwd, env })
    expect(oneParagraph(stdout)).toContain('is not known, because not everything was looked at')
    expect(stdout).not.toMatch(/^Entra ID would/m)
  })

  test('are listed as the token names them, where something was not looked at', async () => {
    // The double's tokens are opaque; Microsoft's have claims, which only say what is likely.
    const claims = {
      scp: 'User.Read.All Organization.Read.All',
      appid: '04b07795-8ddb-461a-bbee-02f9e1bf7b46',
    }
    const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
    const { tenant } = desk.double
    const permissions = ['User.Read.All', 'Organization.Read.All']
    tenant.tokens.set(token, { ...fullGrant(tenant), permissions, expires: Date.now() + 3_600_000 })
    const env = { ...desk.env, CERTSTICK_GRAPH_TOKEN: token }
    const { stdout } = await runCommand(['entra', 'check', NAME], { cwd: desk.ca.cwd, env })
    expect(stdout).toContain('  The token has the permissions Organization.Read.All, User.Read.All.')
    // For the whole inventory some parts are left out with every permission.
    tenant.tokens.set(token, { ...fullGrant(tenant), expires: Date.now() + 3_600_000 })
    const whole = (await runCommand(['entra', 'check'], { cwd: desk.ca.cwd, env })).stdout
    expect(whole).toContain('Not looked at:')
    expect(whole).not.toContain('The token has the permissions')
    expect(stdout).toContain('It is the token of Azure CLI')
    expect(stdout).not.toContain(token)
    const { document } = await checkWith(env)
    expect(document).toMatchObject({ token: { source: 'environment', permissions: permissions.toSorted() } })
  })

  test('that only more would need do not leave it open', async () => {
    const { status, document } = await checkWith(without('UserAuthenticationMethod'))
    expect(status).toBe(0)
    expect(document.notLookedAt.map(({ what }) => what)).toEqual(['other sign-in methods'])
    expect(document.certificates).toMatchObject([{ signsIn: true }])
  })
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

test('a group that is expected and is not the one of the policy is found', async () => {
  const other = desk.group('Others')
  expect(codesOf((await check(NAME, '--group', 'CBA users')).document, 'error')).toEqual([])
  expect(codesOf((await check(NAME, '--group', other.id)).document, 'error')).toEqual(['user-not-included'])
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

describe('the whole inventory', () => {
  test('of a hundred users takes at most a hundred requests, and names whom it would not sign in', async () => {
    const { tenant } = desk.double
    for (let count = 0; count < 99; count++) {
      const name = `user${count}@contoso.com`
      await desk.ca.issueTo(name)
      const user = addUser(tenant, { userPrincipalName: name, accountEnabled: count !== 7 })
      if (count !== 8) setUp.group.members.push(user.id)
    }
    const before = desk.double.seen.length
    const { stdout, status } = await desk.entra('check', '--json')
    const document = JSON.parse(stdout) as Document
    const requests = desk.double.seen.slice(before).filter(({ at }) => at === 'graph').length
    expect(requests).toBeLessThanOrEqual(20)
    expect(document.requests).toBe(requests)
    expect(status).toBe(3)
    const refused = document.certificates.filter(({ signsIn }) => signsIn === false)
    expect(refused.map((one) => one['userPrincipalName'])).toEqual(['user7@contoso.com', 'user8@contoso.com'])
    const text = (await desk.entra('check')).stdout
    expect(text).toContain(
      '100 certificates: Entra ID would accept 98 and refuse 2.\n  98 by binding 1 (PrincipalName to userPrincipalName)\n',
    )
    expect(text).toContain('error: user-disabled: user7@contoso.com: the account is disabled')
    expect(text).toContain('who else has the values: is looked at where users are named')
  })

  test('asks Graph for no name that is none, and still looks at the others', async () => {
    await desk.ca.issueTo('a printer', 'PRINTER')
    desk.double.graph.faults.set([{ kind: 'status', match: 'printer', status: 400, times: 0 }])
    const { document } = await check('--tenant', 'contoso.com')
    expect(document.certificates.map(({ signsIn }) => signsIn)).toEqual([true, false])
    expect(codesOf(document, 'error')).toEqual(['user-missing'])
  })

  test('leaves out what is not current, and what is of another domain is named', async () => {
    const former = await desk.ca.issueTo('former@contoso.com')
    await revoke(former.serialNumber)
    await desk.ca.issueTo('zoe@fabrikam.com')
    const { document } = await check('--tenant', 'contoso.com')
    expect(document.certificates.map((one) => one['userPrincipalName'])).toEqual([NAME, 'zoe@fabrikam.com'])
    expect(codesOf(document, 'error')).toEqual(['wrong-tenant'])
  })
})
