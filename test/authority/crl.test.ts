import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CrlPlan, signCrl } from '../../src/authority/crl.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../../src/inventory/reasons.ts'
import type { RevokedCertificate } from '../../src/inventory/revocations.ts'
import { readElement, readElements } from '../../src/x509/der-reader.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import type { KeyAlgorithm } from '../../src/x509/key-algorithms.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { writeFiles } from '../support/folders.ts'
import { CLIENT_PLAN, makeClient, makeOpensslRoot, makeRoot, oneYearFromNow } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[]
const at = '2026-03-04T05:06:07Z'

interface Revoked {
  /** Hex. */
  readonly serialNumber: string
  readonly revocation: { readonly at: string; readonly reason: RevocationReason }
}

function crlPlan(revoked: readonly Revoked[], plan: Partial<CrlPlan> = {}): CrlPlan {
  const { notBefore, notAfter } = oneYearFromNow()
  return { crlNumber: 1, thisUpdate: notBefore, nextUpdate: notAfter, entries: revoked.map(toEntry), ...plan }
}

function toEntry({ serialNumber, revocation: { at: revokedAt, reason } }: Revoked): RevokedCertificate {
  return { serialNumber, revokedAt, reason }
}

const crlPem = (crl: Uint8Array) => encodePem('X509 CRL', crl)

function opensslCrl(crl: Uint8Array, rootDer: Uint8Array): { text: string; verdict: string } {
  const { root } = writeFiles({ root: encodePem('CERTIFICATE', rootDer) })
  const { stdout, stderr } = run('openssl', ['crl', '-noout', '-text', '-CAfile', root], crlPem(crl))
  return { text: stdout, verdict: stderr.trim() }
}

