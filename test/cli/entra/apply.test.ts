import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fetchCrl } from '../../entra-double/control.ts'
import { decide } from '../../entra-double/oracle.ts'
import type { Tenant, Wire } from '../../entra-double/tenant.ts'
import { binding } from '../../entra-double/tenant-policy.ts'
import { runCommand } from '../../support/cli.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import { expectMode } from '../../support/modes.ts'
import { ENTER, startInTerminal, testInTerminal } from '../../support/pty.ts'

const TRUST = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'
const POLICY = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/x509Certificate'

/** Anna and Bob have certificates, and Anna is in the pilot group. */
async function office(): Promise<
  EntraDesk & { readonly anna: { id: string; certificateUserIds: string[] } }
> {
  const desk = await entraDesk()
  const anna = await desk.employ('Anna.Berg@contoso.com', {
    certificateUserIds: ['X509:<PN>old@contoso.com'],
  })
  await desk.employ('bob@contoso.com')
  desk.group('CBA pilot', anna)
  return { ...desk, anna }
}

const rulesOf = ({ policy }: Tenant): readonly Wire[] =>
  (policy['authenticationModeConfiguration'] as Wire)['rules'] as readonly Wire[]

describe('certstick entra apply', () => {
  test('shows its plan and changes nothing where nobody confirms', async () => {
    const desk = await office()
    const { status, stdout, stderr } = await desk.entra('apply', '--group', 'CBA pilot')
    expect(status).toBe(0)
    expect(stdout).toContain('+ container certstick')
    expect(stdout).toMatch(/\+ Anna\.Berg@contoso\.com: X509:<SKI>[0-9A-F]{40}/)
    expect(stdout).toContain('Changes of the sign-in policy, which are carried out only with --with-policy:')
    expect(stdout).toContain('+ certificate sign-in is on')
    expect(stdout).toContain('- for everybody')
    expect(stdout).toContain('proved against a stand-in for Entra ID only')
    expect(stderr).toContain('nothing was changed, because there is no terminal')
    expect(desk.writes()).toEqual([])
  })

  test('adds trust and values, leaves the policy alone, and then has nothing to do', async () => {
    const desk = await office()
    const { tenant } = desk.double
    const policy = structuredClone(tenant.policy)
    const { status, stdout } = await desk.confirmed('apply', '--group', 'CBA pilot')
    expect({ status, stdout }).toMatchObject({ status: 0 })
    expect(tenant.trust).toMatchObject([
      { displayName: 'certstick', authorities: [{ certificateAuthorityType: 'root' }] },
    ])
    const [authority] = tenant.trust[0]?.authorities ?? []
    expect(authority?.issuerSubjectKeyIdentifier).toMatch(/^[0-9A-F]{40}$/)
    expect(authority?.isIssuerHintEnabled).toBe(false)
    expect(desk.anna.certificateUserIds).toEqual([
      'X509:<PN>old@contoso.com',
      expect.stringMatching(/^X509:<SKI>[0-9A-F]{40}$/),
    ])
    expect(tenant.policy).toEqual(policy)
    expect(desk.writes()).toHaveLength(4)
    const again = await desk.confirmed('apply')
    expect(again.stdout).not.toMatch(/^\+ (?:container|root|Anna)/m)
    expect(desk.writes()).toHaveLength(4)
  })

  test('with --with-policy lets exactly the group in, by the key only, and then has nothing to do', async () => {
    const desk = await office()
    const { double, ca } = desk
    const certificate = (await ca.issueTo('Anna.Berg@contoso.com', 'LAPTOP-01')).certificate
    const ask = (name: string) => decide(double.tenant, { certificate, name }, fetchCrl)
    expect(await ask('anna.berg@contoso.com')).toMatchObject({ code: 'no-link' })
    const args = ['apply', '--group', 'CBA pilot', '--scope-group', 'CBA pilot', '--with-policy'] as const
    const { status, stderr } = await desk.confirmed(...args)
    expect({ status, stderr }).toMatchObject({ status: 0 })
    expect(await ask('anna.berg@contoso.com')).toMatchObject({ signsIn: true, field: 'SubjectKeyIdentifier' })
    expect(await ask('bob@contoso.com')).toMatchObject({ signsIn: false })
    expect(await desk.entra('check', 'Anna.Berg@contoso.com')).toMatchObject({ status: 0 })
    expect(await desk.entra('check', 'bob@contoso.com')).toMatchObject({ status: 3 })
    const { tenant } = double
    expect(tenant.policy['includeTargets']).toMatchObject([{ targetType: 'group' }])
    expect(rulesOf(tenant)).toMatchObject([{ x509CertificateRequiredAffinityLevel: 'high' }])
    expect(desk.writes().at(-1)).toBe(`PATCH ${POLICY}`)
    const count = desk.writes().length
    expect((await desk.confirmed(...args)).stdout).toContain('Nothing to do.')
    expect(desk.writes()).toHaveLength(count)
  })

  test('limits the scope right after the upload where the method is on already', async () => {
    const desk = await office()
    desk.double.tenant.policy['state'] = 'enabled'
    await desk.confirmed('apply', '--scope-group', 'CBA pilot', '--with-policy')
    const kinds = desk.writes().map((line) => (line.includes('/users/') ? 'value' : line))
    expect(kinds.map((line) => line.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
      `POST ${TRUST}`,
      `POST ${TRUST}/ID/certificateAuthorities`,
      `PATCH ${POLICY}`,
      'value',
      'value',
      `PATCH ${POLICY}`,
    ])
  })

  test('keeps the former state beside the inventory, for its owner only, without token or certificate', async () => {
    const desk = await office()
    await desk.confirmed('apply', '--group', 'CBA pilot', '--with-policy')
    const [name = ''] = readdirSync(desk.ca.folder).filter((file) => file.startsWith('entra-before-'))
    const path = join(desk.ca.folder, name)
    const text = readFileSync(path, 'utf8')
    expectMode(path, 0o600)
    expect(JSON.parse(text)).toMatchObject({
      tenant: { displayName: 'Contoso' },
      before: {
        users: [{ certificateUserIds: ['X509:<PN>old@contoso.com'] }, { certificateUserIds: [] }],
        x509Certificate: { state: 'disabled' },
      },
    })
    expect(text).not.toContain(desk.token)
    expect(text).not.toContain('MII')
  })

  test('prints requests and undo as JSON, without the certificate', async () => {
    const desk = await office()
    const { stdout } = await desk.entra('apply', '--group', 'CBA pilot', '--json')
    const plan = JSON.parse(stdout)
    const policy = plan.changes.at(-1)
    expect(policy).toMatchObject({ part: 'method', changesSignInPolicy: true, outcome: 'left-out' })
    expect(policy.request.body).toMatchObject({ state: 'enabled', '@odata.type': expect.any(String) })
    expect(policy.undo.body).toMatchObject({ state: 'disabled', includeTargets: [{ id: 'all_users' }] })
    expect(stdout).not.toContain('MII')
    expect(plan.provedAgainstRealTenant).toBe(false)
  })

  test('says that no real tenant has seen the policy changes for as long as docs/proved.md says so', async () => {
    const proved = readFileSync(new URL('../../../docs/proved.md', import.meta.url), 'utf8')
    const row = proved.split('\n').find((line) => line.includes('`entra apply --with-policy`')) ?? ''
    const desk = await office()
    const { stdout } = await desk.entra('apply', '--group', 'CBA pilot')
    expect(stdout.includes('No test of certstick has changed a real tenant')).toBe(row.includes('| double |'))
  })

  test('stops at an error, says how much is left and where the former state is, and goes on when run again', async () => {
    const desk = await office()
    desk.double.graph.faults.set([{ kind: 'status', status: 400, match: '^PATCH .*/users/' }])
    const { status, stderr } = await desk.confirmed('apply')
    expect(status).toBe(1)
    expect(stderr).toContain('done: upload the root CA')
    expect(stderr).toMatch(/note: 2 of 4 changes were not made, and nothing was taken back; .*entra-before-/)
    expect((await desk.confirmed('apply')).stdout).toContain('2 changes made in Contoso')
    expect(desk.double.tenant.trust).toHaveLength(1)
  })

  testInTerminal('changes nothing unless the tenant’s name is typed', async () => {
    const desk = await office()
    const start = () => startInTerminal(['entra', 'apply'], desk.ca.cwd, 100, desk.env)
    const wrong = start()
    await wrong.expect('Type the tenant’s name, Contoso, to go on')
    wrong.type(`contoso${ENTER}`)
    await wrong.expect('it is Contoso; to change nothing, leave it empty')
    wrong.type(`${'\x7f'.repeat('contoso'.length)}${ENTER}`)
    expect(await wrong.exitCode()).toBe(130)
    expect(desk.writes()).toEqual([])
    const right = start()
    await right.expect('Type the tenant’s name, Contoso, to go on')
    right.type(`contoso${ENTER}`)
    await right.expect('it is Contoso')
    right.type(`${'\x7f'.repeat('contoso'.length)}Contoso${ENTER}`)
    expect(await right.exitCode()).toBe(0)
    expect(right.shown()).toContain('4 changes made in Contoso, and read back.')
    expect(desk.writes()).toHaveLength(4)
  })

  testInTerminal('breaks no line of the plan inside a word', async () => {
    const desk = await office()
    const terminal = startInTerminal(['entra', 'apply'], desk.ca.cwd, 80, desk.env)
    await terminal.expect('Type the tenant’s name')
    terminal.type(ENTER)
    await terminal.exitCode()
    const plan = terminal.shown().split('Type the tenant’s name')[0] ?? ''
    expect(plan).toContain('note: ')
    const long = plan.split('\n').filter((line) => line.trimEnd().length > 80)
    for (const line of long) expect(line.trim()).toMatch(/^(?:PATCH )?\S+$/) // an address cannot be broken
  })

  test('does only the part that it is told to', async () => {
    const desk = await office()
    await desk.confirmed('apply', '--only', 'trust')
    expect(desk.writes().every((line) => line.includes(TRUST))).toBe(true)
    await desk.confirmed('apply', 'bob@contoso.com', '--only', 'user')
    expect(desk.writes().slice(2)).toEqual([expect.stringMatching(/^PATCH \/users\//)])
    expect(desk.anna.certificateUserIds).toHaveLength(1)
  })

  test('does not close bindings by name while a user of this CA has no value', async () => {
    const desk = await office()
    const { stderr } = await desk.confirmed('apply', 'bob@contoso.com', '--with-policy')
    expect(stderr).toContain('have no value for a certificate: Anna.Berg@contoso.com')
    expect(rulesOf(desk.double.tenant)).toEqual([])
  })

  test('asks for the tenant’s id beside --yes, and refuses another tenant’s', async () => {
    const desk = await office()
    expect(await desk.entra('apply', '--yes')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--tenant-id'),
    })
    const other = await desk.entra('apply', '--yes', '--tenant-id', '11111111-0000-4000-8000-000000000000')
    expect(other).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the access token is for Contoso'),
    })
    expect(await desk.entra('apply', '--tenant', 'fabrikam.com')).toMatchObject({ status: 2 })
    expect(desk.writes()).toEqual([])
  })

  test('goes on without users who cannot be bound, names each, and ends with 3', async () => {
    const desk = await office()
    await desk.employ('ceo@contoso.com', { directoryRoles: ['Global Administrator'] })
    await desk.employ('sync@contoso.com', { onPremisesSyncEnabled: true })
    await desk.employ('full@contoso.com', {
      certificateUserIds: Array.from({ length: 10 }, (_, at) => `X509:<PN>${at}`),
    })
    await desk.ca.issueTo('gone@contoso.com')
    const { status, stderr } = await desk.confirmed('apply')
    expect(status).toBe(3)
    for (const text of [
      'ceo@contoso.com: has a directory role',
      'sync@contoso.com: comes from Active Directory',
      'full@contoso.com: would have 11 values',
      'gone@contoso.com: there is no such user',
    ])
      expect(stderr).toContain(text)
    expect(desk.anna.certificateUserIds).toHaveLength(2)
    await desk.confirmed('apply', 'ceo@contoso.com', '--allow-admin', '--only', 'user')
    const { byName, users } = desk.double.tenant
    expect(users.get(byName.get('ceo@contoso.com') ?? '')?.certificateUserIds).toHaveLength(1)
  })

  test('keeps every binding, rule, scope, target and exemption that it finds', async () => {
    const desk = await office()
    const { policy } = desk.double.tenant
    const foreign = desk.group('Foreign')
    const rule = { x509CertificateRuleType: 'policyOID', identifier: '1.2.3', unknownProperty: 'kept' }
    const found = {
      certificateUserBindings: [binding('PrincipalName', 'onPremisesUserPrincipalName', 7, 'low')],
      authenticationModeConfiguration: {
        x509CertificateAuthenticationDefaultMode: 'x509CertificateMultiFactor',
        x509CertificateDefaultRequiredAffinityLevel: 'low',
        rules: [rule],
      },
      includeTargets: [{ id: foreign.id, targetType: 'group', isRegistrationRequired: false }],
      excludeTargets: [{ id: foreign.id, targetType: 'group' }],
      crlValidationConfiguration: {
        state: 'disabled',
        exemptedCertificateAuthoritiesSubjectKeyIdentifiers: ['AA'],
      },
    }
    Object.assign(policy, structuredClone(found))
    await desk.confirmed('apply', '--group', 'CBA pilot', '--scope-group', 'CBA pilot', '--with-policy')
    const now = desk.double.tenant.policy
    expect(now['certificateUserBindings']).toEqual([
      ...found.certificateUserBindings,
      binding('SubjectKeyIdentifier', 'certificateUserIds', 8, 'high'),
    ])
    expect(now['authenticationModeConfiguration']).toMatchObject({
      ...found.authenticationModeConfiguration,
      rules: [rule, { x509CertificateAuthenticationMode: 'x509CertificateMultiFactor' }],
    })
    expect(now['includeTargets']).toHaveLength(2)
    for (const name of ['excludeTargets', 'crlValidationConfiguration'] as const)
      expect(now[name]).toEqual(found[name])
    expect(now['issuerHintsConfiguration']).toEqual({ state: 'disabled' })
  })

  test('uploads no root whose CRL Entra could not fetch, because nobody could sign in then', async () => {
    const desk = await entraDesk('http://127.0.0.1:9/rootCA.crl')
    await desk.employ('anna@contoso.com')
    const { status, stderr } = await desk.confirmed('apply')
    expect(status).toBe(3)
    expect(stderr).toContain('error: the CRL at http://127.0.0.1:9/rootCA.crl: Entra would let nobody in')
    expect(desk.double.tenant.trust).toMatchObject([{ authorities: [] }])
  })

  test('sets the CRL URL where the root has none, and changes another one only with --with-policy', async () => {
    const desk = await entraDesk()
    await desk.employ('anna@contoso.com')
    await desk.confirmed('apply')
    const url = `${desk.double.webUrl}/rootCA.crl`
    await desk.ca.store.setCrlUrl(url, desk.ca.inventory)
    const run = (...args: readonly string[]) => runCommand(args, { cwd: desk.ca.cwd })
    expect(await run('crl')).toMatchObject({ status: 0 })
    desk.double.files.set('/rootCA.crl', { body: readFileSync(join(desk.ca.folder, 'rootCA.crl')) })
    await desk.confirmed('apply')
    const [authority] = desk.double.tenant.trust[0]?.authorities ?? []
    expect(authority?.certificateRevocationListUrl).toBe(url)
    if (authority !== undefined) authority.certificateRevocationListUrl = 'http://other.example/a.crl'
    await desk.confirmed('apply')
    expect(authority?.certificateRevocationListUrl).toBe('http://other.example/a.crl')
    await desk.confirmed('apply', '--with-policy')
    expect(authority?.certificateRevocationListUrl).toBe(url)
  })

  test('does not upload again what somebody deleted, and says when', async () => {
    const desk = await office()
    await desk.confirmed('apply', '--only', 'trust')
    const { tenant } = desk.double
    const [authority] = tenant.trust[0]?.authorities.splice(0) ?? []
    tenant.deleted.push({ ...authority, deletedDateTime: '2026-11-20T08:00:00Z' } as never)
    const { status, stdout } = await desk.confirmed('apply', '--only', 'trust')
    expect(status).toBe(3)
    expect(stdout).toContain('somebody deleted this root CA from the tenant on 2026-11-20')
    expect(tenant.trust[0]?.authorities).toEqual([])
  })
})
