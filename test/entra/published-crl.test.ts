import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CrlPlan, signCrl } from '../../src/authority/crl.ts'
import { fetchCrl } from '../../src/entra/fetch-crl.ts'
import { judgeCrl } from '../../src/entra/published-crl.ts'
import type { Issuer } from '../../src/x509/certificate.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { temporaryFolder } from '../support/folders.ts'
import { startLoopback } from '../support/loopback.ts'
import { makeRoot } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const root = makeRoot()
const other = makeRoot()
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000)

function crlOf(issuer: Issuer, plan: Partial<CrlPlan> = {}): Uint8Array {
  return signCrl({ crlNumber: 5, thisUpdate: days(-1), nextUpdate: days(29), entries: [], ...plan }, issuer)
}

const expected = {
  url: 'http://pki.contoso.com/rootCA.crl',
  root: { facts: inspectCertificate(root.certificate) },
  now: NOW,
  lastNumber: 5n,
  largestBytes: 20_000_000,
}

function judge(bytes: Uint8Array, more: { milliseconds?: number } & Partial<typeof expected> = {}) {
  const { milliseconds = 20, ...changed } = more
  return judgeCrl({ kind: 'fetched', bytes, milliseconds, movedTo: null }, { ...expected, ...changed })
}

const codes = (published: ReturnType<typeof judgeCrl>) =>
  published.findings.map(({ code, severity }) => `${severity} ${code}`)

describe('a published CRL', () => {
  test('of this CA is in order, and its entries are what is revoked', () => {
    const entries = [
      { serialNumber: '4a01', revokedAt: '2026-11-20T00:00:00Z', reason: 'keyCompromise' as const },
    ]
    const published = judge(crlOf(root, { entries }))
    expect(codes(published)).toEqual([])
    expect([...published.revoked]).toEqual(['4a01'])
    expect(published.facts).toMatchObject({ crlNumber: 5n, nextUpdate: days(29) })
  })

  test.each<[string, Partial<CrlPlan>, readonly string[]]>([
    ['has expired', { nextUpdate: days(-0.5) }, ['error crl-expired']],
    ['is not valid yet', { thisUpdate: days(1) }, ['error crl-expired']],
    ['is a fresh one for two days', { nextUpdate: days(1) }, []],
    ['ends in six days of thirty', { thisUpdate: days(-24), nextUpdate: days(6) }, ['warning crl-near-end']],
    ['has an old number', { crlNumber: 4 }, ['error crl-number-fell']],
    ['has a later number', { crlNumber: 6 }, []],
  ])('that %s', (_, plan, findings) => {
    expect(codes(judge(crlOf(root, plan)))).toEqual(findings)
  })

  test('of another CA of the same name revokes nothing, and is told apart by its key identifier', () => {
    const entries = [
      { serialNumber: '4a01', revokedAt: '2026-11-20T00:00:00Z', reason: 'keyCompromise' as const },
    ]
    const published = judge(crlOf(other, { entries }))
    expect(codes(published)).toEqual(['error crl-of-another-ca'])
    expect(published.revoked.size).toBe(0)
  })

  test('that was changed after it was signed is not this CA’s', () => {
    const bytes = Buffer.from(crlOf(root))
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    expect(codes(judge(bytes))).toEqual(['error crl-of-another-ca'])
  })

  test.each([
    ['PEM', Buffer.from(encodePem('X509 CRL', crlOf(root))), 'it is PEM'],
    ['a web page', Buffer.from('<!DOCTYPE html><title>Not found'), 'it is a web page'],
    ['empty', Buffer.alloc(0), 'the file is empty'],
    ['cut off', crlOf(root).subarray(0, 100), 'truncated'],
    ['followed by a byte', Buffer.concat([crlOf(root), Buffer.from([0])]), 'more bytes after the end'],
    ['a certificate', root.certificate, 'malformed'],
  ])('that is %s is not DER', (_, bytes, why) => {
    const published = judge(bytes)
    expect(codes(published)).toEqual(['error crl-not-der'])
    expect(published.findings[0]?.message).toContain(why)
  })

  test('that is slow or large is judged in everything else too', () => {
    expect(
      codes(judge(crlOf(root, { nextUpdate: days(-0.5) }), { milliseconds: 11_000, largestBytes: 100 })),
    ).toEqual(['error crl-slow', 'error crl-large', 'error crl-expired'])
    expect(codes(judge(crlOf(root), { milliseconds: 10_000 }))).toEqual([])
  })

  test.each([
    [{ kind: 'unreachable', reason: 'answers 404, not 200' } as const, 'error crl-unreachable'],
    [{ kind: 'too-slow', milliseconds: 60_000 } as const, 'error crl-slow'],
    [{ kind: 'too-large' } as const, 'error crl-large'],
  ])('that could not be had (%j)', (fetched, finding) => {
    expect(codes(judgeCrl(fetched, expected))).toEqual([finding])
  })

  testWith('openssl').each([
    ['RSA', ['-newkey', 'rsa:2048'], []],
    ['RSA-PSS', ['-newkey', 'rsa:2048'], ['-sigopt', 'rsa_padding_mode:pss']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'], []],
  ])(
    'that openssl signed with %s is in order, and not this CA’s once its signature is changed',
    (_, newKey, options) => {
      const cwd = temporaryFolder()
      const config =
        '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ncrl_extensions=x\n[x]\nauthorityKeyIdentifier=keyid\n'
      const files = { 'ca.cnf': config, 'index.txt': '', crlnumber: '0A\n' }
      for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text)
      const pair = ['-keyout', 'key.pem', '-out', 'root.pem']
      const calls = [
        ['req', '-x509', ...newKey, '-noenc', '-subj', '/CN=Other Root', ...pair],
        [
          ...[
            'ca',
            '-gencrl',
            '-config',
            'ca.cnf',
            '-keyfile',
            'key.pem',
            '-cert',
            'root.pem',
            '-crldays',
            '30',
          ],
          ...['-md', 'sha384', ...options, '-out', 'crl.pem'],
        ],
        ['crl', '-in', 'crl.pem', '-outform', 'DER', '-out', 'crl.der'],
        ['x509', '-in', 'root.pem', '-outform', 'DER', '-out', 'root.der'],
      ]
      for (const call of calls) execFileSync('openssl', call, { cwd, stdio: 'pipe' })
      const facts = inspectCertificate(readFileSync(join(cwd, 'root.der')))
      const now = new Date(Date.now() + 5000)
      const more = { root: { facts }, now, lastNumber: 10n }
      const bytes = readFileSync(join(cwd, 'crl.der'))
      const published = judge(bytes, more)
      expect(codes(published)).toEqual([])
      expect(published.facts?.crlNumber).toBe(10n)
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
      expect(codes(judge(bytes, more))).toEqual(['error crl-of-another-ca'])
    },
  )
})

