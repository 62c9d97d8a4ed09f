// The user's certificate as Windows, Entra and Chromium will judge it. Reads with OpenSSL (node:crypto) and with the
// strict reader of `x509/inspect.ts`, neither of which took part in making it.
import { X509Certificate } from 'node:crypto'
import { UserError } from '../errors.ts'
import { type Finding, formatDays } from '../finding.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import type { Receipt } from '../media/receipt.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { CLIENT_AUTH_OID } from '../x509/oids.ts'
import { type Fault, toFinding } from './faults.ts'

/** What the certificate is held against. */
export interface CertificateContext {
  /** Path of the PFX that it came from. */
  readonly subject: string
  readonly receipt: Receipt | null
  readonly now: Date
  /** A certificate that ends within so many days is warned of. */
  readonly warnDays: number
}

/** The stick's own root, or why it is none: what `certutil -addstore Root` would take in. */
export function readRoot(der: Uint8Array, now: Date): X509Certificate | Finding {
  const subject = MEDIA_PATHS.rootCertificate
  const refuse = (code: string, message: string) => toFinding({ code, subject, message })
  try {
    const { notAfter, basicConstraints } = inspectCertificate(der)
    if (basicConstraints?.isCa === false) return refuse('root-not-ca', `${subject} is no CA’s certificate`)
    if (now > notAfter) {
      const message = `the root expired on ${day(notAfter)}, and every certificate that it signed with it`
      const hint = 'make a new root CA, give it to Entra ID, and make the media again'
      return toFinding({ code: 'root-expired', subject, message, hint })
    }
    const certificate = new X509Certificate(der)
    if (certificate.publicKey.type !== 'public') {
      return refuse('root-malformed', `${subject} has no public key`)
    }
    return certificate
  } catch (error) {
    const reason = error instanceof UserError ? `: ${error.message}` : ''
    return refuse('root-malformed', `${subject} is no certificate in DER${reason}`)
  }
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
      message: `the certificate is for ${upn}, and ${receipt === null ? subject : `the receipt is ${receipt.userPrincipalName}’s`}`,
    },
    receipt !== null &&
      thumbprint(der) !== receipt.thumbprint && {
        code: 'thumbprint-differs',
        message: `the PFX holds the certificate ${thumbprint(der)}, and the receipt names ${receipt.thumbprint}`,
      },
    basicConstraints?.isCa === true && { code: 'is-a-ca', message: 'the certificate may sign others' },
    !extendedKeyUsage?.includes(CLIENT_AUTH_OID) && {
      code: 'eku-missing',
      message:
        'the certificate is not for client authentication, so browsers do not offer it, nor does Entra ID take it',
    },
    keyUsage !== null &&
      !keyUsage.usages.includes('digitalSignature') && {
        code: 'key-usage-missing',
        message: 'the key may not sign, so browsers do not offer the certificate',
      },
    now < facts.notBefore && {
      code: 'not-yet-valid',
      message: `the certificate is valid from ${day(facts.notBefore)} only`,
      hint: 'wait until then, or check this machine’s clock',
    },
    now > facts.notAfter
      ? { code: 'expired', message: `the certificate expired on ${day(facts.notAfter)}` }
      : daysLeft(facts.notAfter, now) < context.warnDays && {
          code: 'expires-soon',
          severity: 'warning',
          message: `the certificate expires on ${day(facts.notAfter)}, in ${formatDays(daysLeft(facts.notAfter, now))}`,
          hint: 'make the media again soon, or with more --days',
        },
  ]
  return faults.flatMap((fault) => (fault === false ? [] : toFinding({ ...fault, subject })))
}

/** Whether the certificate leads to that root, and ends before it. */
export function checkChain(leaf: X509Certificate, root: X509Certificate, subject: string): Finding[] {
  // checkIssued compares names, key identifiers and key usage; verify the signature itself.
  if (!leaf.checkIssued(root) || !leaf.verify(root.publicKey)) {
    const message = `the certificate does not lead to ${MEDIA_PATHS.rootCertificate}`
    return [toFinding({ code: 'chain-broken', subject, message })]
  }
  if (new Date(leaf.validTo) <= new Date(root.validTo)) return []
  const message = `the certificate outlives its root, which expires on ${root.validTo}`
  return [toFinding({ code: 'outlives-root', subject, message })]
}

/** Days on the calendar, UTC, as `list` counts them; 0 on the last, less once it has expired. */
export function daysLeft(notAfter: Date, now: Date): number {
  const days = Math.floor(notAfter.getTime() / DAY) - Math.floor(now.getTime() / DAY)
  return now > notAfter ? Math.min(days, -1) : days
}

const DAY = 86_400_000

/** The receipt's user; without one, whom the PFX is named after (windows.md §7). */
function isFor(
  { userPrincipalNames: [only, ...more] }: CertificateFacts,
  context: CertificateContext,
): boolean {
  if (only === undefined || more.length > 0) return false
  if (context.receipt !== null) return only === context.receipt.userPrincipalName
  const localPart = only.slice(0, only.lastIndexOf('@'))
  return context.subject.toLowerCase().endsWith(`/${localPart.toLowerCase()}-cba.pfx`)
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
