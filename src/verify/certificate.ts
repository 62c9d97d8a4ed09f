// Checks the user's certificate as Windows, Entra and Chromium will. Reads it with OpenSSL (node:crypto) and with the
// strict reader of `x509/inspect.ts`; neither was used to create it.
import { X509Certificate } from 'node:crypto'
import { lintRoot } from '../authority/root-rules.ts'
import { UserError } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import { daysLeft, formatDay } from '../instant.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import type { Receipt } from '../media/receipt.ts'
import { counted } from '../screen-text.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { CLIENT_AUTH_OID } from '../x509/oids.ts'
import { type Fault, toFinding } from './faults.ts'

/** What the certificate is checked against. */
export interface CertificateContext {
  /** Path of the PFX that holds it. */
  readonly subject: string
  readonly receipt: Receipt | null
  readonly now: Date
  /** A certificate that expires within this many days gets a warning. */
  readonly warnDays: number
}

/** The stick's root certificate, which `certutil -addstore Root` will import. */
export interface ReadRoot {
  /** Null: it cannot be read, or is not a CA's. */
  readonly certificate: X509Certificate | null
  /** Errors only: why no certificate of this root works. */
  readonly findings: readonly Finding[]
}

export function readRoot(der: Uint8Array, now: Date): ReadRoot {
  const subject = MEDIA_PATHS.rootCertificate
  const refuse = (code: string, message: string): ReadRoot => {
    return { certificate: null, findings: [toFinding({ code, subject, message })] }
  }
  try {
    const facts = inspectCertificate(der)
    if (facts.basicConstraints?.isCa === false)
      return refuse('root-not-ca', `${subject} is not the certificate of a CA`)
    const certificate = new X509Certificate(der)
    if (certificate.publicKey.type !== 'public')
      return refuse('root-malformed', `${subject} has no public key`)
    return { certificate, findings: lintRoot(facts, now).filter(isError).map(toRootFinding) }
  } catch (error) {
    const reason = error instanceof UserError ? `: ${error.message}` : ''
    return refuse('root-malformed', `${subject} is not a DER certificate${reason}`)
  }
}

function toRootFinding({ code, message }: Finding): Finding {
  return toFinding({
    code,
    subject: MEDIA_PATHS.rootCertificate,
    message: `the root certificate cannot be used: ${message}`,
    hint: 'create a new root CA, upload it to Entra ID, and recreate the stick',
  })
}

/** A user's certificate, as the PFX held it, and as the strict reader reads it. */
export interface ReadCertificate {
  readonly der: Uint8Array
  readonly facts: CertificateFacts
}

export function checkCertificate({ der, facts }: ReadCertificate, context: CertificateContext): Finding[] {
  const { receipt, subject, now } = context
  const { userPrincipalNames, keyUsage, extendedKeyUsage, basicConstraints } = facts
  const upn = userPrincipalNames.join(', ') || 'nobody'
  const faults: (Omit<Fault, 'subject'> | false)[] = [
    !isFor(facts, context) && {
      code: 'upn-differs',
      message: `the certificate is for ${upn}, but ${receipt === null ? `the file is ${subject}` : `the receipt names ${receipt.userPrincipalName}`}`,
    },
    receipt !== null &&
      thumbprint(der) !== receipt.thumbprint && {
        code: 'thumbprint-differs',
        message: `the PFX contains the certificate ${thumbprint(der)}, but the receipt names ${receipt.thumbprint}`,
      },
    basicConstraints?.isCa === true && {
      code: 'is-a-ca',
      message: 'the certificate is a CA certificate, which can sign others',
    },
    !extendedKeyUsage?.includes(CLIENT_AUTH_OID) && {
      code: 'eku-missing',
      message:
        'the certificate is not for client authentication, so browsers do not offer it and Entra ID refuses it',
    },
    keyUsage !== null &&
      !keyUsage.includes('digitalSignature') && {
        code: 'key-usage-missing',
        message: 'the key must not sign (no digitalSignature), so browsers do not offer the certificate',
      },
    now < facts.notBefore && {
      code: 'not-yet-valid',
      message: `the certificate is not valid before ${formatDay(facts.notBefore)}`,
      hint: 'wait until then, or check this machine’s clock',
    },
    now > facts.notAfter
      ? { code: 'expired', message: `the certificate expired on ${formatDay(facts.notAfter)}` }
      : daysLeft(facts.notAfter, now) < context.warnDays && {
          code: 'expires-soon',
          severity: 'warning',
          message: `the certificate expires on ${formatDay(facts.notAfter)}, in ${counted(daysLeft(facts.notAfter, now), 'day')}`,
          hint: 'recreate the stick soon: `certstick regenerate NAME`',
        },
  ]
  return faults.flatMap((fault) => (fault === false ? [] : toFinding({ ...fault, subject })))
}

/** Whether that root signed the certificate, and expires no earlier. */
export function checkChain(leaf: X509Certificate, root: X509Certificate, subject: string): Finding[] {
  // checkIssued compares names, key identifiers and key usage; verify the signature itself.
  if (!leaf.checkIssued(root) || !leaf.verify(root.publicKey)) {
    const message = `the certificate was not signed by ${MEDIA_PATHS.rootCertificate}`
    return [toFinding({ code: 'chain-broken', subject, message })]
  }
  if (new Date(leaf.validTo) <= new Date(root.validTo)) return []
  const message = `the certificate expires after its root, which expires on ${root.validTo}`
  return [toFinding({ code: 'outlives-root', subject, message })]
}

/** What OpenSSL said when the PFX signed in to a server that trusts the stick's root, and no rule explains. */
export function checkVerdict(refusal: string | null, subject: string): Finding[] {
  if (refusal === null) return []
  const message = `OpenSSL refuses the certificate under ${MEDIA_PATHS.rootCertificate} (${refusal}), and Entra ID may refuse it too`
  return [toFinding({ code: 'chain-refused', subject, message })]
}

/** The user of the receipt. Without a receipt, the user that the PFX is named after. */
function isFor(
  { userPrincipalNames: [only, ...more] }: CertificateFacts,
  context: CertificateContext,
): boolean {
  if (only === undefined || more.length > 0) return false
  if (context.receipt !== null) return only === context.receipt.userPrincipalName
  const localPart = only.slice(0, only.lastIndexOf('@'))
  return context.subject.toLowerCase().endsWith(`/${localPart.toLowerCase()}-cba.pfx`)
}
