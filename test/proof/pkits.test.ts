// NIST's suite of certification paths (PKITS): 405 certificates and as many PFX files, 173 CRLs. Nothing crashes, and under one
// trusted root, and about each CRL, the verdict is that of the openssl program.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { inspectCrl } from '../../src/authority/crl-reader.ts'
import { readParts } from '../../src/authority/file-parts.ts'
import { decodeRootCertificate, isSignedBy } from '../../src/authority/root-certificate.ts'
import { lintRoot } from '../../src/authority/root-rules.ts'
import { readCrlOfRoot } from '../../src/authority/take-over-crl.ts'
import { UserError } from '../../src/errors.ts'
import { Secret } from '../../src/secret.ts'
import { type CertificateFacts, inspectCertificate } from '../../src/x509/inspect.ts'
import { encodePem } from '../../src/x509/pem.ts'
import { openPfx, PfxRefusal } from '../../src/x509/pfx-reader.ts'
import { temporaryFolder } from '../support/folders.ts'
import { testUnless } from '../support/skips.ts'
import { hasTool, run } from '../support/tools.ts'
import { readVectors, vectorsAbsent } from '../support/vectors.ts'

const PKITS = 'x509/PKITS_data'
const withSuite = testUnless(vectorsAbsent ?? (hasTool('openssl') ? null : 'openssl'))
const certificates = readVectors(`${PKITS}/certs`)
const anchor =
  certificates.find(({ name }) => name === 'TrustAnchorRootCertificate.crt')?.bytes ?? Buffer.of()

/** Null: it is refused, as it may be; anything else that is thrown is a crash. */
function orRefused<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

const facts = certificates.flatMap(({ name, bytes }) => {
  const read = orRefused(() => inspectCertificate(bytes))
  return read === null ? [] : [{ name, bytes, facts: read }]
})

/** Keys that no TLS 1.3 handshake can use: DSA, and one whose numbers its certificate leaves to another. */
const NO_SIGN_IN = [
  'DSACACert.p12: key-cannot-sign',
  'DSAParametersInheritedCACert.p12: key-mismatch',
  'InvalidDSASignatureTest6EE.p12: key-cannot-sign',
  'ValidDSAParameterInheritanceTest5EE.p12: key-mismatch',
  'ValidDSASignaturesTest4EE.p12: key-cannot-sign',
]

/** What openssl verifies, and we do not import: a root of DSA cannot sign here, and the others list too little or too much. */
const PARTIAL = 'is a delta or indirect CRL; give the complete one'
const REFUSED_CRLS = {
  DSACA: 'is not a CRL of this root CA',
  NegativeSerialNumberCA: 'revokes -01, which cannot be a serial number',
  deltaCRLCA1delta: PARTIAL,
  deltaCRLCA2delta: PARTIAL,
  deltaCRLCA3delta: PARTIAL,
  deltaCRLIndicatorNoBaseCA: PARTIAL,
  indirectCRLCA1: PARTIAL,
  indirectCRLCA3cRLIssuer: PARTIAL,
  indirectCRLCA4cRLIssuer: PARTIAL,
  indirectCRLCA5: PARTIAL,
}

function isCurrent(one: CertificateFacts | undefined): boolean {
  const now = new Date()
  return one !== undefined && one.notBefore <= now && now <= one.notAfter
}

function refusalOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
}

describe('PKITS', () => {
  withSuite('every certificate is read, and a root or not a root is told apart', () => {
    expect({ certificates: certificates.length, read: facts.length }).toEqual({
      certificates: 405,
      read: 405,
    })
    const roots = certificates.filter(({ bytes }) => orRefused(() => decodeRootCertificate(bytes)) !== null)
    expect(roots.map(({ name }) => name)).toEqual(['TrustAnchorRootCertificate.crt'])
    for (const { facts: one } of facts) lintRoot(one, new Date())
    expect(new Set(certificates.flatMap(({ bytes }) => readParts(bytes).map(({ kind }) => kind)))).toEqual(
      new Set(['certificate']),
    )
  })

  withSuite(
    'every PFX is opened, and what is accepted under the trust anchor alone is what openssl accepts',
    async () => {
      const folder = temporaryFolder()
      const write = (name: string, der: Uint8Array): string => {
        writeFileSync(join(folder, name), encodePem('CERTIFICATE', der))
        return join(folder, name)
      }
      const root = write('anchor.pem', anchor)
      const files = certificates.map(({ name, bytes }) => write(name, bytes))
      const { stdout } = run('openssl', ['verify', '-CAfile', root, '-purpose', 'sslclient', ...files])
      const theirs = certificates.filter(({ name }) => stdout.includes(`${join(folder, name)}: OK\n`))
      const refused: string[] = []
      const ours: string[] = []
      for (const { name, bytes } of readVectors(`${PKITS}/pkcs12`)) {
        try {
          const { certificate, refusal } = await openPfx(bytes, new Secret('password'), anchor)
          const one = facts.find((each) => each.bytes.equals(certificate))
          if (refusal === null && isCurrent(one?.facts)) ours.push(one?.name ?? name)
        } catch (error) {
          if (!(error instanceof PfxRefusal)) throw error
          refused.push(`${name}: ${error.fault}`)
        }
      }
      const chainsOfTwo = facts.filter(({ bytes }) => isSignedBy(bytes, anchor) && !anchor.equals(bytes))
      expect(chainsOfTwo).toHaveLength(104)
      expect(ours).toEqual(theirs.map(({ name }) => name))
      expect(ours).toHaveLength(3)
      expect(refused).toEqual(NO_SIGN_IN)
    },
    300_000,
  )

  withSuite(
    'every CRL is read, and what is taken for one of its CA is what openssl verifies, but for these',
    () => {
      const crls = readVectors(`${PKITS}/crls`)
      expect(crls).toHaveLength(173)
      const folder = temporaryFolder()
      const [ca, crl] = [join(folder, 'ca.pem'), join(folder, 'crl.pem')]
      const others: Record<string, string> = {}
      let asked = 0
      for (const { name, bytes } of crls) {
        const { issuerDer } = inspectCrl(bytes)
        for (const issuer of facts.filter(
          ({ facts: one }) => Buffer.compare(one.subjectDer, issuerDer) === 0,
        )) {
          writeFileSync(ca, encodePem('CERTIFICATE', issuer.bytes))
          writeFileSync(crl, encodePem('X509 CRL', bytes))
          const { stderr } = run('openssl', ['crl', '-in', crl, '-noout', '-CAfile', ca, '-verify'])
          const refusal = refusalOf(() =>
            readCrlOfRoot(bytes, { certificate: issuer.bytes, facts: issuer.facts }),
          )
          asked++
          if ((refusal === null) !== stderr.includes('verify OK'))
            others[name.replace(/CRL\.crl$/, '')] = refusal ?? ''
        }
      }
      expect(asked).toBe(189)
      expect(others).toEqual(REFUSED_CRLS)
    },
    300_000,
  )
})
