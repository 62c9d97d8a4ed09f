// The inventory as the database of `openssl ca`: index.txt, its serial and CRL numbers, the certificates, and a
// configuration that names them. Pure. Source: OpenSSL's ca(1) and apps/ca.c, which define the format.

import { unlessRefused } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import type { Reader } from '../inventory/reader.ts'
import type { RevocationReason } from '../inventory/reasons.ts'
import { commonNameOf } from '../x509/certificate.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { encodePem } from '../x509/pem.ts'
import { formatCommonName, formatSubject } from './index-subject.ts'

/** One file of the database. The path is relative, with `/`. */
export interface IndexFile {
  readonly path: string
  readonly text: string
}

/** The names of the reasons in apps/ca.c. It does not know all, so some are exported without a reason. */
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
 * The files one by one, so that each certificate is read when it is written. Certificates that were only intended are left
 * out unless they are revoked, because they may never have been signed.
 * @param nextSerialNumber hex, for what `openssl ca` itself would issue
 */
export function* exportIndex(inventory: Reader, nextSerialNumber: string): Generator<IndexFile> {
  const rows: string[] = []
  for (const certificate of inventory.certificates()) {
    if (certificate.issuedAt === null && certificate.revokedAt === null) continue
    const der = inventory.document(certificate.serialNumber)
    rows.push(formatRow(certificate, der))
    if (der === null) continue
    const path = `newcerts/${formatNumber(certificate.serialNumber)}.pem`
    yield { path, text: encodePem('CERTIFICATE', der) }
  }
  yield { path: 'openssl.cnf', text: CONFIGURATION }
  yield { path: 'index.txt', text: rows.join('') }
  yield { path: 'index.txt.attr', text: 'unique_subject = no\n' } // several devices of one user have the same subject
  yield { path: 'serial', text: `${formatNumber(nextSerialNumber)}\n` }
  const crlNumber = inventory.lastCrlNumber() + 1n
  yield { path: 'crlnumber', text: `${formatNumber(crlNumber.toString(16))}\n` }
}

/** `V` or `R`, notAfter, revocation, serial number, file, subject; between tabs. `openssl ca -updatedb` makes `E`. */
function formatRow(certificate: Certificate, der: Uint8Array | null): string {
  const { serialNumber, userPrincipalName, notAfter, revokedAt, reason } = certificate
  const revoked = revokedAt === null ? '' : `${formatTime(revokedAt)}${REASONS[reason ?? 'unspecified']}`
  const state = revokedAt === null ? 'V' : 'R'
  const subject = subjectIn(der) ?? formatCommonName(commonNameOf(userPrincipalName))
  return `${[state, formatTime(notAfter), revoked, formatNumber(serialNumber), 'unknown', subject].join('\t')}\n`
}

/** Null: the inventory has no certificate, or a damaged one, which is no reason to export nothing. */
function subjectIn(der: Uint8Array | null): string | null {
  return der === null ? null : unlessRefused(() => formatSubject(inspectCertificate(der).subjectDer), null)
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

/** For use in the export's folder. The root's key is not exported. */
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
