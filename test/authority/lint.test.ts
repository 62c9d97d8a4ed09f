import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lintCertificatePlan, lintCrlPlan } from '../../src/authority/lint.ts'
import { decodeRootCertificate } from '../../src/authority/root-certificate.ts'
import { lintRoot } from '../../src/authority/root-rules.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { certificatesOf, writeUsers } from '../support/bulk.ts'
import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folders.ts'
import { CLIENT_PLAN, makeRoot } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
const withOpenssl = testWith('openssl')
const P256 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']

/** Codes of what is found in a root that openssl made just now, of ten years where nothing else is said. */
function codesOf(...options: readonly string[]): readonly string[] {
  const subject = ['-noenc', '-subj', '/CN=Root', '-keyout', '/dev/null']
  const days = options.includes('-days') ? [] : ['-days', '3650']
  const result = spawnSync('openssl', ['req', '-x509', ...subject, ...days, ...options])
  if (result.status !== 0) throw new Error(result.stderr.toString())
  const { facts } = decodeRootCertificate(result.stdout)
  return lintRoot(facts, new Date(Date.now() + 60_000)).map(({ code }) => code)
}

describe('a root', () => {
  test('that certstick made lacks nothing', () => {
    expect(lintRoot(inspectCertificate(makeRoot().certificate), NOW)).toEqual([])
  })

  test('has its time: ended, not begun, ending within a year', () => {
    const facts = inspectCertificate(makeRoot().certificate)
    const codes = (now: string) =>
      lintRoot(facts, new Date(now)).map(({ severity, code }) => `${severity} ${code}`)
    expect(codes('2036-01-01T00:00:00Z')).toEqual(['error root-expired'])
    expect(codes('2025-12-31T23:59:59Z')).toEqual(['error root-not-yet-valid'])
    expect(codes('2035-06-01T00:00:00Z')).toEqual(['warning root-ends-soon'])
    expect(codes('2034-06-01T00:00:00Z')).toEqual([])
  })

  withOpenssl('as openssl makes it by default has no keyUsage', () => {
    expect(codesOf(...P256)).toEqual(['root-no-key-usage'])
    expect(codesOf(...P256, '-addext', 'keyUsage=critical,keyCertSign,cRLSign')).toEqual([])
  })

  const no = ['basicConstraints=CA:TRUE', 'subjectKeyIdentifier=none'].flatMap((each) => ['-addext', each])
  const bare = ['-config', '/dev/null', ...no]
  const strict = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  withOpenssl('is told each thing that it lacks', () => {
    expect(codesOf(...P256, '-addext', 'keyUsage=keyCertSign')).toEqual(['root-no-crl-sign'])
    expect(codesOf(...P256, ...strict, '-addext', 'extendedKeyUsage=serverAuth')).toEqual([
      'root-no-client-auth',
    ])
    expect(codesOf(...P256, ...strict, '-addext', 'extendedKeyUsage=anyExtendedKeyUsage')).toEqual([
      'root-no-client-auth', // OpenSSL does not count it
    ])
    expect(codesOf(...P256, ...strict, '-addext', 'extendedKeyUsage=serverAuth,clientAuth')).toEqual([])
    expect(codesOf(...P256, ...strict, '-days', '30')).toEqual(['root-ends-soon'])
    expect(codesOf('-newkey', 'rsa:1024', ...strict)).toEqual(['root-weak-key'])
    expect(codesOf('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1', ...strict)).toEqual([
      'root-unusable-key',
    ])
    expect(codesOf(...P256, ...strict, '-sha1')).toEqual(['root-weak-signature'])
    expect(codesOf(...P256, ...bare)).toEqual([
      'root-no-key-identifier',
      'root-basic-constraints-not-critical',
      'root-no-key-usage',
    ])
  })
})

describe('a plan', () => {
  const root = inspectCertificate(makeRoot().certificate)
  const fields = (changes: Partial<typeof CLIENT_PLAN>) =>
    lintCertificatePlan({ ...CLIENT_PLAN, ...changes }, root, NOW).map(({ field }) => field)

  test('that the root can issue has no problems', () => {
    expect(fields({})).toEqual([])
    expect(fields({ notAfter: root.notAfter, crlUrl: 'http://pki/crl' })).toEqual([])
  })

  test('cannot outlive the root, be over already, or end before it begins', () => {
    expect(fields({ notAfter: new Date('2036-01-01T00:00:00Z') })).toEqual(['days'])
    expect(fields({ notAfter: new Date('2026-02-01T00:00:00Z') })).toEqual(['days'])
    expect(fields({ notAfter: CLIENT_PLAN.notBefore })).toEqual(['days'])
  })

  test('needs a serial number that DER can hold, and an http URL', () => {
    for (const serialNumber of ['', '00', '8000', '0x1', 'AB', '7f'.repeat(21)]) {
      expect(fields({ serialNumber })).toEqual(['serialNumber'])
    }
    expect(fields({ crlUrl: 'https://pki/crl' })).toEqual(['crlUrl'])
  })
})

describe('a root under which no certificate would be accepted', () => {
  withOpenssl.each([
    ['new', ['new', '--yes', '--upn', 'jane@a.com', '--key', 'ec-p256']],
    ['bulk', ['bulk', 'users.csv', '--yes', '--key', 'ec-p256']],
    ['crl', ['crl']],
  ])('signs nothing: %s', async (command, args) => {
    const cwd = temporaryFolder()
    writeUsers(cwd, 'upn', 'jane@a.com', 'joe@a.com')
    mkdirSync(join(cwd, 'ca'))
    const files = ['-keyout', join(cwd, 'ca', 'rootCA.key'), '-out', join(cwd, 'ca', 'rootCA.crt')]
    const usage = command === 'crl' ? 'keyUsage=critical,keyCertSign' : 'extendedKeyUsage=serverAuth'
    const options = ['-noenc', '-subj', '/CN=Root', '-days', '3650', '-addext', usage]
    expect(spawnSync('openssl', ['req', '-x509', ...P256, ...options, ...files]).status).toBe(0)
    const { status, stderr } = await runCommand(args, { cwd })
    expect(status).toBe(2)
    expect(stderr.match(/lacks (?:clientAuth|cRLSign)/g)).toHaveLength(1)
    expect(await certificatesOf(cwd)).toEqual([])
    expect(existsSync(join(cwd, 'output'))).toBe(false)
  })
})

test('a list that would end before it begins is not signed', () => {
  const facts = inspectCertificate(makeRoot().certificate)
  expect(lintCrlPlan({ thisUpdate: NOW, nextUpdate: new Date(NOW.getTime() + 1000) }, facts)).toEqual([])
  expect(lintCrlPlan({ thisUpdate: NOW, nextUpdate: NOW }, facts)).toMatchObject([{ field: 'days' }])
})
