// Creates the next CRL: reserve a number → sign → write the files → record. The number is committed before the list is signed,
// so that no two lists have the same number. The list is on the disk before it is recorded, so that the inventory never
// names a list that does not exist. If a killed run wrote a list and did not record it, the next list replaces it.
import { createHash } from 'node:crypto'
import { throwProblems, UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { CrlRecord, Reader } from '../inventory/reader.ts'
import type { Writer } from '../inventory/writer.ts'
import { shown } from '../screen-text.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { encodePem } from '../x509/pem.ts'
import type { SigningAuthority } from './authority.ts'
import { signCrl } from './crl.ts'
import { type CrlFacts, decodeCrl, inspectCrl, readRevocations } from './crl-reader.ts'
import { lintCrlPlan } from './lint.ts'
import type { Authority } from './root-certificate.ts'
import type { AuthorityStore } from './store.ts'

export const CRL_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

export interface CrlJob {
  readonly store: AuthorityStore
  readonly inventory: Inventory
  readonly issuer: SigningAuthority
  /** Absolute path of the folder for `rootCA.crl` and `rootCA.crl.pem`. */
  readonly folder: string
  /** From now to nextUpdate, if the root is valid as long. */
  readonly days: number
}

export interface IssuedCrl {
  /** Decimal. */
  readonly crlNumber: string
  readonly thisUpdate: string
  readonly nextUpdate: string
  /** Number of certificates in the list. */
  readonly entries: number
  /** Size of the DER. */
  readonly bytes: number
  readonly der: Uint8Array
}

/**
 * @throws UserError wrong-input: the root cannot sign a CRL, or the folder has the CRL of another root; failed: the disk
 * refused
 */
export async function issueCrl(job: CrlJob, now: Date): Promise<IssuedCrl> {
  const { inventory, issuer, days } = job
  const problems = lintCrlPlan({ thisUpdate: now, nextUpdate: endOf(now, days, issuer) }, issuer.facts)
  throwProblems('no CRL was created', problems)
  for (;;) {
    const crlNumber = await inventory.write((writer) =>
      writer.reserveCrlNumber(readReplaceable(job, writer.inventory)),
    )
    const issued = await inventory.write((writer) => place(crlNumber, writer, { job, now }))
    if (issued !== null) return issued
  }
}

/** @returns null if another process has written a list with a higher number in the meantime */
function place(
  crlNumber: bigint,
  writer: Writer,
  { job, now }: { readonly job: CrlJob; readonly now: Date },
): IssuedCrl | null {
  const { store, issuer, folder, days } = job
  const { inventory } = writer
  const recorded = BigInt(inventory.lastCrl()?.crlNumber ?? 0)
  if (readReplaceable(job, inventory) >= crlNumber || recorded >= crlNumber) return null
  const entries = inventory.revoked()
  const nextUpdate = endOf(now, days, issuer)
  const der = signCrl({ crlNumber, thisUpdate: now, nextUpdate, entries }, issuer)
  const dates = { thisUpdate: formatInstant(now), nextUpdate: formatInstant(nextUpdate) }
  const facts = { crlNumber: crlNumber.toString(), ...dates }
  store.writeCrl({ der, pem: encodePem('X509 CRL', der) }, folder)
  writer.recordCrl({ ...facts, sha256: sha256(der), folder })
  return { ...facts, entries: entries.length, bytes: der.length, der }
}

/** Never after the root's own end, because then nobody can verify the list. */
function endOf(now: Date, days: number, { facts }: Pick<SigningAuthority, 'facts'>): Date {
  return new Date(Math.min(now.getTime() + days * DAY_MS, facts.notAfter.getTime()))
}

/**
 * The number of the list in the folder; 0: there is none.
 * @throws UserError wrong-input: the list must not be replaced
 */
function readReplaceable(job: CrlJob, inventory: Reader): bigint {
  const published = readPublished(job)
  if (published === null) return 0n
  refuseForgotten(published, job, inventory)
  return published.facts.crlNumber ?? 0n
}

/** The list that will be replaced. */
interface PublishedCrl {
  /** DER. */
  readonly crl: Uint8Array
  readonly facts: CrlFacts
}

function readPublished({ store, issuer, folder }: CrlJob): PublishedCrl | null {
  const bytes = store.readCrl(folder)
  if (bytes === null) return null
  try {
    const crl = decodeCrl(bytes)
    const facts = inspectCrl(crl)
    if (isOurs(facts, issuer)) return { crl, facts }
  } catch (error) {
    if (error instanceof UserError) throw occupied(folder, `is not a CRL: ${error.message}`)
    throw error
  }
  throw occupied(folder, 'is the CRL of another CA')
}

/**
 * If the inventory came from an old backup, the list in the folder may revoke certificates that the inventory does not. A new
 * list without them would let them sign in again, so it is refused.
 */
function refuseForgotten({ crl }: PublishedCrl, { folder }: CrlJob, inventory: Reader): void {
  if (isRecorded(crl, inventory.lastCrl())) return
  const forgotten = readRevocations(crl).filter(({ serialNumber, reason }) => {
    const certificate = inventory.find(serialNumber)
    return certificate === null || (certificate.revokedAt === null && reason !== 'certificateHold')
  })
  const [first] = forgotten
  if (first === undefined) return
  const count = forgotten.length === 1 ? '1 certificate' : `${forgotten.length} certificates`
  const message = `rootCA.crl in ${shown(folder)} revokes ${count} that the certificate inventory does not (the first is ${first.serialNumber})`
  throw new UserError('wrong-input', message, {
    hint: 'restore the newest copy of inventory.db, or import that CRL with certstick ca import FILE; a list without them lets them sign in again',
  })
}

export function isRecorded(crl: Uint8Array, last: CrlRecord | null): boolean {
  return last !== null && last.sha256 === sha256(crl)
}

/** Compares name and key, because two roots may have the same name. */
export function isOurs(
  { issuerDer, authorityKeyIdentifier }: CrlFacts,
  { facts }: Pick<Authority, 'facts'>,
): boolean {
  const key = Buffer.from(authorityIdentifierOf(facts)).toString('hex')
  return (
    Buffer.compare(issuerDer, facts.subjectDer) === 0 &&
    (authorityKeyIdentifier === null || authorityKeyIdentifier === key)
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function occupied(folder: string, why: string): UserError {
  return new UserError('wrong-input', `rootCA.crl in ${shown(folder)} ${why}`, {
    hint: 'move it away, or give --output another folder',
  })
}
