// `certstick entra apply`: what it leaves as it is, refuses, or cannot do.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Tenant, Wire } from '../../entra-double/tenant.ts'
import { binding } from '../../entra-double/tenant-policy.ts'
import { runCommand } from '../../support/cli.ts'
import { entraDesk, entraOffice } from '../../support/entra.ts'

const TRUST = '/directory/publicKeyInfrastructure/certificateBasedAuthConfigurations'

const rulesOf = ({ policy }: Tenant): readonly Wire[] =>
  (policy['authenticationModeConfiguration'] as Wire)['rules'] as readonly Wire[]

describe('certstick entra apply', () => {
  test('does only the part that it is told to', async () => {
    const desk = await entraOffice()
    await desk.confirmed('apply', '--only', 'trust')
    expect(desk.writes().every((line) => line.includes(TRUST))).toBe(true)
    await desk.confirmed('apply', 'bob@contoso.com', '--only', 'user')
    expect(desk.writes().slice(2)).toEqual([expect.stringMatching(/^PATCH \/users\//)])
    expect(desk.anna.certificateUserIds).toHaveLength(1)
  })

  test('does not close bindings by name while a user of this CA has no value', async () => {
    const desk = await entraOffice()
    const { stderr } = await desk.confirmed('apply', 'bob@contoso.com', '--with-policy')
    expect(stderr).toContain('have no value for a certificate: Anna.Berg@contoso.com')
    expect(rulesOf(desk.double.tenant)).toEqual([])
  })

  test('asks for the tenant’s id beside --yes, and refuses another tenant’s', async () => {
    const desk = await entraOffice()
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
    const desk = await entraOffice()
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
    const { stdout } = await desk.entra('apply', 'sync@contoso.com', '--only', 'user')
    expect(stdout).toContain('Not possible:')
    expect(stdout).not.toContain('Nothing to do')
    expect(desk.anna.certificateUserIds).toHaveLength(2)
    await desk.confirmed('apply', 'ceo@contoso.com', '--allow-admin', '--only', 'user')
    const { byName, users } = desk.double.tenant
    expect(users.get(byName.get('ceo@contoso.com') ?? '')?.certificateUserIds).toHaveLength(1)
  })

  test('keeps every binding, rule, scope, target and exemption that it finds', async () => {
    const desk = await entraOffice()
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

  test('takes nobody out of a method that is on, however Graph spells that', async () => {
    const desk = await entraOffice()
    const { policy } = desk.double.tenant
    Object.assign(policy, { state: 'Enabled', includeTargets: [{ id: 'all_users', targetType: 'group' }] })
    const { stdout } = await desk.entra('apply', '--only', 'method', '--group', 'CBA pilot')
    expect(stdout).toContain('certificate sign-in is on for everybody')
    expect(stdout).not.toContain('- for everybody')
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
    const kept = readdirSync(desk.ca.folder).filter((name) => name.startsWith('entra-before-'))
    const states = kept.map((name) => JSON.parse(readFileSync(join(desk.ca.folder, name), 'utf8')))
    const urls = states.flatMap(({ undo }) => undo.flatMap((one: { undo: Wire }) => one.undo['body'] ?? []))
    expect(urls).toContainEqual({ certificateRevocationListUrl: 'http://other.example/a.crl' })
  })

  test('does not upload again what somebody deleted, and says when', async () => {
    const desk = await entraOffice()
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
