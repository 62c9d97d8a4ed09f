// The ledger as the database of `openssl ca`: index.txt, its serial and CRL numbers, the certificates, and a
// configuration that names them. Pure. Source: OpenSSL's ca(1) and apps/ca.c, which define the format.

import type { Instant } from '../instant.ts'
import { commonNameOf } from '../x509/certificate.ts'
import { encodePem } from '../x509/pem.ts'
import type { RevocationReason } from './crl-entries.ts'
import { type Issued, type LedgerEntry, type LedgerState, nextCrlNumber } from './ledger.ts'

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
export function* exportIndex(
  state: LedgerState,
  nextSerialNumber: string,
  readIssued: (entry: LedgerEntry) => Issued | null,
): Generator<IndexFile> {
  const entries = [...state.entries.values()].filter(
    (entry) => entry.issuedAt !== null || entry.revocation !== null,
  )
  yield { path: 'openssl.cnf', text: CONFIGURATION }
  yield { path: 'index.txt', text: entries.map(formatRow).join('') }
  yield { path: 'index.txt.attr', text: 'unique_subject = no\n' } // because a device after device has one subject
  yield { path: 'serial', text: `${formatNumber(nextSerialNumber)}\n` }
  yield { path: 'crlnumber', text: `${formatNumber(nextCrlNumber(state).toString(16))}\n` }
  for (const entry of entries) {
    const certificate = readIssued(entry)?.certificate ?? null
    if (certificate === null) continue
    const path = `newcerts/${formatNumber(entry.serialNumber)}.pem`
    yield { path, text: encodePem('CERTIFICATE', Buffer.from(certificate, 'base64')) }
  }
}

/** `V` or `R`, notAfter, revocation, serial number, file, subject; between tabs. `openssl ca -updatedb` makes `E`. */
function formatRow(entry: LedgerEntry): string {
  const { revocation } = entry
  const revoked = revocation === null ? '' : `${formatTime(revocation.at)}${REASONS[revocation.reason]}`
  const state = revocation === null ? 'V' : 'R'
  const subject = `/CN=${escapeName(commonNameOf(entry.userPrincipalName))}`
  return `${[state, formatTime(entry.notAfter), revoked, formatNumber(entry.serialNumber), 'unknown', subject].join('\t')}\n`
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
