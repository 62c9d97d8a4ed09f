// Each finding of `certstick entra check`: the double is broken in one way, and just that is found.
import { beforeEach, expect, test } from 'vitest'
import { CHECK_CODES } from '../../../src/entra/codes.ts'
import { certificateUserIds } from '../../../src/x509/certificate-user-ids.ts'
import { addUser, type User, type Wire } from '../../entra-double/tenant.ts'
import { ALL_USERS } from '../../entra-double/tenant-policy.ts'
import type { EntraDesk } from '../../support/entra.ts'
import { type CheckDesk, checkDesk, findingsOf, NAME, USUAL } from '../../support/entra-check.ts'
import { authorityOf, modeOf, type SetUpTenant } from '../../support/entra-tenant.ts'
import { makeRoot } from '../../support/roots.ts'

let desk: EntraDesk
let anna: User
let setUp: SetUpTenant
let serialNumber: string
let ski: string
let check: CheckDesk['check']
let revoke: CheckDesk['revoke']

beforeEach(async () => {
  ;({ desk, anna, setUp, serialNumber, ski, check, revoke } = await checkDesk())
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
