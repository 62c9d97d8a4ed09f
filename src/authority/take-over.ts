// Imports certificates of other tools into the inventory: from certificate files, from an index, or from both.
import { type Problem, UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Import, Writer } from '../inventory/writer.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { readName } from '../x509/name.ts'
import { readParts } from './file-parts.ts'
import type { IndexRow } from './index-import.ts'
import { type Authority, isSignedBy } from './root-certificate.ts'

/** A file that may contain certificates of the root. */
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
  /** Serial numbers of certificates of other roots, whose rows in an index are not imported. */
  readonly strangers: ReadonlySet<string>
  /** A problem for each file with a certificate of another root, or with none. */
  readonly problems: readonly Problem[]
}

/** The certificates that this root signed, without the root itself. */
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

export interface TakenOver {
  readonly certificates: number
  readonly revocations: number
}

/** Records the certificates that the inventory does not have yet, each once. */
export function takeOver(
  { found, rows }: { readonly found: readonly FoundCertificate[]; readonly rows: readonly IndexRow[] },
  writer: Writer,
): TakenOver {
  const { inventory } = writer
  const imports = new Map<string, Import>()
  for (const one of found) imports.set(one.facts.serialNumber, importOf(one))
  for (const row of rows) if (!imports.has(row.serialNumber)) imports.set(row.serialNumber, importOfRow(row))
  let [certificates, revocations] = [0, 0]
  for (const one of imports.values()) {
    const known = inventory.find(one.serialNumber)
    const completes = known?.thumbprint === null && one.der !== null
    if (known !== null && known.issuedAt !== null && !completes) continue
    writer.import(one)
    certificates++
  }
  for (const { serialNumber, revocation } of rows) {
    if (revocation === null || inventory.find(serialNumber)?.revokedAt !== null) continue
    writer.revoke(serialNumber, { reason: revocation.reason, revokedAt: revocation.at })
    revocations++
  }
  return { certificates, revocations }
}

/**
 * Makes the next CRL's number higher than that of openssl's last one.
 * @returns openssl's last number; null if ours is already higher
 */
export function takeOverCrlNumber(nextNumber: bigint | null, writer: Writer): bigint | null {
  if (nextNumber === null || nextNumber - 1n <= writer.inventory.lastCrlNumber()) return null
  writer.importCrl(nextNumber - 1n)
  return nextNumber - 1n
}

function importOf({ certificate, facts }: FoundCertificate): Import {
  const name = facts.userPrincipalNames[0] ?? commonName(facts.subjectDer) ?? facts.serialNumber
  return {
    serialNumber: facts.serialNumber,
    userPrincipalName: name,
    name,
    thumbprint: thumbprint(certificate),
    notBefore: formatInstant(facts.notBefore),
    notAfter: formatInstant(facts.notAfter),
    der: certificate,
  }
}

function importOfRow({ serialNumber, notAfter, subject }: IndexRow): Import {
  const unknown = { thumbprint: null, notBefore: null, der: null }
  return { serialNumber, notAfter, userPrincipalName: subject, name: subject, ...unknown }
}

function commonName(subjectDer: Uint8Array): string | null {
  const attributes = readName(subjectDer).flat()
  return attributes.findLast(({ oid }) => oid === '2.5.4.3')?.value ?? null // RFC 5280 appendix A.1, id-at-commonName
}

/** What is not known is taken for a certificate, so that it is refused as one. */
function certificatesIn(bytes: Uint8Array): readonly Uint8Array[] {
  return readParts(bytes)
    .filter(({ kind }) => kind === 'certificate' || kind === 'unknown')
    .map(({ bytes: der }) => der)
}
