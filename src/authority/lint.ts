// Checks a root for Entra ID, Windows and strict verifiers; and, before anything is signed, whether a certificate or CRL
// that is planned would be valid with this root. Pure. Source: RFC 5280 §4.2 and §6.1.
import { createPublicKey } from 'node:crypto'
import type { Problem } from '../errors.ts'
import { type Finding, formatDays, isError, type Severity } from '../finding.ts'
import type { CertificateFacts } from '../x509/inspect.ts'
import { keyAlgorithmName } from '../x509/key-pair.ts'
import { ANY_EXTENDED_KEY_USAGE_OID, CLIENT_AUTH_OID } from '../x509/oids.ts'
import type { CertificatePlan } from '../x509/profile.ts'
import { checkCrlUrl } from './settings.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** By default a user's certificate is valid for a year, but never longer than its root. */
const SOON_DAYS = 365
const NEW_ROOT = 'create a new root CA with `certstick ca create` soon'

/** The smallest keys that are still recommended past 2030 are 3072 bits; 2048 is the floor (NIST SP 800-131A r2). */
const RSA_FLOOR_BITS = 2048
const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'] // what Windows verifies, RFC 5480 §2.1.1.1

/** OIDs of signatures whose hash is broken: MD5 and SHA-1, with RSA (RFC 8017 A.2.4) and ECDSA (RFC 3279 §2.2.3). */
const BROKEN_SIGNATURES: readonly string[] = [
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10045.4.1',
]

/** The most severe first. Empty: nothing is wrong. */
export function lintRoot(facts: CertificateFacts, now: Date): readonly Finding[] {
  const findings = [...lintTime(facts, now), ...lintKey(facts), ...lintExtensions(facts)]
  const rank: readonly Severity[] = ['error', 'warning', 'note']
  return findings.sort((one, other) => rank.indexOf(one.severity) - rank.indexOf(other.severity))
}

function* lintTime({ notBefore, notAfter }: CertificateFacts, now: Date): Generator<Finding> {
  const daysLeft = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS)
  if (now > notAfter) {
    yield finding(
      'error',
      'root-expired',
      `it expired on ${day(notAfter)}; no certificate that it issued works any longer`,
      NEW_ROOT,
    )
  } else if (now < notBefore) {
    yield finding(
      'error',
      'root-not-yet-valid',
      `it is not valid before ${day(notBefore)}`,
      "check this machine's clock",
    )
  } else if (daysLeft < SOON_DAYS) {
    const message = `it expires in ${formatDays(daysLeft)}, on ${day(notAfter)}; no certificate can be valid longer`
    yield finding('warning', 'root-ends-soon', message, NEW_ROOT)
  }
}

function* lintKey(facts: CertificateFacts): Generator<Finding> {
  const key = createPublicKey({ key: Buffer.from(facts.publicKeyInfo), format: 'der', type: 'spki' })
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  const weak =
    modulusLength === undefined ? !CURVES.includes(namedCurve ?? '') : modulusLength < RSA_FLOOR_BITS
  if (weak) {
    const message = `its key, ${keyAlgorithmName(key)}, is too weak, or Windows cannot verify it`
    yield finding('error', 'root-weak-key', message, NEW_ROOT)
  }
  if (BROKEN_SIGNATURES.includes(facts.signatureAlgorithm)) {
    const message =
      'its own signature uses SHA-1 or MD5; that is harmless for a root, but security scanners report it'
    yield finding(
      'note',
      'root-weak-signature',
      message,
      'you need not do anything; the next root will use SHA-256',
    )
  }
}

function* lintExtensions(facts: CertificateFacts): Generator<Finding> {
  const { basicConstraints, keyUsage, extendedKeyUsage, subjectKeyIdentifier } = facts
  const strict = 'strict verifiers (openssl -x509_strict) refuse its certificates'
  if (basicConstraints === null) {
    yield finding('warning', 'root-no-basic-constraints', `it has no basicConstraints: ${strict}`, NEW_ROOT)
  } else if (!basicConstraints.critical) {
    yield finding(
      'warning',
      'root-basic-constraints-not-critical',
      `its basicConstraints are not critical: ${strict}`,
      NEW_ROOT,
    )
  }
  if (keyUsage === null) {
    yield finding('warning', 'root-no-key-usage', `it has no keyUsage: ${strict}`, NEW_ROOT)
  } else if (!keyUsage.usages.includes('cRLSign')) {
    const message = 'its keyUsage lacks cRLSign: its CRLs are refused, so certificates cannot be revoked' // RFC 5280 §6.3.3 (f)
    yield finding('warning', 'root-no-crl-sign', message, NEW_ROOT)
  }
  if (subjectKeyIdentifier === null) {
    const message = 'it has no subjectKeyIdentifier, which Entra ID compares with that of the CRL'
    yield finding('warning', 'root-no-key-identifier', message, 'create a new root CA, or do not use a CRL')
  }
  const usable = extendedKeyUsage?.some(
    (oid) => oid === CLIENT_AUTH_OID || oid === ANY_EXTENDED_KEY_USAGE_OID,
  )
  if (usable === false) {
    const message = 'its extendedKeyUsage lacks clientAuth: Windows does not use its certificates for sign-in'
    yield finding('error', 'root-no-client-auth', message, NEW_ROOT)
  }
}

/** Why no certificate of this root would be accepted. Empty: it may sign. */
export function lintIssuer(facts: CertificateFacts, now: Date): readonly Problem[] {
  const errors = lintRoot(facts, now).filter(isError)
  return errors.map(({ message, hint }) => ({ field: 'ca', message: `rootCA.crt: ${message}`, hint }))
}

/** Before a CRL is signed. With a CRL that is refused, no user can sign in to Entra ID. */
export function lintCrlPlan(
  { thisUpdate, nextUpdate }: { readonly thisUpdate: Date; readonly nextUpdate: Date },
  facts: CertificateFacts,
): readonly Problem[] {
  const problems = [...lintExtensions(facts)]
    .filter(({ code }) => code === 'root-no-crl-sign')
    .map(({ message, hint }) => ({ field: 'ca', message: `rootCA.crt cannot sign a CRL: ${message}`, hint }))
  if (nextUpdate > thisUpdate) return problems
  return [
    ...problems,
    { field: 'days', message: 'the CRL would expire before it is valid', hint: 'choose more days' },
  ]
}

/** Before a certificate is signed. Empty: this root can issue it. */
export function lintCertificatePlan(
  plan: CertificatePlan,
  root: CertificateFacts,
  now: Date,
): readonly Problem[] {
  const problems: Problem[] = []
  if (plan.notAfter > root.notAfter) {
    const message = `${day(plan.notAfter)} is after the root's own end, ${day(root.notAfter)}`
    problems.push({ field: 'days', message, hint: 'choose fewer days, or create a new root CA' })
  }
  if (plan.notAfter <= plan.notBefore || plan.notAfter <= now) {
    const message = `the certificate would already have expired on ${day(plan.notAfter)}`
    problems.push({ field: 'days', message, hint: "choose more days, or check this machine's clock" })
  }
  if (!/^(?!0+$)[0-7][0-9a-f](?:[0-9a-f]{2}){0,19}$/.test(plan.serialNumber)) {
    problems.push({ field: 'serialNumber', message: `"${plan.serialNumber}" is not a serial number` }) // RFC 5280 §4.1.2.2
  }
  return plan.crlUrl === null ? problems : [...problems, ...checkCrlUrl(plan.crlUrl)]
}

function finding(severity: Severity, code: string, message: string, hint: string): Finding {
  return { severity, code, message, hint, subject: 'rootCA.crt' }
}

function day(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
