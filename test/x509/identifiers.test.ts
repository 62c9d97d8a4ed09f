import { type KeyObject, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { certificateUserIds, reverseBytes } from '../../src/x509/certificate-user-ids.ts'
import { keyIdentifierOf, sha256Fingerprint, thumbprint } from '../../src/x509/identifiers.ts'
import { inspectCertificate } from '../../src/x509/inspect.ts'
import { makeClient, makeOpensslRoot, makeRoot, oneYearFromNow } from '../support/roots.ts'
import { testWith } from '../support/tools.ts'

function identifierOf(publicKey: KeyObject): string {
  return Buffer.from(keyIdentifierOf(publicKey.export({ type: 'spki', format: 'der' }))).toString('hex')
}

describe('identifiers', () => {
  test('are the hashes that Windows and node show', () => {
    const { certificate } = makeRoot()
    const shown = new X509Certificate(certificate)
    expect(thumbprint(certificate)).toBe(shown.fingerprint.replaceAll(':', ''))
    expect(sha256Fingerprint(certificate)).toBe(shown.fingerprint256.replaceAll(':', ''))
  })

  testWith('openssl')('the key identifier is the one that openssl makes', () => {
    const root = makeOpensslRoot('-subj', '/CN=Root')
    const identifier = identifierOf(root.publicKey)
    expect(inspectCertificate(root.certificate).subjectKeyIdentifier).toBe(identifier)
  })

  testWith('openssl')('a root without one is named by the one that its key gives', () => {
    const root = makeOpensslRoot('-subj', '/CN=Root', '-addext', 'subjectKeyIdentifier=none')
    expect(inspectCertificate(root.certificate).subjectKeyIdentifier).toBeNull()
    const leaf = inspectCertificate(makeClient(root, oneYearFromNow()).certificate)
    expect(leaf.authorityKeyIdentifier).toBe(identifierOf(root.publicKey))
  })
})

describe("Entra's certificateUserIds", () => {
  test('are spelled as its documentation spells them', () => {
    const serialNumber = '48efa06ba8127299499b069f133441b2'
    const { certificate, publicKey } = makeClient(makeRoot(), { serialNumber })
    const issuer = 'O=Größe & Söhne,CN=Contoso Root CA'
    expect(certificateUserIds(certificate)).toEqual({
      principalName: 'X509:<PN>jane@yourdomain.com',
      rfc822Name: null,
      subjectKeyIdentifier: `X509:<SKI>${identifierOf(publicKey).toUpperCase()}`,
      sha1PublicKey: `X509:<SHA1-PUKEY>${thumbprint(certificate)}`,
      issuerAndSerialNumber: `X509:<I>${issuer}<SR>b24134139f069b49997212a86ba0ef48`,
      issuerAndSubject: `X509:<I>${issuer}<S>CN=jane@yourdomain.com`,
      subject: 'X509:<S>CN=jane@yourdomain.com',
    })
  })

  test('reverse the bytes of the serial number, not its digits', () => {
    expect(reverseBytes('48efa06ba8127299499b069f133441b2')).toBe('b24134139f069b49997212a86ba0ef48')
  })

  testWith('openssl')('keep the encoded order of a name, with the short names and quotes of Windows', () => {
    const { certificate } = makeOpensslRoot(
      ...['-subj', '/DC=com/ST=Bayern/O=Foo, "Inc."/CN=Jane/emailAddress=j@foo.com'],
      ...['-addext', 'subjectAltName=email:j@foo.com'],
    )
    const ids = certificateUserIds(certificate)
    expect(ids.subject).toBe('X509:<S>DC=com,S=Bayern,O="Foo, ""Inc.""",CN=Jane,E=j@foo.com')
    expect(ids.rfc822Name).toBe('X509:<RFC822>j@foo.com')
    expect(ids.principalName).toBeNull()
  })
})
