// `check` against the oracle of the double, which was written apart from it: over random tenants, check finds no error exactly
// where the oracle signs the user in, and both name the same binding and factor.
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { signCrl } from '../../src/authority/crl.ts'
import { checkAll, checkSome } from '../../src/entra/check.ts'
import type { CheckedUser } from '../../src/entra/check-user.ts'
import { GraphClient } from '../../src/entra/client.ts'
import { findEndpoints } from '../../src/entra/clouds.ts'
import { isError } from '../../src/finding.ts'
import { Secret } from '../../src/secret.ts'
import { certificateUserIds } from '../../src/x509/certificate-user-ids.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { fullGrant } from '../entra-double/control.ts'
import { type Double, startDouble } from '../entra-double/double.ts'
import { issueToken } from '../entra-double/login.ts'
import { decide } from '../entra-double/oracle.ts'
import { addGroup, addUser, makeTenant, type User, type Wire } from '../entra-double/tenant.ts'
import { ALL_USERS, binding } from '../entra-double/tenant-policy.ts'
import { makeAuthority } from '../support/authority.ts'
import { authorityOf } from '../support/entra-tenant.ts'
import { makeRoot } from '../support/roots.ts'
import { frozenRandom } from '../support/world.ts'

const NAME = 'Anna.Berg@contoso.com'
const DAY_MS = 86_400_000

let double: Double
let ca: Awaited<ReturnType<typeof makeAuthority>>
let issued: Awaited<ReturnType<typeof ca.issueTo>>
const other = makeRoot({ commonName: 'certstick Root CA', organization: null })
beforeEach(async () => {
  double = await startDouble()
  ca = await makeAuthority()
  issued = await ca.issueTo(NAME)
})
afterEach(() => double.close())

type GroupName = 'all' | 'own' | 'nested' | 'other'
const group = fc.constantFrom<GroupName>('all', 'own', 'nested', 'other')
const groups = fc.uniqueArray(group, { maxLength: 2 })
const bindingNames = ['PrincipalName', 'RFC822Name', 'SubjectKeyIdentifier', 'SHA1PublicKey'] as const

/** Mostly as it should be, so that many are signed in. */
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(usual, ...others) },
  )

const worlds = fc.record({
  state: mostly('enabled', 'disabled'),
  includes: fc.oneof(
    { weight: 3, arbitrary: fc.constant<GroupName[]>(['own']) },
    { weight: 1, arbitrary: groups },
  ),
  excludes: fc.oneof(
    { weight: 4, arbitrary: fc.constant<GroupName[]>([]) },
    { weight: 1, arbitrary: groups },
  ),
  bindings: fc.uniqueArray(
    fc.record({
      field: fc.constantFrom(...bindingNames),
      property: fc.constantFrom(
        'userPrincipalName',
        'UserPrincipalName',
        'certificateUserIds',
        'onPremisesUserPrincipalName',
      ),
      priority: fc.integer({ min: 0, max: 9 }),
      affinity: fc.constantFrom('low', 'high'),
    }),
    { selector: ({ priority }) => priority, maxLength: 5 },
  ),
  usualBindings: fc.boolean(),
  needs: mostly('low', 'high'),
  factor: fc.constantFrom('x509CertificateSingleFactor', 'x509CertificateMultiFactor'),
  // What Entra ID does with two rules of one kind and issuer that disagree is not documented.
  rules: fc.uniqueArray(
    fc.record({
      type: fc.constantFrom('issuerSubject', 'policyOID', 'issuerSubjectAndPolicyOID'),
      issuer: fc.constantFrom('CN=certstick Root CA', 'CN=Another CA'),
      factor: fc.constantFrom('x509CertificateSingleFactor', 'x509CertificateMultiFactor'),
      affinity: fc.constantFrom('low', 'high'),
    }),
    { selector: ({ type, issuer }) => (type === 'policyOID' ? type : `${type} ${issuer}`), maxLength: 2 },
  ),
  values: fc.uniqueArray(fc.constantFrom('ski', 'ski-lower', 'thumbprint', 'name', 'stranger'), {
    maxLength: 3,
  }),
  user: mostly('good', 'disabled', 'other-case', 'absent', 'on-premises'),
  trust: mostly('own', 'none', 'other-key', 'classic', 'both', 'both-other-url', 'twice'),
  crl: mostly('good', 'none', 'missing', 'revoked', 'expired', 'other-ca', 'pem', 'no-such-host'),
  crlRequired: mostly<'no' | 'yes' | 'exempt'>('no', 'yes', 'exempt'),
  scope: mostly<'none' | GroupName>('none', 'own', 'other', 'nested'),
})

