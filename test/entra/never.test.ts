// What `entra apply` never does, whatever it finds: §6.3 of the fact sheet, held in tenants that fast-check makes up.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planApply } from '../../src/entra/apply-plan.ts'
import { type Double, startDouble } from '../entra-double/double.ts'
import { decide } from '../entra-double/oracle.ts'
import { addGroup, addUser, findUser, makeTenant, type Tenant, type Wire } from '../entra-double/tenant.ts'
import { binding } from '../entra-double/tenant-policy.ts'
import { applyAll, CERTIFICATE, clientOf, makeGoal, SKI, VALUE } from '../support/entra-goal.ts'

const PILOT = 'a0000000-0000-4000-8000-000000000001'
const OTHER = 'a0000000-0000-4000-8000-000000000002'

const targets = fc
  .uniqueArray(fc.constantFrom('all_users', PILOT, OTHER), { maxLength: 3 })
  .map((ids) =>
    ids.map((id) => ({ id, targetType: 'group', isRegistrationRequired: false, note: `kept for ${id}` })),
  )
const affinity = fc.constantFrom('low', 'high')
const mode = fc.constantFrom('x509CertificateSingleFactor', 'x509CertificateMultiFactor')
const bindings = fc
  .uniqueArray(
    fc.record({
      field: fc.constantFrom('PrincipalName', 'RFC822Name', 'subjectKeyIdentifier', 'SHA1PublicKey'),
      property: fc.constantFrom('userPrincipalName', 'certificateUserIds'),
      priority: fc.nat(20),
      level: affinity,
    }),
    { selector: ({ priority }) => priority, maxLength: 4 },
  )
  .map((all) => all.map(({ field, property, priority, level }) => binding(field, property, priority, level)))
const rules = fc.array(
  fc.record({
    x509CertificateRuleType: fc.constantFrom('issuerSubject', 'policyOID', 'issuerSubjectAndPolicyOID'),
    identifier: fc.constantFrom('CN=Contoso Root CA', 'cn=contoso root ca ', 'CN=Fabrikam', '1.2.3'),
    x509CertificateAuthenticationMode: mode,
    x509CertificateRequiredAffinityLevel: affinity,
    unknown: fc.constant('kept'),
  }),
  { maxLength: 3 },
)
const scopes = fc.uniqueArray(fc.constantFrom(SKI, 'CD'.repeat(20)), { maxLength: 2 }).map((all) =>
  all.map((subjectKeyIdentifier) => ({
    subjectKeyIdentifier,
    publicKeyInfrastructureIdentifier: 'Contoso PKI',
    includeTargets: [{ id: OTHER, targetType: 'group' }],
  })),
)
const onOff = fc.constantFrom('enabled', 'disabled')

interface Made {
  readonly policy: Wire
  readonly values: readonly string[]
  readonly isSynchronised: boolean
  readonly isAdmin: boolean
  readonly containers: readonly ('certstick' | 'Contoso PKI')[]
}

const tenants: fc.Arbitrary<Made> = fc.record({
  policy: fc.record({
    state: onOff,
    certificateUserBindings: bindings,
    authenticationModeConfiguration: fc.record({
      x509CertificateAuthenticationDefaultMode: mode,
      x509CertificateDefaultRequiredAffinityLevel: affinity,
      rules,
    }),
    issuerHintsConfiguration: fc.record({ state: onOff }),
    crlValidationConfiguration: fc.record({
      state: onOff,
      exemptedCertificateAuthoritiesSubjectKeyIdentifiers: fc.constant(['AA']),
    }),
    certificateAuthorityScopes: scopes,
    includeTargets: targets,
    excludeTargets: targets,
  }),
  values: fc.uniqueArray(
    fc.constantFrom(...Array.from({ length: 12 }, (_, at) => `X509:<PN>${at}`), VALUE.toLowerCase()),
    {
      maxLength: 10,
    },
  ),
  isSynchronised: fc.boolean(),
  isAdmin: fc.boolean(),
  containers: fc.array(fc.constantFrom('certstick', 'Contoso PKI'), { maxLength: 3 }),
})

function tenantOf({ policy, values, isSynchronised, isAdmin, containers }: Made): Tenant {
  const tenant = makeTenant()
  Object.assign(tenant.policy, structuredClone(policy))
  const certificateUserIds = values.map((value) => value.replace('x509:<ski>', 'X509:<SKI>'))
  addUser(tenant, {
    userPrincipalName: 'Anna@contoso.com',
    certificateUserIds,
    onPremisesSyncEnabled: isSynchronised,
    directoryRoles: isAdmin ? ['Helpdesk Administrator'] : [],
  })
  addGroup(tenant, { displayName: 'Pilot', id: PILOT })
  addGroup(tenant, { displayName: 'Other', id: OTHER })
  for (const [at, displayName] of containers.entries()) {
    const foreign = { id: `ca${at}`, thumbprint: `0${at}`, issuerSubjectKeyIdentifier: SKI, certificate: '' }
    tenant.trust.push({ id: `pki${at}`, displayName, authorities: [foreign as never] })
  }
  return tenant
}

const list = (value: unknown): readonly Wire[] => value as readonly Wire[]
const rulesOf = (policy: Wire): readonly Wire[] =>
  list((policy['authenticationModeConfiguration'] as Wire)['rules'])