describe('a revocation list', () => {
  testWith('openssl').each(['rsa-2048', 'ec-p256', 'ec-p384'] as const)(
    'is verified by openssl under a %s root',
    (keyAlgorithm: KeyAlgorithm) => {
      const root = makeRoot({ keyAlgorithm })
      const entries = REASONS.map((reason, i) => ({ serialNumber: `4${i}ff`, revocation: { at, reason } }))
      const { text, verdict } = opensslCrl(signCrl(crlPlan(entries), root), root.certificate)
      expect(verdict).toBe('verify OK')
      expect(text).toContain('Version 2 (0x1)')
      expect(text.match(/Serial Number: 4\dFF/g)).toHaveLength(REASONS.length)
      expect(text.match(/Revocation Date: Mar {2}4 05:06:07 2026 GMT/g)).toHaveLength(REASONS.length)
      const named = [...text.matchAll(/Reason Code: \n\s+(.*)/g)].map(([, name]) => name)
      expect(named).toEqual([
        ...['Key Compromise', 'CA Compromise', 'Affiliation Changed', 'Superseded', 'Cessation Of Operation'],
        ...['Certificate Hold', 'Privilege Withdrawn', 'AA Compromise'],
      ])
    },
  )

  testWith('openssl')('carries its number, of any size, and the key identifier of the root', () => {
    const root = makeRoot()
    const crl = signCrl(crlPlan([], { crlNumber: 0x80_0000_0000_0000_0001n }), root)
    const { text, verdict } = opensslCrl(crl, root.certificate)
    const identifier = inspectCertificate(root.certificate).subjectKeyIdentifier ?? 'none'
    expect(verdict).toBe('verify OK')
    expect(text).toContain('No Revoked Certificates')
    expect(text).toMatch(/X509v3 CRL Number: \n\s+(0x)?(800000000000000001|2361183241434822606849)\n/i)
    expect(text.replaceAll(':', '')).toContain(identifier.toUpperCase())
  })

  testWith('openssl')('makes openssl refuse the revoked and take the others', () => {
    const crlUrl = 'http://crl.contoso.com/rootCA.crl'
    const root = makeRoot(oneYearFromNow())
    const lost = makeClient(root, { ...oneYearFromNow(), crlUrl })
    const kept = makeClient(root, { ...oneYearFromNow(), crlUrl, serialNumber: '41'.repeat(16) })
    const entries = [
      { serialNumber: CLIENT_PLAN.serialNumber, revocation: { at, reason: 'keyCompromise' } },
    ] as const
    const paths = writeFiles({
      root: encodePem('CERTIFICATE', root.certificate) + crlPem(signCrl(crlPlan(entries), root)),
      lost: encodePem('CERTIFICATE', lost.certificate),
      kept: encodePem('CERTIFICATE', kept.certificate),
    })
    const verify = (leaf: string) =>
      run('openssl', ['verify', '-x509_strict', '-crl_check', '-CAfile', paths.root, leaf])
    expect(verify(paths.kept).stdout).toContain('OK')
    expect(verify(paths.lost).stderr).toContain('certificate revoked')
  })

  testWith('openssl')(
    'is issued under the very bytes of the root name, and its key where it has no identifier',
    () => {
      const root = makeOpensslRoot(
        ...['-multivalue-rdn', '-utf8', '-subj', '/O=Größe+OU=x/CN=Root'],
        ...['-addext', 'subjectKeyIdentifier=none', '-addext', 'authorityKeyIdentifier=none'],
      )
      const crl = signCrl(crlPlan([]), root)
      const [tbs] = readElements(readElement(crl).content)
      const issuer = readElements(tbs?.content ?? Buffer.of())[2]
      expect(Buffer.from(issuer?.der ?? [])).toEqual(
        Buffer.from(inspectCertificate(root.certificate).subjectDer),
      )
      expect(opensslCrl(crl, root.certificate).verdict).toBe('verify OK')
    },
  )

  testWith('certtool')('is read and verified by GnuTLS', () => {
    const root = makeRoot(oneYearFromNow())
    const entries = [{ serialNumber: '00ff', revocation: { at, reason: 'superseded' } }] as const
    const crl = signCrl(crlPlan(entries, { crlNumber: 7 }), root)
    const { root: ca } = writeFiles({ root: encodePem('CERTIFICATE', root.certificate) })
    const info = run('certtool', ['--crl-info', '--inder'], crl).stdout
    expect(info).toMatch(/Serial Number \(hex\): (00)?ff/)
    expect(info).toMatch(/CRL Number \(not critical\): (07|7)/)
    const verdict = run('certtool', ['--verify-crl', '--load-ca-certificate', ca], crlPem(crl))
    expect(verdict.stdout).toContain('Verification output: Verified.')
  })

  testWith('openssl')('writes dates past 2049 in the longer form', () => {
    const root = makeRoot({ notAfter: new Date('2060-01-01T00:00:00Z') })
    const entries = [
      { serialNumber: '01', revocation: { at: '2050-01-01T00:00:00Z', reason: 'unspecified' } },
    ] as const
    const { text } = opensslCrl(signCrl(crlPlan(entries), root), root.certificate)
    expect(text).toContain('Revocation Date: Jan  1 00:00:00 2050 GMT')
    expect(text).not.toContain('CRL entry extensions')
  })

  test('holds every serial number as the integer that it is', () => {
    const root = makeRoot()
    const serials = fc
      .uint8Array({ minLength: 1, maxLength: 20 })
      .map((bytes) => Buffer.from(bytes).toString('hex'))
    fc.assert(
      fc.property(
        fc.array(serials, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...REASONS),
        (given, reason) => {
          const entries = given.map((serialNumber) => ({ serialNumber, revocation: { at, reason } }))
          const [tbs] = readElements(readElement(signCrl(crlPlan(entries), root)).content)
          const list = readElements(tbs?.content ?? Buffer.of())[5]
          const read = readElements(list?.content ?? Buffer.of()).map(({ content }) => {
            const [serial] = readElements(content)
            return BigInt(`0x${Buffer.from(serial?.content ?? []).toString('hex')}`)
          })
          expect(read).toEqual(given.map((serial) => BigInt(`0x${serial}`)))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('takes no serial number that is not one', () => {
    for (const serialNumber of ['', 'ab'.repeat(21)])
      expect(() =>
        signCrl(crlPlan([{ serialNumber, revocation: { at, reason: 'superseded' } }]), makeRoot()),
      ).toThrow(RangeError)
  })

  testWith('openssl')('of 100,000 is made in a moment, and openssl agrees', { timeout: 20_000 }, () => {
    const root = makeRoot()
    const entries = Array.from({ length: 100_000 }, (_, i) => ({
      serialNumber: (0x4000_0000 + i).toString(16).padEnd(32, '7'),
      revocation: { at, reason: 'superseded' as const },
    }))
    const crl = signCrl(crlPlan(entries), root)
    const { root: ca, crl: file } = writeFiles({ root: encodePem('CERTIFICATE', root.certificate), crl })
    const { stderr } = run('openssl', ['crl', '-noout', '-inform', 'DER', '-in', file, '-CAfile', ca])
    expect(stderr.trim()).toBe('verify OK')
    expect(crl.length).toBeGreaterThan(100_000 * 45)
  })
})
