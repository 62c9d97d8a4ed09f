import { describe, expect, test } from 'vitest'
import { decideBinding } from '../../src/entra/bindings.ts'
import { plannedValues, readCertificateValues } from '../../src/entra/certificate-values.ts'
import { judgeAuthority } from '../../src/entra/judge-authority.ts'
import { judgeCertificate } from '../../src/entra/judge-certificate.ts'
import { judgePolicy } from '../../src/entra/judge-policy.ts'
import { toPolicy } from '../../src/entra/policy.ts'
import type { TrustedAuthority } from '../../src/entra/trust-store.ts'
import { userPath } from '../../src/entra/users.ts'
import { thumbprint } from '../../src/x509/identifiers.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { untouchedPolicy } from '../entra-double/tenant-policy.ts'
import { makeClient, makeRoot } from '../support/roots.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const issuer = makeRoot()
const root = { certificate: issuer.certificate, facts: inspectCertificate(issuer.certificate) }
const trusted: TrustedAuthority = {
  id: '1',
  container: 'certstick',
  displayName: 'Root',
  thumbprint: thumbprint(root.certificate),
  certificate: root.certificate,
  crlUrl: 'http://pki.contoso.com/a.crl',
  isIssuerHintEnabled: true,
  deleted: null,
}
const seen = <T>(value: T) => ({ seen: true as const, value })

describe('a certificate', () => {
  const why = (der: Uint8Array, now = NOW) => judgeCertificate(der, root, now).map(({ message }) => message)

  test('of this root, in its time, has nothing wrong', () => {
    expect(why(makeClient(issuer).certificate)).toEqual([])
  })

  test('of another root of the same name, or outside its time, is unusable', () => {
    expect(why(makeClient(makeRoot()).certificate)).toEqual([
      'this certificate was not issued by this root CA',
    ])
    const { certificate } = makeClient(issuer)
    expect(why(certificate, new Date('2027-06-01T00:00:00Z'))).toEqual([
      'this certificate expired on 2027-01-01',
    ])
    expect(why(certificate, new Date('2025-06-01T00:00:00Z'))).toEqual([
      'this certificate is not valid before 2026-01-01',
    ])
  })

  test('without a name is unusable', () => {
    expect(why(root.certificate)).toContain('this certificate has no user principal name')
  })
})

describe('the CA', () => {
  const codes = (now: Date) => {
    const trust = { store: seen([trusted]), classic: seen([]), deleted: seen([]) }
    return judgeAuthority(trust, root, now).findings.map(({ severity, code }) => `${severity} ${code}`)
  }

  test('that has expired is found', () => {
    expect(codes(NOW)).toEqual([])
    expect(codes(new Date('2036-06-01T00:00:00Z'))).toEqual(['error ca-expired'])
  })

  test('whose CRL URL differs from that of the CA folder is found', () => {
    const policy = toPolicy(untouchedPolicy())
    const found = (crlUrl: string | null) =>
      [...judgePolicy(policy, { root, used: trusted, isClassicOnly: false, crlUrl })].map(({ code }) => code)
    expect(found('http://pki.contoso.com/b.crl')).toContain('crl-url-differs')
    for (const crlUrl of ['http://pki.contoso.com/a.crl', null])
      expect(found(crlUrl)).not.toContain('crl-url-differs')
  })

  test('whose CRL URL differs is not said to be changed by entra apply in the classic store', () => {
    const hintFor = (container: string | null) => {
      const used = { ...trusted, container }
      const subject = {
        root,
        used,
        isClassicOnly: container === null,
        crlUrl: 'http://pki.contoso.com/b.crl',
      }
      return [...judgePolicy(toPolicy(untouchedPolicy()), subject)].find(
        ({ code }) => code === 'crl-url-differs',
      )?.hint
    }
    expect(hintFor('certstick')).toContain('entra apply --with-policy')
    expect(hintFor(null)).toBe('set the same URL in both: certstick ca set --crl-url URL')
  })
})

describe('a binding', () => {
  const values = readCertificateValues(makeClient(issuer).certificate)
  const ski = values.userIds['subjectkeyidentifier'] ?? ''
  const user = {
    id: '1',
    userPrincipalName: 'someone@contoso.com',
    isEnabled: true,
    isGuest: false,
    isSynchronised: false,
    onPremisesUserPrincipalName: null,
    certificateUserIds: [ski.toLowerCase().replace('x509:<ski>', 'X509:<SKI>')],
  }

  test('compares the prefix with case, and the value without', () => {
    const policy = toPolicy(untouchedPolicy())
    expect(decideBinding(policy, values, user).binding?.priority).toBe(3)
    const lower = { ...user, certificateUserIds: [ski.toLowerCase()] }
    expect(decideBinding(policy, values, lower).binding).toBeNull()
  })

  test.each([
    'CN=Contoso Root CA, O=Größe & Söhne',
    'O=Größe & Söhne,CN=Contoso Root CA',
    'cn=contoso root ca,o="Größe & Söhne" ',
  ])('needs high affinity by a rule for the issuer, written as %s', (identifier) => {
    const rules = [
      { x509CertificateRuleType: 'issuerSubject', identifier, x509CertificateRequiredAffinityLevel: 'high' },
    ]
    const authenticationModeConfiguration = { rules }
    const policy = toPolicy({ ...untouchedPolicy(), authenticationModeConfiguration })
    const named = plannedValues('someone@contoso.com', root.facts.subjectDer)
    const decision = decideBinding(policy, named, user)
    expect(decision).toMatchObject({ binding: null, needsHighAffinity: true, isMultiFactor: false })
    expect(decision.blocked.map(({ field }) => field)).toEqual(['PrincipalName'])
  })
})

test.each([
  ['anna@contoso.com', '/users/anna%40contoso.com'],
  ["o'neil@contoso.com", '/users/o%27neil%40contoso.com'],
  ['bob_x.com#EXT#@contoso.com', '/users/bob_x.com%23EXT%23%40contoso.com'],
  ['$anna@contoso.com', "/users('%24anna%40contoso.com')"],
])('the path of %s is %s', (name, path) => {
  expect(userPath(name)).toBe(path)
})
