// Creates the next CRL: reserve a number → sign → write the files → record. The number is committed before the list is signed,
// so that no two lists have the same number. The list is on the disk before it is recorded, so that the inventory never
// names a list that does not exist. If a killed run wrote a list and did not record it, the next list replaces it.
import { createHash } from 'node:crypto'
import { throwProblems, UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { CrlRecord, Reader } from '../inventory/reader.ts'
import type { Writer } from '../inventory/writer.ts'
import { counted, shown } from '../screen-text.ts'
import { encodePem } from '../x509/pem.ts'
import type { SigningAuthority } from './authority.ts'
import { signCrl } from './crl.ts'
import { readRevocations } from './crl-reader.ts'
import { lintCrlPlan } from './lint.ts'
import { readOwnCrl } from './own-crl.ts'
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
function readReplaceable({ store, issuer, folder }: CrlJob, inventory: Reader): bigint {
  const bytes = store.readCrl(folder)
  if (bytes === null) return 0n
  const published = readOwnCrl(bytes, issuer)
  if (typeof published === 'string')
    throw new UserError('wrong-input', `rootCA.crl in ${shown(folder)} ${published}`, {
      hint: 'move it away, or give --output another folder',
    })
  refuseForgotten(published.crl, folder, inventory)
  return published.facts.crlNumber ?? 0n
}

/**
 * If the inventory came from an old backup, the list in the folder may revoke certificates that the inventory does not. A new
 * list without them would let them sign in again, so it is refused.
 */
function refuseForgotten(crl: Uint8Array, folder: string, inventory: Reader): void {
  if (isRecorded(crl, inventory.lastCrl())) return
  const forgotten = readRevocations(crl).filter(({ serialNumber, reason }) => {
    const certificate = inventory.find(serialNumber)
    return certificate === null || (certificate.revokedAt === null && reason !== 'certificateHold')
  })
  const [first] = forgotten
  if (first === undefined) return
  const count = counted(forgotten.length, 'certificate')
  const message = `rootCA.crl in ${shown(folder)} revokes ${count} that the certificate inventory does not (the first is ${first.serialNumber})`
  throw new UserError('wrong-input', message, {
    hint: 'restore the newest copy of inventory.db, or import that CRL with certstick ca import FILE; a list without them lets them sign in again',
  })
}

export function isRecorded(crl: Uint8Array, last: CrlRecord | null): boolean {
  return last !== null && last.sha256 === sha256(crl)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
