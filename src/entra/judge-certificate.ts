// What can be said of a certificate before the tenant is asked.
import { isSignedBy } from '../authority/root-certificate.ts'
import type { Finding } from '../finding.ts'
import { formatDay } from '../instant.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { makeFinding } from './codes.ts'

export interface ExpectedRoot {
  /** DER. */
  readonly certificate: Uint8Array
  readonly facts: CertificateFacts
}

/** @param der the user's certificate */
export function judgeCertificate(der: Uint8Array, root: ExpectedRoot, now: Date): Finding[] {
  return whyUnusable(der, root, now).map((why) =>
    makeFinding(
      'error',
      'certificate-unusable',
      `this certificate ${why}`,
      'issue a new one: certstick regenerate',
    ),
  )
}

function whyUnusable(der: Uint8Array, root: ExpectedRoot, now: Date): readonly string[] {
  const facts = inspectCertificate(der)
  const identifier = Buffer.from(authorityIdentifierOf(root.facts)).toString('hex')
  const isOfRoot = facts.authorityKeyIdentifier === identifier && isSignedBy(der, root.certificate)
  return [
    ...(now > facts.notAfter ? [`expired on ${formatDay(facts.notAfter)}`] : []),
    ...(now < facts.notBefore ? [`is not valid before ${formatDay(facts.notBefore)}`] : []),
    ...(facts.userPrincipalNames.length === 0 ? ['has no user principal name'] : []),
    ...(facts.authorityKeyIdentifier === null ? ['has no authority key identifier'] : []),
    ...(facts.authorityKeyIdentifier !== null && !isOfRoot ? ['was not issued by this root CA'] : []),
  ]
}