type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never

function build(world: World): { anna: User | null } {
  const tenant = makeTenant()
  double.tenant = tenant
  const ids = certificateUserIds(issued.certificate)
  const values = {
    ski: ids.subjectKeyIdentifier ?? '',
    'ski-lower': `X509:<SKI>${ids.subjectKeyIdentifier?.slice(10).toLowerCase()}`,
    thumbprint: ids.sha1PublicKey,
    name: ids.principalName ?? '',
    stranger: 'X509:<SKI>00112233',
  }
  const anna =
    world.user === 'absent'
      ? null
      : addUser(tenant, {
          userPrincipalName: world.user === 'other-case' ? NAME.toLowerCase() : NAME,
          accountEnabled: world.user !== 'disabled',
          onPremisesUserPrincipalName: world.user === 'on-premises' ? NAME : null,
          certificateUserIds: [...new Set(world.values.map((name) => values[name]))],
        })
  const own = addGroup(tenant, { displayName: 'Own', members: anna === null ? [] : [anna.id] })
  const nested = addGroup(tenant, { displayName: 'Nested', members: [own.id] })
  const elsewhere = addGroup(tenant, { displayName: 'Other' })
  const idsOfGroups = { all: ALL_USERS.id, own: own.id, nested: nested.id, other: elsewhere.id }
  const targets = (names: readonly GroupName[]): Wire[] =>
    names.map((name) => ({ id: idsOfGroups[name], targetType: 'group', isRegistrationRequired: false }))
  const { subjectKeyIdentifier } = ca.issuer.facts
  const exempt = world.crlRequired === 'exempt' ? [subjectKeyIdentifier?.toUpperCase()] : []
  const usual = tenant.policy['certificateUserBindings']
  Object.assign(tenant.policy, {
    state: world.state,
    includeTargets: targets(world.includes),
    excludeTargets: targets(world.excludes),
    certificateUserBindings: world.usualBindings
      ? usual
      : world.bindings.map((one) => binding(one.field, one.property, one.priority, one.affinity)),
    authenticationModeConfiguration: {
      x509CertificateAuthenticationDefaultMode: world.factor,
      x509CertificateDefaultRequiredAffinityLevel: world.needs,
      rules: world.rules.map((rule) => ({
        x509CertificateRuleType: rule.type,
        identifier: rule.type === 'policyOID' ? '1.2.3.4' : rule.issuer,
        issuerSubjectIdentifier: rule.type === 'policyOID' ? null : rule.issuer,
        policyOidIdentifier: rule.type === 'issuerSubject' ? null : '1.2.3.4',
        x509CertificateAuthenticationMode: rule.factor,
        x509CertificateRequiredAffinityLevel: rule.affinity,
      })),
    },
    crlValidationConfiguration: {
      state: world.crlRequired === 'no' ? 'disabled' : 'enabled',
      exemptedCertificateAuthoritiesSubjectKeyIdentifiers: exempt,
    },
    certificateAuthorityScopes:
      world.scope === 'none'
        ? []
        : [
            {
              subjectKeyIdentifier: subjectKeyIdentifier?.toUpperCase(),
              publicKeyInfrastructureIdentifier: 'certstick',
              includeTargets: targets([world.scope]),
            },
          ],
  })
  buildTrust(world)
  return { anna }
}

