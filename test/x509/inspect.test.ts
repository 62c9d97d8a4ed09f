import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { CLIENT_AUTH_OID, SIGNATURE_OIDS } from '../../src/x509/oids.ts'
import { CLIENT_PLAN, makeClient, makeOpensslRoot, makeRoot, ROOT_PLAN } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'

/** Throws whatever `inspectCertificate` throws that is not ours, and says whether it took the bytes. */
function isTaken(der: Uint8Array): boolean {
  try {
    inspectCertificate(der)
    return true
  } catch (error) {
    if (error instanceof UserError && error.code === 'wrong-input') return false
    throw error
  }
}

describe('inspecting', () => {
  test('a user certificate gives back what was planned', () => {
    const root = makeRoot()
    const rootFacts = inspectCertificate(root.certificate)
    const leaf = makeClient(root)
    const facts = inspectCertificate(leaf.certificate)
    const seenByNode = new X509Certificate(leaf.certificate)
    expect(facts).toMatchObject({
      version: 3,
      serialNumber: CLIENT_PLAN.serialNumber,
      signatureAlgorithm: SIGNATURE_OIDS['ecdsa-with-SHA256'],
      notBefore: CLIENT_PLAN.notBefore,
      notAfter: CLIENT_PLAN.notAfter,
      basicConstraints: { isCa: false, critical: true, pathLength: null },
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: [CLIENT_AUTH_OID],
      authorityKeyIdentifier: rootFacts.subjectKeyIdentifier,
      userPrincipalNames: [CLIENT_PLAN.userPrincipalName],
      emailAddresses: [],
    })
    expect(facts.serialNumber.toUpperCase()).toBe(seenByNode.serialNumber)
    expect(Buffer.from(facts.publicKeyInfo)).toEqual(leaf.publicKey.export({ type: 'spki', format: 'der' }))
  })

  test('a root gives back what was planned', () => {
    const facts = inspectCertificate(makeRoot().certificate)
    expect(facts).toMatchObject({
      serialNumber: ROOT_PLAN.serialNumber,
      basicConstraints: { isCa: true, critical: true, pathLength: null },
      keyUsage: ['keyCertSign', 'cRLSign'],
      extendedKeyUsage: null,
      authorityKeyIdentifier: null,
      userPrincipalNames: [],
    })
    expect(Buffer.from(facts.issuerDer)).toEqual(Buffer.from(facts.subjectDer))
  })

  testWith('openssl')('reads every extension as openssl wrote it', () => {
    const { certificate } = makeOpensslRoot(
      ...['-subj', '/CN=x', '-set_serial', '0xff00000000000000000000000000000000000001'],
      ...['-addext', 'keyUsage=digitalSignature,nonRepudiation,keyAgreement,decipherOnly'],
      ...['-addext', 'extendedKeyUsage=clientAuth,emailProtection'],
      ...[
        '-addext',
        'subjectAltName=email:a@b.c,DNS:x,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:o@b,otherName:1.2.3;UTF8:no',
      ],
      ...['-addext', 'nameConstraints=permitted;DNS:x'],
    )
    expect(inspectCertificate(certificate)).toMatchObject({
      serialNumber: 'ff00000000000000000000000000000000000001',
      keyUsage: ['digitalSignature', 'contentCommitment', 'keyAgreement', 'decipherOnly'],
      extendedKeyUsage: [CLIENT_AUTH_OID, '1.3.6.1.5.5.7.3.4'],
      userPrincipalNames: ['o@b'],
      emailAddresses: ['a@b.c'],
    })
  })

  testWith('openssl').each([
    ['-1', '-01'],
    ['-0x8000', '-8000'],
    ['0', '00'],
    ['127', '7f'],
    ['128', '80'],
  ])('shows serial number %s as %s', (given, shown) => {
    const { certificate } = makeOpensslRoot('-subj', '/CN=x', '-set_serial', given)
    expect(inspectCertificate(certificate).serialNumber).toBe(shown)
  })

  const { certificate: good } = makeClient(makeRoot(), { crlUrl: 'http://a/b' })

  test('refuses a certificate cut at any byte, and one with a byte more', () => {
    for (let length = 0; length < good.length; length++) expect(isTaken(good.subarray(0, length))).toBe(false)
    expect(isTaken(Buffer.concat([good, Buffer.of(0)]))).toBe(false)
  })

  test.each([
    ['an indefinite length', '30800201000000'],
    ['a length in more bytes than it needs', '308103020100'],
    ['a long length with a zero in front', '30820003020100'],
    ['a length past the end', '3084ffffffff'],
    ['a length of more than four bytes', '308500000000ff'],
    ['a tag number over 30', '1f8101'],
    ['nothing at all', ''],
  ])('refuses %s', (_, hex) => {
    expect(isTaken(Buffer.from(hex, 'hex'))).toBe(false)
  })

  test('ends with facts or with our error, and soon, on any damage', () => {
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = Uint8Array.from(good)
        for (const [at, byte] of changes) damaged[at] = byte
        isTaken(damaged)
      }),
      { numRuns: 3000 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !isTaken(bytes)))
  })

  test('refuses the same extension twice, and dates that no calendar has', () => {
    const swap = (from: string, to: string) =>
      Buffer.from(Buffer.from(good).toString('hex').replace(from, to), 'hex')
    // authorityKeyIdentifier 2.5.29.35 becomes a second subjectKeyIdentifier 2.5.29.14
    expect(isTaken(swap('0603551d23', '0603551d0e'))).toBe(false)
    const ascii = (text: string) => Buffer.from(text).toString('hex')
    expect(isTaken(swap(ascii('270101000000Z'), ascii('270229000000Z')))).toBe(false)
    expect(isTaken(swap(ascii('270101000000Z'), ascii('280229000000Z')))).toBe(true)
  })
})
