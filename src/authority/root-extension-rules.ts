// What verifiers refuse, or dislike, about the extensions of a root. They were held against OpenSSL, GnuTLS and NSS: see
// test/fixtures/root-verdicts.txt. Pure. Source: RFC 5280 §4.2 and §6.1.
import type { Finding } from '../finding.ts'
import type { CertificateFacts } from '../x509/inspect.ts'
import { CLIENT_AUTH_OID, EXTENSION_OIDS } from '../x509/oids.ts'
import { rootFinding as finding, NEW_ROOT, OTHER_ROOT } from './root-finding.ts'

/** A new root must be uploaded to Entra ID, so it is advised only for what keeps certificates from working. */
const NOTHING_TO_DO = 'you need not do anything; Windows and Entra ID accept it'

export function* lintExtensions(facts: CertificateFacts): Generator<Finding> {
  yield* lintAuthority(facts)
  yield* lintIdentifier(facts)
  yield* lintPurpose(facts)
  yield* lintNames(facts)
  yield* lintPolicies(facts)
  yield* lintTlsFeature(facts)
  yield* lintCritical(facts)
}

/** Whether CRLs of this root are refused, RFC 5280 §6.3.3 (f). */
export function lacksCrlSign({ keyUsage }: Pick<CertificateFacts, 'keyUsage'>): boolean {
  return keyUsage !== null && !keyUsage.includes('cRLSign')
}

function* lintAuthority(facts: CertificateFacts): Generator<Finding> {
  const { basicConstraints, keyUsage } = facts
  const strict = 'only strict verifiers (openssl -x509_strict) refuse its certificates'
  if (basicConstraints === null) {
    yield finding('note', 'root-no-basic-constraints', `it has no basicConstraints: ${strict}`, NOTHING_TO_DO)
  } else if (!basicConstraints.critical) {
    const message = `its basicConstraints are not critical: ${strict}`
    yield finding('note', 'root-basic-constraints-not-critical', message, NOTHING_TO_DO)
  }
  if (keyUsage === null) {
    yield finding('note', 'root-no-key-usage', `it has no keyUsage: ${strict}`, NOTHING_TO_DO)
  } else if (lacksCrlSign(facts)) {
    const message = 'its keyUsage lacks cRLSign: its CRLs are refused, so certificates cannot be revoked'
    yield finding('warning', 'root-no-crl-sign', message, NEW_ROOT)
  }
}

/** Microsoft Entra, AADSTS50017 and AADSTS500176: the certificate's authority key identifier must be that of an uploaded CA. */
function* lintIdentifier({ subjectKeyIdentifier }: CertificateFacts): Generator<Finding> {
  if (subjectKeyIdentifier !== null) return
  const message =
    'it has no subjectKeyIdentifier, by which Entra ID finds the CA of a certificate: sign-in fails with AADSTS50017 or AADSTS500176'
  yield finding('error', 'root-no-key-identifier', message, OTHER_ROOT)
}

/** OpenSSL does not count anyExtendedKeyUsage of a CA. */
function* lintPurpose({ extendedKeyUsage }: CertificateFacts): Generator<Finding> {
  if (extendedKeyUsage === null || extendedKeyUsage.includes(CLIENT_AUTH_OID)) return
  const message =
    'its extendedKeyUsage lacks clientAuth: OpenSSL and Windows do not accept its certificates for sign-in'
  yield finding('error', 'root-no-client-auth', message, OTHER_ROOT)
}

/** A user's certificate has a directory name, its subject, and an other name, the user principal name. */
function* lintNames({ nameConstraints }: CertificateFacts): Generator<Finding> {
  if (nameConstraints === null) return
  const { permitted, excluded } = nameConstraints
  const kinds = [...new Set([...permitted, ...excluded])].join(', ')
  if (permitted.includes('directory name')) {
    const message =
      'its nameConstraints permit certain directory names only, and the subject of a user’s certificate is none of them'
    yield finding('error', 'root-constrains-names', message, OTHER_ROOT)
  } else if ([...permitted, ...excluded].includes('other name')) {
    const message =
      'its nameConstraints limit other names, such as user principal names, which OpenSSL cannot check: it refuses the certificates'
    yield finding('error', 'root-constrains-names', message, OTHER_ROOT)
  } else {
    const message = `it has nameConstraints (${kinds}), which some verifiers refuse for names of other kinds`
    const hint = 'try one certificate with Entra ID before you create more, or create a new root CA'
    yield finding('warning', 'root-constrains-names', message, hint)
  }
}

/** A user's certificate names no policy. With 1 the certificate below the root must name one, RFC 5280 §6.1.4 and §6.1.5. */
const LARGEST_SKIP_THAT_COUNTS = 1

function* lintPolicies({ policyConstraints }: CertificateFacts): Generator<Finding> {
  if (policyConstraints === null) return
  const { requireExplicitPolicy, critical } = policyConstraints
  if (requireExplicitPolicy !== null && requireExplicitPolicy <= LARGEST_SKIP_THAT_COUNTS) {
    const message =
      'its policyConstraints require that each certificate names a policy, and a user’s certificate names none'
    yield finding('error', 'root-requires-policy', message, OTHER_ROOT)
  } else if (critical) {
    const message =
      'it has critical policyConstraints, which some verifiers (GnuTLS) do not know and so refuse'
    const hint = 'try one certificate with Entra ID before you create more, or create a new root CA'
    yield finding('warning', 'root-requires-policy', message, hint)
  }
}

/** A certificate must repeat the features of its issuer, RFC 7633 §4.2.2, and a user's certificate names none. */
function* lintTlsFeature({ hasTlsFeature }: CertificateFacts): Generator<Finding> {
  if (!hasTlsFeature) return
  const message =
    'it names TLS features, which its certificates would have to repeat: some verifiers (GnuTLS) refuse them'
  const hint = 'try one certificate with Entra ID before you create more, or create a new root CA'
  yield finding('warning', 'root-tls-feature', message, hint)
}

/** Those that every verifier knows, RFC 5280 §4.2; a critical one that it does not know it must refuse. */
const KNOWN: readonly string[] = [
  EXTENSION_OIDS.keyUsage,
  EXTENSION_OIDS.subjectAltName,
  EXTENSION_OIDS.basicConstraints,
  EXTENSION_OIDS.nameConstraints,
  EXTENSION_OIDS.cRLDistributionPoints,
  EXTENSION_OIDS.authorityKeyIdentifier,
  EXTENSION_OIDS.policyConstraints,
  EXTENSION_OIDS.extendedKeyUsage,
  '2.5.29.32', // certificatePolicies, §4.2.1.4
  '2.5.29.33', // policyMappings, §4.2.1.5
  '2.5.29.54', // inhibitAnyPolicy, §4.2.1.14
]

function* lintCritical({ criticalExtensions }: CertificateFacts): Generator<Finding> {
  const unknown = criticalExtensions.filter((oid) => !KNOWN.includes(oid))
  if (unknown.length === 0) return
  const isSki = unknown.length === 1 && unknown[0] === EXTENSION_OIDS.subjectKeyIdentifier
  const which = isSki
    ? 'its subjectKeyIdentifier is critical'
    : `its extension ${unknown.join(', ')} is critical`
  const message = `${which}, and verifiers that do not know it so refuse all its certificates`
  yield finding('error', 'root-critical-extension', message, OTHER_ROOT)
}
