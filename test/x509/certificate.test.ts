import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { formatName } from '../../src/x509/name.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { writeFiles } from '../support/folders.ts'
import { makeClient, makeOpensslRoot, makeRoot, oneYearFromNow } from '../support/roots.ts'
import { run, testWith } from '../support/tools.ts'

const pem = (der: Uint8Array) => encodePem('CERTIFICATE', der)

/** What openssl says of the leaf, at a time when both are valid. */
function opensslVerify(root: Uint8Array, leaf: Uint8Array, ...options: readonly string[]): string {
  const paths = writeFiles({ root: pem(root), leaf: pem(leaf) })
  const time = Math.floor(inspectCertificate(leaf).notAfter.getTime() / 1000) - 60
  const args = ['verify', '-attime', String(time), '-no-CApath', '-no-CAstore', ...options]
  const { stdout, stderr } = run('openssl', [...args, '-CAfile', paths.root, paths.leaf])
  return (stdout + stderr).replace(paths.leaf, 'leaf').trim()
}

function opensslText(der: Uint8Array): string {
  return run('openssl', ['x509', '-noout', '-text', '-inform', 'DER'], der).stdout
}

describe('certificates', () => {
  testWith('openssl').each([
    ['rsa-2048', 'ec-p256'],
    ['ec-p256', 'rsa-2048'],
    ['ec-p384', 'ec-p384'],
  ] as const)('of a %s root for a %s user pass the strictest openssl', (rootKey, userKey) => {
    const root = makeRoot({ keyAlgorithm: rootKey })
    const leaf = makeClient(root, { keyAlgorithm: userKey })
    const strict = ['-x509_strict', '-purpose', 'sslclient', '-check_ss_sig']
    expect(opensslVerify(root.certificate, leaf.certificate, ...strict)).toBe('leaf: OK')
    expect(new X509Certificate(leaf.certificate).verify(root.publicKey)).toBe(true)
    expect(new X509Certificate(leaf.certificate).checkPrivateKey(leaf.privateKey)).toBe(true)
  })

  testWith('openssl')('say to openssl what a user certificate has to say', () => {
    const root = makeRoot()
    const crlUrl = 'http://crl.contoso.com/rootCA.crl'
    const rsa = makeClient(root, {
      keyAlgorithm: 'rsa-2048',
      crlUrl,
      userPrincipalName: "O'Brien.Zoe#1@Contoso.com",
    })
    const text = opensslText(rsa.certificate)
    expect(text).toContain("Subject: CN = O'Brien.Zoe#1@Contoso.com")
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/)
    expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Key Encipherment\n/)
    expect(text).toMatch(/X509v3 Extended Key Usage: \n\s+TLS Web Client Authentication\n/)
    expect(text).toMatch(/othername: (UPN|1\.3\.6\.1\.4\.1\.311\.20\.2\.3)::O'Brien\.Zoe#1@Contoso\.com/)
    expect(text).toContain(`URI:${crlUrl}`)
    expect(text).toContain('Signature Algorithm: ecdsa-with-SHA256')
    expect(opensslText(makeClient(root).certificate)).toMatch(/Key Usage: critical\s+Digital Signature\n/)
  })

  testWith('openssl')('have no longer a common name than RFC 5280 allows', () => {
    const [longest, domain] = ['j'.repeat(64), `${'d'.repeat(44)}.com`]
    for (const [upn, commonName] of [
      [`${'j'.repeat(52)}@contoso.com`, `${'j'.repeat(52)}@contoso.com`],
      [`${'j'.repeat(53)}@contoso.com`, 'j'.repeat(53)],
      [`${longest}@${domain}`, longest],
    ] as const) {
      const text = opensslText(makeClient(makeRoot(), { userPrincipalName: upn }).certificate)
      expect(text).toContain(`Subject: CN = ${commonName}\n`)
      expect(text).toContain(`::${upn}\n`)
    }
  })

  test('hold the user principal name as UTF8String, exactly as given', () => {
    const { certificate } = makeClient(makeRoot(), { userPrincipalName: 'Zoë.MÜLLER@contoso.com' })
    expect(inspectCertificate(certificate).userPrincipalNames).toEqual(['Zoë.MÜLLER@contoso.com'])
    const value = Buffer.from('Zoë.MÜLLER@contoso.com')
    const utf8String = Buffer.concat([Buffer.of(0xa0, value.length + 2, 0x0c, value.length), value])
    expect(Buffer.from(certificate).includes(utf8String)).toBe(true)
  })

  testWith('openssl')('of a root say what a root has to say', () => {
    const text = opensslText(makeRoot({ keyAlgorithm: 'ec-p384' }).certificate)
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE\n/)
    expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/)
    expect(text).toContain('X509v3 Subject Key Identifier')
    expect(text).toContain('Signature Algorithm: ecdsa-with-SHA384')
    expect(text).toContain('Not After : Dec 31 23:59:59 2035 GMT')
  })

  const CA = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign']
  testWith('openssl').each([
    ['UTF-8', ['-utf8', '-subj', '/C=DE/O=Größe & Söhne/CN=Root', ...CA], 'C=DE, O=Größe & Söhne, CN=Root'],
    [
      'several values an RDN',
      ['-multivalue-rdn', '-subj', '/O=Contoso/OU=A+CN=Root', ...CA],
      'O=Contoso, CN=Root + OU=A',
    ],
    ['an unusual order', ['-subj', '/CN=Root/O=Contoso/C=DE', ...CA], 'CN=Root, O=Contoso, C=DE'],
    ['an e-mail address', ['-subj', '/CN=Root/emailAddress=a@b.c', ...CA], 'CN=Root, emailAddress=a@b.c'],
  ])('name a root by its own bytes: %s', (_, options, shown) => {
    const root = makeOpensslRoot(...options)
    const { certificate } = makeClient(root, oneYearFromNow())
    const facts = inspectCertificate(root.certificate)
    expect(
      formatName(facts.subjectDer)
        .split(/ \+ |, /)
        .sort(),
    ).toEqual(shown.split(/ \+ |, /).sort())
    expect(Buffer.from(inspectCertificate(certificate).issuerDer)).toEqual(Buffer.from(facts.subjectDer))
    expect(opensslVerify(root.certificate, certificate, '-x509_strict', '-purpose', 'sslclient')).toBe(
      'leaf: OK',
    )
  })

  // B_ASN1_… of openssl/asn1.h
  testWith('openssl').each([
    ['T61String', '0x0004'],
    ['UniversalString', '0x0100'],
    ['BMPString', '0x0800'],
  ])('name a root by its own bytes: %s', (_, mask) => {
    const config = [
      '[req]',
      `string_mask = MASK:${mask}`,
      'distinguished_name = dn',
      'utf8 = yes',
      'prompt = no',
      'x509_extensions = ca',
      '[dn]',
      'CN = Größe',
      '[ca]',
      'basicConstraints = critical, CA:TRUE',
      'keyUsage = critical, keyCertSign, cRLSign',
      'subjectKeyIdentifier = hash',
    ]
    const paths = writeFiles({ config: config.join('\n') })
    const root = makeOpensslRoot('-config', paths.config)
    const { certificate } = makeClient(root, oneYearFromNow())
    const { subjectDer } = inspectCertificate(root.certificate)
    expect(Buffer.from(subjectDer).includes('Größe')).toBe(false)
    expect(formatName(subjectDer)).toBe('CN=Größe')
    expect(Buffer.from(inspectCertificate(certificate).issuerDer)).toEqual(Buffer.from(subjectDer))
    expect(opensslVerify(root.certificate, certificate, '-x509_strict', '-purpose', 'sslclient')).toBe(
      'leaf: OK',
    )
  })

  test('that would outlive the root are refused, to the second', () => {
    const root = makeRoot()
    const end = inspectCertificate(root.certificate).notAfter
    expect(() => makeClient(root, { notAfter: new Date(end.getTime() + 1000) })).toThrow(UserError)
    expect(inspectCertificate(makeClient(root, { notAfter: end }).certificate).notAfter).toEqual(end)
  })

  testWith('openssl')('past 2049 carry the longer form of time', () => {
    const root = makeRoot({ notAfter: new Date('2060-02-29T12:00:00Z') })
    const leaf = makeClient(root, { notAfter: new Date('2050-01-01T00:00:00Z') })
    expect(Buffer.from(leaf.certificate).includes('20500101000000Z')).toBe(true)
    expect(opensslText(leaf.certificate)).toContain('Not After : Jan  1 00:00:00 2050 GMT')
    expect(opensslVerify(root.certificate, leaf.certificate, '-x509_strict')).toBe('leaf: OK')
  })

  testWith('openssl')('of the longest user principal name there is are read', () => {
    const userPrincipalName = `${'a'.repeat(64)}@${'b'.repeat(44)}.com`
    const root = makeRoot()
    const { certificate } = makeClient(root, { userPrincipalName })
    expect(userPrincipalName.length).toBe(113)
    expect(opensslVerify(root.certificate, certificate, '-x509_strict', '-purpose', 'sslclient')).toBe(
      'leaf: OK',
    )
  })

  testWith('certtool')('are read by GnuTLS', () => {
    const root = makeRoot(oneYearFromNow())
    const leaf = makeClient(root, { keyAlgorithm: 'rsa-2048', ...oneYearFromNow() })
    const { stdout } = run('certtool', ['--certificate-info', '--inder'], leaf.certificate)
    expect(stdout).toContain('TLS WWW Client')
    expect(stdout).toMatch(/Subject Alternative Name.*\n.*(\n.*)?jane@yourdomain\.com/)
    const { root: ca, leaf: chain } = writeFiles({ root: pem(root.certificate), leaf: pem(leaf.certificate) })
    const verdict = run('certtool', ['--verify', '--load-ca-certificate', ca, '--infile', chain])
    expect(verdict.stdout).toContain('Chain verification output: Verified')
  })

  test('are not signed with a serial number that RFC 5280 forbids', () => {
    const root = makeRoot()
    for (const serialNumber of ['', '00', '80', 'zz', '4', `40${'0'.repeat(40)}`])
      expect(() => makeClient(root, { serialNumber })).toThrow(RangeError)
  })
})
