// Reads the database of `openssl ca`, so that its certificates can be listed and revoked with certstick.
// Pure. Source: OpenSSL's apps/ca.c, which defines the format of index.txt.
import { type Problem, throwProblems } from '../errors.ts'
import { formatInstant, type Instant } from '../instant.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../inventory/reasons.ts'

/** One line of index.txt. */
export interface IndexRow {
  readonly serialNumber: string
  readonly notAfter: Instant
  readonly revocation: { readonly revokedAt: Instant; readonly reason: RevocationReason } | null
  /** The common name, or else the whole subject as OpenSSL writes it on one line. */
  readonly subject: string
}

/** Reasons that apps/ca.c names differently from RFC 5280. Compared in lower case, as in apps/ca.c. */
const OTHER_REASONS: Readonly<Record<string, RevocationReason>> = {
  '': 'unspecified',
  holdinstruction: 'certificateHold',
  keytime: 'keyCompromise',
  cakeytime: 'cACompromise',
  removefromcrl: 'unspecified',
}

/** @throws UserError wrong-input: each line that cannot be read is a problem */
export function parseIndex(text: string): readonly IndexRow[] {
  const problems: Problem[] = []
  const rows: IndexRow[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue
    const row = parseRow(line)
    if (typeof row === 'string') problems.push({ field: `index.txt line ${index + 1}`, message: row })
    else rows.push(row)
  }
  throwProblems('index.txt cannot be imported', problems)
  return rows
}

/** The number of openssl's next CRL: hex, as in the file crlnumber. Null: it is not a number. */
export function parseCrlNumber(text: string): bigint | null {
  const hex = text.trim()
  return /^[0-9A-Fa-f]{1,40}$/.test(hex) ? BigInt(`0x${hex}`) : null // RFC 5280 §5.2.3: at most 20 octets
}

function parseRow(line: string): IndexRow | string {
  const [state = '', expiry = '', revoked = '', serial = '', , subject, ...more] = line.split('\t')
  if (subject === undefined || more.length > 0) return 'expected six columns, separated by tabs'
  if (!/^[VRE]$/.test(state)) return `"${state}" is not a state; expected V, R or E`
  const notAfter = parseTime(expiry)
  if (notAfter === null) return `"${expiry}" is not a time; expected YYMMDDHHMMSSZ`
  if (!/^[0-9A-Fa-f]{1,40}$/.test(serial)) return `"${serial}" is not a serial number; expected hex`
  const revocation = state === 'R' ? parseRevocation(revoked) : null
  if (typeof revocation === 'string') return revocation
  return { serialNumber: normalSerialNumber(serial), notAfter, revocation, subject: commonName(subject) }
}

function parseRevocation(text: string): IndexRow['revocation'] | string {
  const [time = '', reasonText = ''] = text.split(',')
  const revokedAt = parseTime(time)
  if (revokedAt === null) return `"${time}" is not a time of revocation; expected YYMMDDHHMMSSZ`
  const lower = reasonText.toLowerCase()
  const known = Object.keys(REVOCATION_REASONS).find((name) => name.toLowerCase() === lower)
  const reason = (known as RevocationReason | undefined) ?? OTHER_REASONS[lower]
  return reason === undefined ? `"${reasonText}" is not a reason for revocation` : { revokedAt, reason }
}

/** UTCTime, whose years are 1950 to 2049, or GeneralizedTime (RFC 5280 §4.1.2.5). */
function parseTime(text: string): Instant | null {
  const parts = /^(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (parts === null) return null
  const [, year = '', month, day, hour, minute, second] = parts
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19'
  const moment = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(moment.getTime()) ? null : formatInstant(moment)
}

/** As in the inventory: lower case, whole bytes, no leading zero byte. */
function normalSerialNumber(hex: string): string {
  const digits = hex.toLowerCase().replace(/^0+(?=.)/, '')
  return digits.length % 2 === 0 ? digits : `0${digits}`
}

/** OpenSSL writes bytes that are not ASCII as `\xC3`, and since 3.0 a slash or plus with a backslash. */
function commonName(subject: string): string {
  const name = /\/CN=((?:\\.|[^/\\])*)/.exec(subject)?.[1] ?? subject
  const bytes = Buffer.from(name)
    .toString('latin1')
    .replace(/\\(?:x([0-9A-F]{2})|([/+]))/g, (_, hex = '', escaped = '') =>
      hex === '' ? escaped : String.fromCharCode(Number.parseInt(hex, 16)),
    )
  return Buffer.from(bytes, 'latin1').toString()
}
