// Reads rootCA.crt, and refuses what is not a root CA that can sign. Lesser faults are for root-rules.ts.
import { type KeyObject, X509Certificate } from 'node:crypto'
import { UserError } from '../errors.ts'
import { formatDay, formatInstant } from '../instant.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { formatName } from '../x509/name.ts'
import { type Part, readParts } from './file-parts.ts'

/** The root's certificate, without its key. */
export interface Authority {
  /** DER. */
  readonly certificate: Uint8Array
  readonly facts: CertificateFacts
}

/**
 * The root in the bytes of rootCA.crt: PEM, with any text around it, DER or PKCS#7. A bundle must have one root; of a root that
 * was renewed with the same key, the certificate that ends last.
 * @throws UserError wrong-input: no certificate, or none that is a root
 */
export function decodeRootCertificate(bytes: Uint8Array): Authority {
  const found = certificatesIn(bytes).map((certificate) => ({ certificate, facts: inspect(certificate) }))
  const roots = found.filter((authority) => whyNoRoot(authority) === null).sort(endsLater)
  const [first, ...others] = roots
  if (others.some(({ facts }) => first !== undefined && !isRenewal(facts, first.facts)))
    throw unusable('contains several roots', 'keep the one that rootCA.key belongs to')
  if (first !== undefined) return first
  const [only] = found
  if (only === undefined) throw unusable('contains no certificate', GIVE_ROOT)
  throw unusable(whyNoRoot(only) ?? '', isIssuing(only) ? ROOTS_ONLY : GIVE_ROOT)
}

/** Why a key does not belong to the root, if it belongs to an issuing CA in the same file; null: it does not. */
export function issuingCaOfKey(bytes: Uint8Array, privateKey: KeyObject): UserError | null {
  const issuing = certificatesIn(bytes)
    .map((certificate) => ({ certificate, facts: inspect(certificate) }))
    .find((one) => isIssuing(one) && new X509Certificate(one.certificate).checkPrivateKey(privateKey))
  if (issuing === undefined) return null
  const names = [issuing.facts.subjectDer, issuing.facts.issuerDer].map((name) => `"${formatName(name)}"`)
  const message = `rootCA.key belongs to the issuing CA ${names[0]}, which was issued by ${names[1]}`
  return new UserError('wrong-input', message, { hint: ROOTS_ONLY })
}

/** An intermediate CA. */
function isIssuing({ facts }: Authority): boolean {
  const { basicConstraints, subjectDer, issuerDer } = facts
  return basicConstraints?.isCa === true && Buffer.compare(subjectDer, issuerDer) !== 0
}

const GIVE_ROOT =
  'give the certificate of a root CA, PEM or DER, or create one with `certstick ca create --ca NEW-FOLDER`'
/** A certificate of an issuing CA must come with its chain, and the stick imports one root. */
export const ROOTS_ONLY =
  'certstick signs with root CAs only: create one with `certstick ca create --ca NEW-FOLDER`, and upload it to Entra ID beside the others'

/** Not by what is valid now, because the inventory belongs to one certificate. */
export function endsLater({ facts: one }: Authority, { facts: other }: Authority): number {
  return other.notAfter.getTime() - one.notAfter.getTime()
}

export function isRenewal(one: CertificateFacts, other: CertificateFacts): boolean {
  return (
    Buffer.compare(one.subjectDer, other.subjectDer) === 0 &&
    Buffer.compare(one.publicKeyInfo, other.publicKeyInfo) === 0
  )
}

/** @throws UserError wrong-input: the root has expired, or is not valid yet */
export function requireCurrent({ facts }: Authority, now: Date): void {
  if (now > facts.notAfter) {
    throw unusable(
      `expired on ${formatDay(facts.notAfter)}`,
      'create a new root CA: `certstick ca create --ca NEW-FOLDER`',
    )
  }
  if (now < facts.notBefore) {
    throw unusable(`is not valid before ${formatInstant(facts.notBefore)}`, "check this machine's clock")
  }
}

function certificatesIn(bytes: Uint8Array): readonly Uint8Array[] {
  if (bytes.length === 0) {
    throw unusable(
      'is empty',
      'if `certstick ca create` was interrupted, move rootCA.crt and rootCA.key away and run it again',
    )
  }
  const parts = readParts(bytes)
  const certificates = parts.filter(({ kind }) => kind === 'certificate').map(({ bytes: der }) => der)
  const [other] = parts
  if (certificates.length === 0 && other !== undefined) throw otherThanCertificate(other)
  const unique = new Map(certificates.map((der) => [Buffer.from(der).toString('latin1'), der]))
  return [...unique.values()]
}

function otherThanCertificate({ kind, bytes }: Part): UserError {
  if (kind === 'key')
    return unusable('contains a private key', 'if rootCA.crt and rootCA.key were swapped, rename both')
  if (kind === 'pfx')
    return unusable('is a PFX', 'move it out of the CA folder, and import it with `certstick ca import FILE`')
  if (kind === 'crl') return unusable('contains a CRL', GIVE_ROOT)
  inspect(bytes)
  return unusable('contains no certificate', GIVE_ROOT)
}

function inspect(certificate: Uint8Array): CertificateFacts {
  try {
    return inspectCertificate(certificate)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw unusable(`is not a certificate: ${error.message}`, GIVE_ROOT)
  }
}

export function whyNoRoot({ certificate, facts }: Authority): string | null {
  const { basicConstraints, keyUsage, version } = facts
  if (basicConstraints?.isCa === false) return 'is not a CA, according to its basicConstraints' // RFC 5280 §4.2.1.9
  if (basicConstraints === null && version === 3) return 'is not a CA: it has no basicConstraints'
  if (keyUsage !== null && !keyUsage.includes('keyCertSign')) {
    return 'is not a CA: its keyUsage does not allow keyCertSign' // RFC 5280 §4.2.1.3
  }
  if (Buffer.compare(facts.subjectDer, facts.issuerDer) !== 0) {
    return `is not a root: it was issued by "${formatName(facts.issuerDer)}"`
  }
  return isSignedBy(certificate, certificate)
    ? null
    : 'is not a root, or is damaged: it is not signed by its own key'
}

/** Whether the issuer's key signed it. Both DER. */
export function isSignedBy(certificate: Uint8Array, issuer: Uint8Array): boolean {
  try {
    const signed = new X509Certificate(certificate)
    return signed.verify((certificate === issuer ? signed : new X509Certificate(issuer)).publicKey)
  } catch {
    return false // Windows cannot verify what OpenSSL cannot read
  }
}

function unusable(why: string, hint: string): UserError {
  return new UserError('wrong-input', `rootCA.crt ${why}`, { hint })
}