function buildTrust({ trust, crl }: World): void {
  const { tenant, webUrl, files } = double
  const url =
    crl === 'none' ? null : crl === 'no-such-host' ? 'http://127.0.0.1:1/a.crl' : `${webUrl}/rootCA.crl`
  const authority = authorityOf(ca.issuer.certificate, url)
  const add = (displayName: string, one = authority) =>
    tenant.trust.push({ id: randomUUID(), displayName, authorities: [{ ...one, id: randomUUID() }] })
  const addClassic = (certificateRevocationListUrl: string | null) =>
    tenant.classic.push({
      isRootAuthority: true,
      certificate: authority.certificate,
      certificateRevocationListUrl,
      issuer: 'CN=certstick Root CA',
      issuerSki: authority.issuerSubjectKeyIdentifier ?? '',
    })
  if (trust === 'other-key') add('certstick', authorityOf(other.certificate, url))
  else if (trust !== 'none' && trust !== 'classic') add('certstick')
  if (trust === 'twice') add('second')
  if (trust === 'classic' || trust === 'both') addClassic(url)
  if (trust === 'both-other-url') addClassic(`${webUrl}/classic.crl`)
  const now = Date.now()
  const sign = (issuer: Parameters<typeof signCrl>[1], days: number, revoked: readonly string[] = []) =>
    signCrl(
      {
        crlNumber: 1,
        thisUpdate: new Date(now - 20 * DAY_MS),
        nextUpdate: new Date(now + days * DAY_MS),
        entries: revoked.map((serialNumber) => ({
          serialNumber,
          revokedAt: '2026-11-01T00:00:00Z',
          reason: 'keyCompromise' as const,
        })),
      },
      issuer,
    )
  files.clear()
  files.set('/classic.crl', { body: sign(ca.issuer, 30) })
  const good = sign(ca.issuer, 30)
  const bodies: Readonly<Record<string, Uint8Array>> = {
    good,
    revoked: sign(ca.issuer, 30, [issued.serialNumber]),
    expired: sign(ca.issuer, -1),
    'other-ca': sign(other, 30),
    pem: Buffer.from(encodePem('X509 CRL', good)),
  }
  const body = bodies[crl]
  if (body !== undefined) files.set('/rootCA.crl', { body })
}

async function fetchCrl(url: string) {
  try {
    const response = await fetch(url)
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
  } catch {
    return null
  }
}

async function checkAnna(
  world: World,
  whole: boolean,
): Promise<{ checked: CheckedUser; errors: readonly string[] }> {
  build(world)
  const token = issueToken(double.tenant, fullGrant(double.tenant))
  const endpoints = findEndpoints(null, { CERTSTICK_GRAPH_URL: double.graphUrl })
  const client = new GraphClient(endpoints, new Secret(token), {
    env: {},
    now: () => new Date(),
    random: frozenRandom(),
  })
  const { certificate, serialNumber } = issued
  const subject = { userPrincipalName: NAME, device: null, serialNumber, certificate, staleValues: [] }
  const input = {
    ...{
      client,
      root: ca.issuer,
      crlUrl: null,
      lastCrlNumber: 0n,
      tenant: null,
      group: null,
      scopeGroup: null,
    },
    now: () => new Date(),
  }
  const { tenant, users } = whole ? await checkAll([subject], input) : await checkSome([subject], input)
  for await (const checked of users) {
    const errors = [...tenant.findings, ...checked.findings].filter(isError).map(({ code }) => code)
    return { checked, errors }
  }
  throw new Error('nobody was checked')
}

test('check finds no error exactly where the oracle signs the user in, by the same binding', {
  timeout: 120_000,
}, async () => {
  let signedIn = 0
  await fc.assert(
    fc.asyncProperty(worlds, fc.boolean(), async (world, whole) => {
      const { checked, errors } = await checkAnna(world, whole)
      const decision = await decide(double.tenant, { certificate: issued.certificate, name: NAME }, fetchCrl)
      expect({ signsIn: checked.signsIn, hasErrors: errors.length > 0 }).toEqual({
        signsIn: decision.signsIn,
        hasErrors: !decision.signsIn,
      })
      if (!decision.signsIn) return
      signedIn++
      const { field, priority, isMultiFactor } = decision
      expect({ ...checked.binding, isMultiFactor: checked.isMultiFactor }).toMatchObject({
        field,
        priority,
        isMultiFactor,
      })
    }),
    { numRuns: 100 },
  )
  expect(signedIn).toBeGreaterThan(10)
})
