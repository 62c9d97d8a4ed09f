// Takes certificates into the ledger that were made before certstick: from the certificates themselves, from an
// index that names them, or both. Pure: what it gives is appended by the caller.
import { type Problem, UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { readName } from '../x509/name.ts'
import { decodePem } from '../x509/pem.ts'
import type { IndexRow } from './index-import.ts'
import {
  type CrlIssued,
  type Issued,
  type LedgerEvent,
  type LedgerState,
  nextCrlNumber,
  type Revoked,
} from './ledger.ts'
import { type Authority, isSignedBy } from './root-certificate.ts'
import { decodeText } from './root-text.ts'

/** A file that may hold certificates of the root. */
export interface CertificateFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A certificate that this root has signed. */
export interface FoundCertificate {
  /** DER. */
  readonly certificate: Uint8Array
  readonly facts: CertificateFacts
}

export interface FoundCertificates {
  readonly found: readonly FoundCertificate[]
  /** Serial numbers of certificates that are not this root's, for what an index says of them. */
  readonly strangers: ReadonlySet<string>
  /** Each file that holds a stranger, or no certificate. */
  readonly problems: readonly Problem[]
}

/** Those that this root signed; the root itself is passed over. */
export function findCertificates(files: readonly CertificateFile[], root: Authority): FoundCertificates {
  const found: FoundCertificate[] = []
  const strangers = new Set<string>()
  const problems: Problem[] = []
  for (const { name, bytes } of files) {
    try {
      for (const certificate of certificatesIn(bytes)) {
        if (Buffer.compare(certificate, root.certificate) === 0) continue
        const facts = inspectCertificate(certificate)
        const isNamed = Buffer.compare(facts.issuerDer, root.facts.subjectDer) === 0
        if (isNamed && isSignedBy(certificate, root.certificate)) {
          found.push({ certificate, facts })
        } else {
          strangers.add(facts.serialNumber)
          problems.push({ field: name, message: 'was not issued by this root CA' })
        }
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      problems.push({ field: name, message: error.message })
    }
  }
  return { found, strangers, problems }
}

/** What is not on record yet, issues first, then revocations. Twice the same certificate counts once. */
export function takeOver(
  given: { readonly found: readonly FoundCertificate[]; readonly rows: readonly IndexRow[] },
  state: LedgerState,
  now: Date,
): readonly LedgerEvent[] {
  const at = formatInstant(now)
  const issues = new Map<string, Issued>()
  for (const found of given.found) issues.set(found.facts.serialNumber, issueOf(found, at))
  for (const row of given.rows) {
    if (!issues.has(row.serialNumber)) issues.set(row.serialNumber, issueOfRow(row, at))
  }
  const isRevoked = (serialNumber: string) => (state.entries.get(serialNumber)?.revocation ?? null) !== null
  const revoked = new Map<string, Revoked>()
  for (const { serialNumber, revocation } of given.rows) {
    if (revocation !== null && !isRevoked(serialNumber)) {
      revoked.set(serialNumber, { event: 'revoked', serialNumber, ...revocation })
    }
  }
  const isNew = ({ serialNumber }: Issued) => (state.entries.get(serialNumber)?.issuedAt ?? null) === null
  return [...[...issues.values()].filter(isNew), ...revoked.values()]
}

/** So that the next CRL has a higher number than the last one of openssl; none where ours is higher already. */
export function takeOverCrlNumber(
  nextNumber: bigint | null,
  state: LedgerState,
  now: Date,
): readonly CrlIssued[] {
  if (nextNumber === null || nextNumber <= nextCrlNumber(state)) return []
  const crlNumber = (nextNumber - 1n).toString()
  return [{ event: 'crl', at: formatInstant(now), crlNumber, thisUpdate: null, nextUpdate: null }]
}

function issueOf({ certificate, facts }: FoundCertificate, at: string): Issued {
  const name = facts.userPrincipalNames[0] ?? commonName(facts.subjectDer) ?? facts.serialNumber
  return {
    event: 'issued',
    at,
    serialNumber: facts.serialNumber,
    thumbprint: thumbprint(certificate),
    notBefore: formatInstant(facts.notBefore),
    notAfter: formatInstant(facts.notAfter),
    userPrincipalName: name,
    device: null,
    name,
    answers: {},
    certificate: Buffer.from(certificate).toString('base64'),
  }
}

function issueOfRow({ serialNumber, notAfter, subject }: IndexRow, at: string): Issued {
  const unknown = { thumbprint: null, notBefore: null, device: null, answers: {}, certificate: null }
  return {
    event: 'issued',
    at,
    serialNumber,
    notAfter,
    userPrincipalName: subject,
    name: subject,
    ...unknown,
  }
}

function commonName(subjectDer: Uint8Array): string | null {
  const attributes = readName(subjectDer).flat()
  return attributes.findLast(({ oid }) => oid === '2.5.4.3')?.value ?? null // RFC 5280 appendix A.1, id-at-commonName
}

function certificatesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const text = decodeText(bytes)
  if (text === null) return [bytes]
  return decodePem(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ der }) => der)
}