describe('fetching', () => {
  const now = () => new Date()

  test('takes the bytes as they are', async () => {
    const body = crlOf(root)
    const { url } = await startLoopback(() => ({ body }))
    const fetched = await fetchCrl(`${url}/rootCA.crl`, now)
    expect(fetched.kind === 'fetched' && Buffer.compare(fetched.bytes, body)).toBe(0)
  })

  test('says where the address leads to, because Microsoft does not say whether Entra ID follows', async () => {
    const body = crlOf(root)
    const { url } = await startLoopback(({ path }) =>
      path === '/new.crl' ? { body } : { status: 301, headers: { Location: '/new.crl' } },
    )
    const fetched = await fetchCrl(`${url}/rootCA.crl`, now)
    expect(fetched).toMatchObject({ kind: 'fetched', movedTo: `${url}/new.crl` })
    const published = judgeCrl(fetched, { ...expected, url: `${url}/rootCA.crl` })
    expect(codes(published)).toEqual(['warning crl-unreachable'])
    expect(published.findings[0]?.message).toContain(
      `/rootCA.crl leads to ${url}/new.crl; Microsoft does not say`,
    )
  })

  test.each([403, 404, 500])('says of status %i that it is not 200', async (status) => {
    const { url } = await startLoopback(() => ({ status, body: 'no' }))
    expect(await fetchCrl(url, now)).toEqual({ kind: 'unreachable', reason: `answers ${status}, not 200` })
  })

  test('says why there was no answer', async () => {
    const { url } = await startLoopback(() => 'lost')
    expect(await fetchCrl(url, now)).toMatchObject({
      kind: 'unreachable',
      reason: 'cannot be fetched: the connection was closed',
    })
    expect(await fetchCrl('http://127.0.0.1:1/', now)).toMatchObject({ kind: 'unreachable' })
    expect(await fetchCrl('http://does-not-exist.invalid/', now)).toMatchObject({ kind: 'unreachable' })
  })

  test.each([
    'https://pki.contoso.com/a.crl',
    'ldap://pki.contoso.com/a',
    'file:///etc/passwd',
    'C:\\rootCA.crl',
  ])('does not go to %s, as Entra ID does not', async (url) => {
    expect(await fetchCrl(url, now)).toMatchObject({ kind: 'unreachable' })
  })

  test('gives up on a host that never finishes', async () => {
    const { url } = await startLoopback(() => new Promise(() => {}))
    expect(await fetchCrl(url, now, 200)).toEqual({ kind: 'too-slow', milliseconds: 200 })
  })
})
