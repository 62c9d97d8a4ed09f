// The inventory as the database of `openssl ca`: index.txt, its serial and CRL numbers, the certificates, and a
// configuration that names them. Pure. Source: OpenSSL's ca(1) and apps/ca.c, which define the format.

import type { Instant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import type { Reader } from '../inventory/reader.ts'
import type { RevocationReason } from '../inventory/reasons.ts'
import { commonNameOf } from '../x509/certificate.ts'
import { encodePem } from '../x509/pem.ts'

/** One file of the database: a path with slashes below its folder. */
export interface IndexFile {
  readonly path: string
  readonly text: string
}

/** What apps/ca.c calls the reasons; it knows no others, so these two are revoked without one. */
const REASONS: Readonly<Record<RevocationReason, string>> = {
  unspecified: '',
  keyCompromise: ',keyCompromise',
  cACompromise: ',CACompromise',
  affiliationChanged: ',affiliationChanged',
  superseded: ',superseded',
  cessationOfOperation: ',cessationOfOperation',
  certificateHold: ',certificateHold',
  privilegeWithdrawn: '',
  aACompromise: '',
}

/**
 * The files one by one: a certificate is read when its turn comes. What was only intended is left out unless it is
 * revoked, since nobody may ever have signed it.
 * @param nextSerialNumber hex, for what `openssl ca` itself would issue
 */
export function* exportIndex(inventory: Reader, nextSerialNumber: string): Generator<IndexFile> {
  const rows: string[] = []
  for (const certificate of inventory.certificates()) {
    if (certificate.issuedAt === null && certificate.revokedAt === null) continue
    rows.push(formatRow(certificate))
    const der = inventory.document(certificate.serialNumber)
    if (der === null) continue
    const path = `newcerts/${formatNumber(certificate.serialNumber)}.pem`
    yield { path, text: encodePem('CERTIFICATE', der) }
  }
  yield { path: 'openssl.cnf', text: CONFIGURATION }
  yield { path: 'index.txt', text: rows.join('') }
  yield { path: 'index.txt.attr', text: 'unique_subject = no\n' } // because a device after device has one subject
  yield { path: 'serial', text: `${formatNumber(nextSerialNumber)}\n` }
  const crlNumber = inventory.lastCrlNumber() + 1n
  yield { path: 'crlnumber', text: `${formatNumber(crlNumber.toString(16))}\n` }
}

/** `V` or `R`, notAfter, revocation, serial number, file, subject; between tabs. `openssl ca -updatedb` makes `E`. */
function formatRow(certificate: Certificate): string {
  const { serialNumber, userPrincipalName, notAfter, revokedAt, reason } = certificate
  const revoked = revokedAt === null ? '' : `${formatTime(revokedAt)}${REASONS[reason ?? 'unspecified']}`
  const state = revokedAt === null ? 'V' : 'R'
  const subject = `/CN=${escapeName(commonNameOf(userPrincipalName))}`
  return `${[state, formatTime(notAfter), revoked, formatNumber(serialNumber), 'unknown', subject].join('\t')}\n`
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
function formatTime(instant: Instant): string {
  const digits = instant.replaceAll(/[-:T]/g, '')
  return instant < '2050' ? digits.slice(2) : digits
}

/** Upper-case hex of whole bytes. */
function formatNumber(hex: string): string {
  return (hex.length % 2 === 0 ? hex : `0${hex}`).toUpperCase()
}

/** As X509_NAME_oneline does: what is not printable ASCII, bytewise; so no tab or line end can be in it. */
function escapeName(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(
      /[^\x20-\x7e]/g,
      (byte) => `\\x${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
}

/** To be run in the export's folder; the root's key stays where it is. */
const CONFIGURATION = `# openssl ca -config openssl.cnf -status SERIAL
# openssl ca -config openssl.cnf -gencrl -keyfile ../ca/rootCA.key -out rootCA.crl.pem
[ca]
default_ca = certstick

[certstick]
dir = .
database = $dir/index.txt
serial = $dir/serial
crlnumber = $dir/crlnumber
new_certs_dir = $dir/newcerts
certificate = $dir/rootCA.crt
private_key = $dir/rootCA.key
default_md = sha256
default_days = 365
default_crl_days = 30
crl_extensions = crl
policy = any
unique_subject = no

[crl]
authorityKeyIdentifier = keyid

[any]
commonName = supplied
`
