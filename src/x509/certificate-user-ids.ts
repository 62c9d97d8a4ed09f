// The texts by which Entra ID can bind a certificate to a user (certificateUserIds). Source: Microsoft, "Map to the
// certificateUserIds attribute in Microsoft Entra ID".
import { thumbprint } from './identifiers.ts'
import { inspectCertificate } from './inspect.ts'
import { type ReadAttribute, readName } from './name.ts'

/** One text per binding; null if the certificate lacks the data for it. */
export interface CertificateUserIds {
  readonly principalName: string | null
  readonly rfc822Name: string | null
  /** High affinity, as are the next two. */
  readonly subjectKeyIdentifier: string | null
  readonly sha1PublicKey: string
  readonly issuerAndSerialNumber: string
  readonly issuerAndSubject: string
  readonly subject: string
}

/** @param der the user's certificate @throws UserError wrong-input: not a certificate */
export function certificateUserIds(der: Uint8Array): CertificateUserIds {
  const facts = inspectCertificate(der)
  const issuer = formatDirectoryName(facts.issuerDer)
  const subject = formatDirectoryName(facts.subjectDer)
  const [upn] = facts.userPrincipalNames
  const [mail] = facts.emailAddresses
  const keyIdentifier = facts.subjectKeyIdentifier
  return {
    principalName: upn === undefined ? null : `X509:<PN>${upn}`,
    rfc822Name: mail === undefined ? null : `X509:<RFC822>${mail}`,
    subjectKeyIdentifier: keyIdentifier === null ? null : `X509:<SKI>${keyIdentifier.toUpperCase()}`,
    // despite its name it is the certificate's thumbprint, in Microsoft's own cmdlet too
    sha1PublicKey: `X509:<SHA1-PUKEY>${thumbprint(der)}`,
    issuerAndSerialNumber: `X509:<I>${issuer}<SR>${reverseBytes(facts.serialNumber)}`,
    issuerAndSubject: `X509:<I>${issuer}<S>${subject}`,
    subject: `X509:<S>${subject}`,
  }
}

/** Those that name this certificate, and no other of the user. */
export function ownUserIds(der: Uint8Array): readonly string[] {
  const { subjectKeyIdentifier, sha1PublicKey, issuerAndSerialNumber } = certificateUserIds(der)
  return [
    ...(subjectKeyIdentifier === null ? [] : [subjectKeyIdentifier]),
    sha1PublicKey,
    issuerAndSerialNumber,
  ]
}

/** `48ef…b2` → `b2…ef48`: the last byte first. */
export function reverseBytes(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex')
}

/** Windows' names of attribute types (CertNameToStr). All others are written as OID.n.n. */
const WINDOWS_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'SERIALNUMBER',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'S',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'T',
  '2.5.4.42': 'G',
  '2.5.4.43': 'I',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
}

/** The name of an issuer in Entra's rules: the last part first, as in Microsoft's samples, `CN=Contoso CA,DC=contoso,DC=com`. */
export function formatIssuerRule(nameDer: Uint8Array): string {
  return formatRdns([...readName(nameDer)].reverse())
}

/** In encoded order, commas without spaces after them. */
function formatDirectoryName(nameDer: Uint8Array): string {
  return formatRdns(readName(nameDer))
}

function formatRdns(rdns: ReturnType<typeof readName>): string {
  return rdns.map((rdn) => rdn.map(formatAttribute).join(' + ')).join(',')
}

function formatAttribute({ oid, value, der }: ReadAttribute): string {
  const text = value ?? `#${Buffer.from(der).toString('hex').toUpperCase()}`
  return `${WINDOWS_NAMES[oid] ?? `OID.${oid}`}=${quote(text)}`
}

/** Quotes as CertNameToStr does: for separators, quotes, or a space at an end. A quote inside is doubled. */
function quote(text: string): string {
  return /^$|^\s|\s$|[,+="\n<>#;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
