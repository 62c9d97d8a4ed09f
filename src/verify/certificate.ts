// The user's certificate as Windows, Entra and Chromium will judge it. Reads with OpenSSL (node:crypto) and with the
// strict reader of `x509/inspect.ts`, neither of which took part in making it.
import { X509Certificate } from 'node:crypto'
import type { Finding } from '../finding.ts'
import type { Receipt } from '../receipt.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { CLIENT_AUTH_OID } from '../x509/oids.ts'

/** What the certificate is held against; the root is the stick's `Certs/rootCA.cer`, DER. */
export interface CertificateContext {
  readonly root: Uint8Array
  readonly receipt: Receipt
  readonly now: Date
}

export function checkCertificate(der: Uint8Array, { root, receipt, now }: CertificateContext): Finding[] {
  const findings: Finding[] = []
  const check = (holds: boolean, code: string, message: string): void => {
    if (!holds)
      findings.push({
        severity: 'error',
        code,
        message,
        hint: 'make the media again',
        subject: 'certificate',
      })
  }
  const leaf = new X509Certificate(der)
  const issuer = new X509Certificate(root)
  const facts = inspectCertificate(der)

  check(thumbprint(der) === receipt.thumbprint, 'thumbprint-differs', `the PFX holds ${thumbprint(der)}`)
  check(
    facts.userPrincipalNames.length === 1 && facts.userPrincipalNames[0] === receipt.userPrincipalName,
    'upn-differs',
    `the certificate is for ${facts.userPrincipalNames.join(', ') || 'nobody'}`,
  )
  // checkIssued compares names, key identifiers and key usage; verify the signature itself.
  const chained = leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey)
  check(chained, 'chain-broken', 'the certificate does not lead to the root certificate on the stick')
  check(!leaf.ca, 'is-a-ca', 'the certificate may sign others')
  check(
    leaf.keyUsage?.includes(CLIENT_AUTH_OID) === true, // node calls the extended key usage so
    'eku-missing',
    'the certificate is not for client authentication, so no browser offers it',
  )
  check(
    facts.keyUsage === null || facts.keyUsage.usages.includes('digitalSignature'),
    'key-usage-missing',
    'the key may not sign, so no browser offers the certificate',
  )
  check(new Date(leaf.validFrom) <= now, 'not-yet-valid', `the certificate is valid from ${leaf.validFrom}`)
  check(now <= new Date(leaf.validTo), 'expired', `the certificate expired on ${leaf.validTo}`)
  check(
    new Date(leaf.validTo) <= new Date(issuer.validTo),
    'outlives-root',
    `the certificate outlives its root, which expires on ${issuer.validTo}`,
  )
  return findings
}
