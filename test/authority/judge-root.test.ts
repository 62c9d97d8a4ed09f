import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judgeRoot } from '../../src/authority/judge-root.ts'
import { decodeRootCertificate } from '../../src/authority/root-certificate.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { makeOpensslRoot, makeRoot } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'

const withOpenssl = testWith('openssl')
const CIRCUMSTANCES = { now: new Date(Date.now() + 60_000), random: randomBytes }
const USUAL = ['-subj', '/CN=Root', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']
const extension = (text: string) => ['-addext', text]

/** What is found in a root that openssl made, with its key or without, as `severity code`. */
async function judged(options: readonly string[], which: 'with key' | 'without key' = 'with key') {
  const { certificate, privateKey } = makeOpensslRoot(...options)
  const authority = decodeRootCertificate(Buffer.from(encodePem('CERTIFICATE', certificate)))
  const root = which === 'with key' ? { ...authority, privateKey } : authority
  const findings = await judgeRoot(root, CIRCUMSTANCES)
  return findings.map(({ severity, code }) => `${severity} ${code}`)
}

test('every code of a finding about a root is in the table for administrators', () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const names = ['judge-root', 'root-rules', 'root-extension-rules']
  const source = names.map((name) => read(`src/authority/${name}.ts`)).join('\n')
  const codes = [...new Set(source.match(/(?<=')root-[a-z-]+(?=')/g))]
  const [, table = ''] = read('docs/troubleshooting.md').split('## What `ca show` reports')
  expect(codes.length).toBeGreaterThan(15)
  expect(codes.filter((code) => !table.includes(`\`${code}\``))).toEqual([])
})

describe('a root', () => {
  test('that certstick made is accepted by OpenSSL, with nothing to tell', async () => {
    const { certificate, privateKey } = makeRoot({ keyAlgorithm: 'rsa-2048' })
    const authority = decodeRootCertificate(certificate)
    expect(await judgeRoot({ ...authority, privateKey }, CIRCUMSTANCES)).toEqual([])
  })

  withOpenssl(
    'that OpenSSL refuses for a reason that no rule knows is refused, if its key is given',
    async () => {
      const options = [...USUAL, ...extension('1.3.6.1.5.5.7.1.7=DER:0500')] // not what ipAddrBlocks are, RFC 3779 §2.2.3
      expect(await judged(options)).toEqual(['error root-refused'])
      expect(await judged(options, 'without key')).toEqual([])
    },
  )

  withOpenssl.each([
    ['names other people only', ['permitted;email:contoso.com'], 'warning root-constrains-names'],
    ['names other machines only', ['excluded;DNS:contoso.com'], 'warning root-constrains-names'],
    [
      'names other users only',
      ['permitted;otherName:1.3.6.1.4.1.311.20.2.3;UTF8:contoso.com'],
      'error root-constrains-names',
    ],
    [
      'excludes some users',
      ['excluded;otherName:1.3.6.1.4.1.311.20.2.3;UTF8:contoso.com'],
      'error root-constrains-names',
    ],
  ])('that %s: what its name constraints do is told', async (_, [constraint], expected) => {
    const options = [...USUAL, ...extension(`nameConstraints=critical,${constraint}`)]
    expect(await judged(options)).toEqual([expected])
  })

  withOpenssl.each([
    ['1.2.3.4.5=critical,ASN1:UTF8String:hello', 'error root-critical-extension'],
    ['nsCertType=critical,sslCA', 'error root-critical-extension'],
    ['policyConstraints=critical,requireExplicitPolicy:0', 'error root-requires-policy'],
    ['policyConstraints=requireExplicitPolicy:1', 'error root-requires-policy'],
    ['policyConstraints=critical,inhibitPolicyMapping:0', 'warning root-requires-policy'],
    ['tlsfeature=status_request', 'warning root-tls-feature'],
    ['extendedKeyUsage=serverAuth', 'error root-no-client-auth'],
  ])('with %s: %s', async (text, expected) => {
    expect(await judged([...USUAL, ...extension(text)])).toEqual([expected])
  })

  withOpenssl('with a critical extension that every verifier knows is fine', async () => {
    for (const text of ['certificatePolicies=critical,2.5.29.32.0', 'inhibitAnyPolicy=critical,0']) {
      expect(await judged([...USUAL, ...extension(text)])).toEqual([])
    }
  })

  withOpenssl('with a key that Windows, or nobody, can use is refused', async () => {
    const key = (...options: readonly string[]) => judged([...USUAL, ...options])
    expect(await key('-newkey', 'rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048')).toEqual([
      'error root-unusable-key',
    ])
    expect(await key('-newkey', 'ed25519')).toEqual(['error root-unusable-key'])
    expect(await key('-pkeyopt', 'ec_param_enc:explicit')).toEqual(['error root-unusable-key'])
    expect(await key('-newkey', 'rsa:1024')).toEqual(['error root-weak-key'])
  })

  withOpenssl('without a name is refused', async () => {
    expect(await judged(['-subj', '/', ...USUAL.slice(2)])).toEqual(['error root-no-subject'])
  })

  withOpenssl('of everyday tools may stay: what only the strictest refuse is a note', async () => {
    const bare = ['-config', '/dev/null', '-subj', '/CN=Root', ...extension('basicConstraints=CA:TRUE')]
    expect(await judged([...bare, ...extension('subjectKeyIdentifier=hash')])).toEqual([
      'note root-basic-constraints-not-critical',
      'note root-no-key-usage',
    ])
  })

  withOpenssl('without a subject key identifier is refused, because Entra ID does not find it', async () => {
    const { certificate } = makeOpensslRoot(...USUAL, ...extension('subjectKeyIdentifier=none'))
    const [finding] = await judgeRoot(decodeRootCertificate(certificate), CIRCUMSTANCES)
    expect(finding).toMatchObject({ severity: 'error', code: 'root-no-key-identifier' })
    expect(finding?.message).toContain('AADSTS500176')
  })
})
