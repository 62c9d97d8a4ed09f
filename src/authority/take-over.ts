// Imports certificates of other tools into the inventory: from certificate files, an index, a CRL, or all of them.
import { type Problem, UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import type { Import, Writer } from '../inventory/writer.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { type CertificateFacts, inspectCertificate } from '../x509/inspect.ts'
import { readName } from '../x509/name.ts'
import { type Part, readParts } from './file-parts.ts'
import type { IndexRow } from './index-import.ts'
import { type Authority, isRenewal, isSignedBy } from './root-certificate.ts'
import type { SourceFile } from './store-sources.ts'
import { type FoundCrl, isKeepable, readCrlOfRoot, takeOverCrl, takeOverRevocation } from './take-over-crl.ts'

/** A certificate that this root has signed. */
export interface FoundCertificate {
  /** DER. */
  readonly certificate: Uint8Array
  readonly facts: CertificateFacts
}

export interface Found {
  readonly found: readonly FoundCertificate[]
  readonly crls: readonly FoundCrl[]
  /** Serial numbers of certificates of other roots, whose rows in an index are not imported. */
  readonly strangers: ReadonlySet<string>
  /** A problem for each file with something of another root, or with nothing. */
  readonly problems: readonly Problem[]
}

/** The certificates and CRLs that this root signed, without the root itself. */
export function findSigned(files: readonly SourceFile[], root: Authority): Found {
  const found = { found: [] as FoundCertificate[], crls: [] as FoundCrl[], strangers: new Set<string>() }
  const problems: Problem[] = []
  for (const { name, bytes } of files) {
    try {
      for (const part of readParts(bytes)) {
        const problem = sort(part, root, found)
        if (problem !== null) problems.push({ field: name, message: problem })
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      problems.push({ field: name, message: error.message })
    }
  }
  return { ...found, problems }
}

/** @returns why it is not imported @throws UserError wrong-input, its message to follow the name */
function sort(
  { kind, bytes }: Part,
  root: Authority,
  found: { readonly found: FoundCertificate[]; readonly crls: FoundCrl[]; readonly strangers: Set<string> },
): string | null {
  if (kind === 'key') return null // of the root, or of a user: neither is kept here
  if (kind === 'pfx') return 'is a PFX; give the certificate in it'
  if (kind === 'crl') {
    found.crls.push(readCrlOfRoot(bytes, root))
    return null
  }
  const facts = inspectCertificate(bytes)
  if (isRenewal(facts, root.facts)) return null // or the root itself
  const isNamed = Buffer.compare(facts.issuerDer, root.facts.subjectDer) === 0
  const isOther = !isNamed || !isSignedBy(bytes, root.certificate)
  if (isOther) found.strangers.add(facts.serialNumber)
  if (isOther) return 'was not issued by this root CA'
  if (!isKeepable(facts.serialNumber))
    return `has the serial number ${facts.serialNumber}, which a CRL cannot list`
  found.found.push({ certificate: bytes, facts })
  return null
}

export interface TakenOver {
  readonly certificates: number
  /** Of rows that the inventory had without their certificate. */
  readonly completed: number
  readonly revocations: number
  /** Where a source contradicts the inventory, which is kept. */
  readonly contradictions: readonly Problem[]
}

/** Records what the inventory does not have yet, each once. */
export function takeOver(
  { found, rows, crls }: Pick<Found, 'found' | 'crls'> & { readonly rows: readonly IndexRow[] },
  root: Authority,
  writer: Writer,
): TakenOver {
  const { inventory } = writer
  const imports = new Map<string, Import>()
  for (const one of found) imports.set(one.facts.serialNumber, importOf(one))
  for (const row of rows) if (!imports.has(row.serialNumber)) imports.set(row.serialNumber, importOfRow(row))
  let [certificates, completed, revocations] = [0, 0, 0]
  for (const one of imports.values()) {
    const known = inventory.find(one.serialNumber)
    const completes = known?.thumbprint === null && one.der !== null
    if (known !== null && known.issuedAt !== null && !completes) continue
    writer.import(one)
    if (known === null) certificates++
    else completed++
  }
  const contradictions: Problem[] = []
  for (const row of rows) {
    const { serialNumber, revocation } = row
    const known = inventory.find(serialNumber)
    if (known === null) continue
    const problem = contradictionOf(row, known)
    if (problem !== null) contradictions.push(problem)
    if (revocation !== null && takeOverRevocation(serialNumber, revocation, writer)) revocations++
  }
  for (const crl of crls) {
    const taken = takeOverCrl(crl, root, writer)
    certificates += taken.certificates
    revocations += taken.revocations
  }
  return { certificates, completed, revocations, contradictions }
}

function contradictionOf(
  { serialNumber, notAfter, revocation }: IndexRow,
  known: Certificate,
): Problem | null {
  const differs = (what: string, theirs: string, ours: string): Problem => ({
    field: serialNumber,
    message: `${what} ${theirs} in the index, and ${ours} in the inventory, which is kept`,
  })
  if (notAfter !== known.notAfter) return differs('ends', notAfter, known.notAfter)
  const { reason } = known
  if (revocation === null || reason === null || reason === 'certificateHold') return null
  return reason === revocation.reason ? null : differs('is revoked for', revocation.reason, reason)
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
