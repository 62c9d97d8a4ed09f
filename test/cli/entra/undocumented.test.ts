// What Microsoft does not document is never claimed by `certstick entra`: it says that it is not known, and what to try.
import { beforeEach, expect, test } from 'vitest'
import type { User } from '../../entra-double/tenant.ts'
import { binding } from '../../entra-double/tenant-policy.ts'
import { type EntraDesk, entraDesk } from '../../support/entra.ts'
import { modeOf, type SetUpTenant, setUpTenant } from '../../support/entra-tenant.ts'

const NAME = 'anna@contoso.com'
let desk: EntraDesk
let anna: User
let setUp: SetUpTenant

beforeEach(async () => {
  desk = await entraDesk()
  anna = await desk.employ(NAME, { methods: ['#microsoft.graph.fido2AuthenticationMethod'] })
  setUp = await setUpTenant(desk, anna)
})

async function check() {
  const { status, stdout } = await desk.entra('check', NAME, '--json')
  return { status, document: JSON.parse(stdout) }
}

test('a user who is in the group by way of another group only is told so, for the method and for the scope', async () => {
  const { double } = desk
  const inner = desk.group('Inner', anna)
  setUp.group.members = [inner.id]
  double.tenant.policy['certificateAuthorityScopes'] = [
    {
      subjectKeyIdentifier: setUp.authority.issuerSubjectKeyIdentifier,
      publicKeyInfrastructureIdentifier: 'certstick',
      includeTargets: [{ id: setUp.group.id, targetType: 'group' }],
    },
  ]
  const { document } = await check()
  const message =
    'the user is in CBA users by way of another group only; Microsoft does not say whether that counts'
  expect(document.certificates[0].findings).toMatchObject([
    { severity: 'warning', code: 'user-not-included', message },
    { severity: 'warning', code: 'scope-excludes-user', message },
  ])
  setUp.group.members.push(anna.id)
  expect((await check()).document.certificates[0].findings).toEqual([])
})

test('a binding of a field that is not known leaves it open, unless another one matches', async () => {
  const { policy } = desk.double.tenant
  const foreign = binding('CertificatePolicies', 'certificateUserIds', 1, 'high')
  policy['certificateUserBindings'] = [foreign]
  const { status, document } = await check()
  expect(status).toBe(1)
  expect(document.certificates).toMatchObject([{ signsIn: null, findings: [] }])
  expect(document.notLookedAt).toEqual([
    {
      what: 'the binding CertificatePolicies to certificateUserIds',
      why: 'certstick does not know what it compares',
    },
  ])
  policy['certificateUserBindings'] = [foreign, binding('PrincipalName', 'userPrincipalName', 2, 'low')]
  expect(await check()).toMatchObject({ status: 0, document: { notLookedAt: [] } })
})

test('where the answer hangs on a rule or a scope, `check` says what to try', async () => {
  expect((await check()).document.notDocumented).toEqual([])
  modeOf(desk)['rules'] = [
    {
      x509CertificateRuleType: 'issuerSubject',
      identifier: 'CN=certstick Root CA',
      x509CertificateAuthenticationMode: 'x509CertificateMultiFactor',
      x509CertificateRequiredAffinityLevel: 'low',
    },
  ]
  const { stdout } = await desk.entra('check', NAME)
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'Microsoft does not say how a rule writes the name of the root CA: try a sign-in that should fail.',
  )
})

test('`apply` says of a rule and of a scope what to try, and sends the targets of the method back', async () => {
  const { policy } = desk.double.tenant
  const former = structuredClone(policy['includeTargets'])
  const other = desk.group('Others')
  policy['excludeTargets'] = [{ id: other.id, targetType: 'group' }]
  await desk.confirmed('apply', '--only', 'user')
  const { stdout } = await desk.entra('apply', '--scope-group', 'CBA users', '--dry-run', '--json')
  const { notes, changes } = JSON.parse(stdout)
  expect(notes.join()).toContain('Microsoft does not say how a rule writes the name of a root CA')
  expect(notes.join()).toContain('Microsoft does not say whether a scope counts')
  const bodies = changes
    .filter(({ changesSignInPolicy }: { changesSignInPolicy: boolean }) => changesSignInPolicy)
    .map(({ request }: { request: { body: object } }) => request.body)
  expect(bodies.length).toBeGreaterThan(0)
  for (const body of bodies) {
    expect(body).toMatchObject({
      includeTargets: former,
      excludeTargets: [{ id: other.id, targetType: 'group' }],
    })
  }
})