function expectKept(before: Tenant, after: Tenant): void {
  for (const [id, user] of before.users) {
    const now = after.users.get(id)
    expect(now).toMatchObject({
      ...user,
      certificateUserIds: expect.arrayContaining(user.certificateUserIds),
    })
    if (user.onPremisesSyncEnabled === true || user.directoryRoles.length > 0) expect(now).toEqual(user)
  }
  expect(after.groups).toEqual(before.groups)
  expect([after.classic, after.deleted, after.passes, after.passPolicy, after.conditionalAccess]).toEqual([
    ...[before.classic, before.deleted, before.passes, before.passPolicy, before.conditionalAccess],
  ])
  for (const [at, { id, displayName, authorities }] of before.trust.entries()) {
    const kept = expect.arrayContaining(authorities)
    expect(after.trust[at]).toEqual({ id, displayName, authorities: kept })
  }
  const [old, now] = [before.policy, after.policy]
  for (const name of ['certificateUserBindings', 'certificateAuthorityScopes', 'excludeTargets']) {
    expect(list(now[name]).slice(0, list(old[name]).length)).toEqual(old[name])
  }
  expect(rulesOf(now).slice(0, rulesOf(old).length)).toEqual(rulesOf(old))
  expect(now['authenticationModeConfiguration']).toEqual({
    ...(old['authenticationModeConfiguration'] as Wire),
    rules: rulesOf(now),
  })
  for (const name of ['issuerHintsConfiguration', 'crlValidationConfiguration'])
    expect(now[name]).toEqual(old[name])
  // Everybody is never added, and taken out only where a method that was off would have come on for everybody.
  const everybody = ({ id }: Wire): boolean => id === 'all_users'
  const kept =
    String(old['state']).toLowerCase() === 'enabled'
      ? list(old['includeTargets'])
      : list(old['includeTargets']).filter((one) => !everybody(one))
  expect(now['includeTargets']).toEqual(expect.arrayContaining([...kept]))
  if (!kept.some(everybody)) expect(list(now['includeTargets']).some(everybody)).toBe(false)
  expect(now['state']).toMatch(/^enabled$/i)
}

function expectRequests({ seen }: Double): void {
  for (const { method, url } of seen) {
    expect(method).not.toBe('DELETE')
    if (method === 'GET') continue
    expect(url.pathname).not.toMatch(
      /\/groups|certificateBasedAuthConfiguration$|deletedItems|conditionalAccess/,
    )
  }
}

/** Names of values are not always spelled alike. */
function withCapitals(policy: Wire): Wire {
  const names = /"(?=(?:enabled|high|low|issuerSubject)")./g
  return JSON.parse(JSON.stringify(policy).replace(names, (start) => start.toUpperCase())) as Wire
}

test('entra apply drops nothing that it finds, changes no default, and has nothing to do a second time', async () => {
  const double = await startDouble()
  await fc.assert(
    fc.asyncProperty(tenants, fc.boolean(), async (made, hasCapitals) => {
      double.tenant = tenantOf(made)
      if (hasCapitals) double.tenant.policy = withCapitals(double.tenant.policy)
      double.seen.length = 0
      const before = structuredClone(double.tenant)
      const client = clientOf(double)
      const goal = makeGoal({ id: PILOT, displayName: 'Pilot' })
      await applyAll(client, goal)
      expectKept(before, double.tenant)
      expectRequests(double)
      expect((await planApply(client, goal)).changes).toEqual([])
    }),
    { numRuns: 30 },
  )
  await double.close()
})

test('whoever entra apply has set up is signed in by the oracle, unless the plan has said why not', async () => {
  const double = await startDouble()
  let signedIn = 0
  await fc.assert(
    fc.asyncProperty(tenants, async (any) => {
      const made = { ...any, isSynchronised: false, isAdmin: false }
      double.tenant = tenantOf(made)
      double.tenant.policy['excludeTargets'] = []
      for (const { authorities } of double.tenant.trust) authorities.length = 0 // they have no certificate
      const anna = findUser(double.tenant, 'anna@contoso.com')
      double.tenant.groups.get(PILOT)?.members.push(anna?.id ?? '')
      const client = clientOf(double)
      const goal = makeGoal({ id: PILOT, displayName: 'Pilot' })
      const { obstacles, notes } = await planApply(client, goal)
      await applyAll(client, goal)
      const given = { certificate: CERTIFICATE, name: 'anna@contoso.com' }
      const decision = await decide(double.tenant, given, async () => null)
      if (decision.signsIn) {
        signedIn += 1
        expect(notes.join()).not.toContain('refuses root CAs without a CRL URL')
      } else if (decision.code === 500175)
        expect(notes.join()).toContain('refuses root CAs without a CRL URL')
      else if (decision.code === 500189)
        expect(notes.join()).toContain('has a scope of another group already')
      else if (obstacles.length === 0) expect(notes.join()).toContain('low affinity')
    }),
    { numRuns: 40 },
  )
  expect(signedIn).toBeGreaterThan(2)
  await double.close()
})

test('entra apply without the parts of trust and method writes users only', async () => {
  const double = await startDouble()
  addUser(double.tenant, { userPrincipalName: 'anna@contoso.com' })
  const goal = { ...makeGoal(addGroup(double.tenant, { displayName: 'Pilot' })), parts: ['user'] as const }
  await applyAll(clientOf(double), goal)
  const writes = double.seen.filter(({ method }) => method !== 'GET').map(({ url }) => url.pathname)
  expect(writes).toEqual([expect.stringMatching(/^\/v1\.0\/users\/[0-9a-f-]+$/)])
  await double.close()
})
