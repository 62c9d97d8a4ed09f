// What Entra ID takes from a certificate when it looks for the user: the values of each field that a binding can name.
import { certificateUserIds, formatIssuerRule } from '../x509/certificate-user-ids.ts'
import { inspectCertificate } from '../x509/inspect.ts'

export interface CertificateValues {
  readonly userPrincipalNames: readonly string[]
  readonly emailAddresses: readonly string[]
  /** The texts of certificateUserIds by the field of a binding, in lower case; without those that the certificate lacks. */
  readonly userIds: Readonly<Record<string, string>>
  /** As rules write it. */
  readonly issuer: string
  /** OIDs. */
  readonly policies: readonly string[]
}

/** @throws UserError wrong-input: not a certificate */
export function readCertificateValues(der: Uint8Array): CertificateValues {
  const facts = inspectCertificate(der)
  const ids = certificateUserIds(der)
  const byField = {
    principalname: ids.principalName,
    rfc822name: ids.rfc822Name,
    subjectkeyidentifier: ids.subjectKeyIdentifier,
    sha1publickey: ids.sha1PublicKey,
    issuerandserialnumber: ids.issuerAndSerialNumber,
    issuerandsubject: ids.issuerAndSubject,
    subject: ids.subject,
  }
  return {
    userPrincipalNames: facts.userPrincipalNames,
    emailAddresses: facts.emailAddresses,
    userIds: Object.fromEntries(Object.entries(byField).filter((entry) => entry[1] !== null)) as Record<
      string,
      string
    >,
    issuer: formatIssuerRule(facts.issuerDer),
    policies: facts.certificatePolicies,
  }
}

/** Of a certificate that is not made yet: only its name is known. @param rootNameDer Name, DER */
export function plannedValues(userPrincipalName: string, rootNameDer: Uint8Array): CertificateValues {
  return {
    userPrincipalNames: [userPrincipalName],
    emailAddresses: [],
    userIds: { principalname: `X509:<PN>${userPrincipalName}` },
    issuer: formatIssuerRule(rootNameDer),
    policies: [],
  }
}
