// What Entra ID, Windows, OpenSSL and other verifiers refuse, or dislike, about a root: its time, its key and its name.
// `root-extension-rules.ts` has the rules about its extensions, `judge-root.ts` adds the verdict of OpenSSL. Pure.
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Problem } from '../errors.ts'
import { type Finding, isError, type Severity } from '../finding.ts'
import { DAY_MS, daysLeft, formatDay } from '../instant.ts'
import { counted } from '../screen-text.ts'
import type { CertificateFacts } from '../x509/inspect.ts'
import { hasExplicitCurve, keyAlgorithmName } from '../x509/key-pair.ts'
import { formatName } from '../x509/name.ts'
import { lintExtensions } from './root-extension-rules.ts'
import { rootFinding as finding, NEW_ROOT, OTHER_ROOT } from './root-finding.ts'

/** By default a user's certificate is valid for a year, but never longer than its root. */
const SOON_MS = 365 * DAY_MS

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
  const findings = [
    ...lintTime(facts, now),
    ...lintKey(facts),
    ...lintSubject(facts),
    ...lintExtensions(facts),
  ]
  const rank: readonly Severity[] = ['error', 'warning', 'note']
  return findings.sort((one, other) => rank.indexOf(one.severity) - rank.indexOf(other.severity))
}

/** The errors among findings about a root, as problems of a command. */
export function rootProblems(findings: readonly Finding[]): readonly Problem[] {
  return findings
    .filter(isError)
    .map(({ message, hint }) => ({ field: 'ca', message: `rootCA.crt: ${message}`, hint }))
}

function* lintTime({ notBefore, notAfter }: CertificateFacts, now: Date): Generator<Finding> {
  if (now > notAfter) {
    const message = `it expired on ${formatDay(notAfter)}; no certificate that it issued works any longer`
    yield finding('error', 'root-expired', message, OTHER_ROOT)
  } else if (now < notBefore) {
    const message = `it is not valid before ${formatDay(notBefore)}`
    yield finding('error', 'root-not-yet-valid', message, "check this machine's clock")
  } else if (notAfter.getTime() - now.getTime() < SOON_MS) {
    const message = `it expires in ${counted(daysLeft(notAfter, now), 'day')}, on ${formatDay(notAfter)}; no certificate can be valid longer`
    yield finding('warning', 'root-ends-soon', message, NEW_ROOT)
  }
}

function* lintKey({ publicKeyInfo, signatureAlgorithm }: CertificateFacts): Generator<Finding> {
  const fault = keyFault(publicKeyInfo)
  if (fault !== null) yield finding('error', fault.code, fault.message, OTHER_ROOT)
  if (BROKEN_SIGNATURES.includes(signatureAlgorithm)) {
    const message =
      'its own signature uses SHA-1 or MD5; that is harmless for a root, but security scanners report it'
    const hint = 'you need not do anything; the next root will use SHA-256'
    yield finding('note', 'root-weak-signature', message, hint)
  }
}

function keyFault(publicKeyInfo: Uint8Array): { readonly code: string; readonly message: string } | null {
  const unusable = (message: string) => ({ code: 'root-unusable-key', message })
  let key: KeyObject
  try {
    key = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' })
  } catch {
    return unusable('its public key is damaged, or of a kind that OpenSSL does not know')
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  const name = keyAlgorithmName(key)
  if (type === 'rsa') {
    if ((details?.modulusLength ?? 0) >= RSA_FLOOR_BITS) return null
    const message = `its key, ${name}, is too weak: it can be broken, and then anybody can sign in as any user`
    return { code: 'root-weak-key', message }
  }
  if (type !== 'ec') return unusable(`Windows and Entra ID do not verify signatures of its key, ${name}`)
  if (hasExplicitCurve(publicKeyInfo))
    return unusable(
      'its key spells out the parameters of its curve, and OpenSSL, Windows and NSS refuse that',
    )
  if (CURVES.includes(details?.namedCurve ?? '')) return null
  return unusable(`Windows and Entra ID do not verify signatures of its key, ${name}`)
}

/** RFC 5280 §4.1.2.4: the issuer of a certificate must have a name. */
function* lintSubject({ subjectDer }: CertificateFacts): Generator<Finding> {
  if (formatName(subjectDer) !== '') return
  const message = 'its subject is empty, so its certificates name no issuer; OpenSSL and GnuTLS refuse them'
  yield finding('error', 'root-no-subject', message, OTHER_ROOT)
}
