// Creates the next CRL: reserve a number → sign → write the files → record. The number is committed before the list is signed,
// so that no two lists have the same number. The list is on the disk, and where a web server publishes it, before it is
// recorded, so that the inventory never names a list that does not exist. If a run wrote a list and did not record it, the next
// list replaces it.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { throwProblems, UserError } from '../errors.ts'
import { DAY_MS, formatInstant } from '../instant.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { CrlRecord, Reader } from '../inventory/reader.ts'
import type { Writer } from '../inventory/writer.ts'
import { counted, shown } from '../screen-text.ts'
import { encodePem } from '../x509/pem.ts'
import type { SigningAuthority } from './authority.ts'
import { signCrl } from './crl.ts'
import { type ReadRevocation, readRevocations } from './crl-reader.ts'
import { lintCrlPlan } from './lint.ts'
import { readCrlFile, readOwnCrl } from './own-crl.ts'
import { publishCrl } from './publish-crl.ts'
import type { AuthorityStore } from './store.ts'

export const CRL_DAYS = 30

export interface CrlJob {
  readonly store: AuthorityStore
  readonly inventory: Inventory
  readonly issuer: SigningAuthority
  /** Absolute path of the folder for `rootCA.crl` and `rootCA.crl.pem`. */
  readonly folder: string
  /** Absolute path of the file that a web server publishes; null: none. */
  readonly copy: string | null
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
}

/**
 * @throws UserError wrong-input: the root cannot sign a CRL, or a file must not be replaced; failed: the disk refused
 */
export async function issueCrl(job: CrlJob, now: Date): Promise<IssuedCrl> {
  const { inventory, issuer, days } = job
  const problems = lintCrlPlan({ thisUpdate: now, nextUpdate: endOf(now, days, issuer) }, issuer.facts)
  throwProblems('no CRL was created', problems)
  for (;;) {
    const crlNumber = await inventory.write((writer) =>
      writer.reserveCrlNumber(highestReplaced(job, writer.inventory)),
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
  const { store, issuer, folder, copy, days } = job
  const { inventory } = writer
  if (highestReplaced(job, inventory) >= crlNumber || inventory.lastIssuedCrlNumber() >= crlNumber)
    return null
  const entries = inventory.revoked()
  const nextUpdate = endOf(now, days, issuer)
  const der = signCrl({ crlNumber, thisUpdate: now, nextUpdate, entries }, issuer)
  const dates = { thisUpdate: formatInstant(now), nextUpdate: formatInstant(nextUpdate) }
  const facts = { crlNumber: crlNumber.toString(), ...dates }
  store.writeCrl({ der, pem: encodePem('X509 CRL', der) }, folder)
  if (copy !== null) publishCrl(der, copy)
  writer.recordCrl({ ...facts, sha256: sha256(der), folder })
  return { ...facts, entries: entries.length, bytes: der.length }
}

/** Never after the root's own end, because then nobody can verify the list. */
function endOf(now: Date, days: number, { facts }: Pick<SigningAuthority, 'facts'>): Date {
  return new Date(Math.min(now.getTime() + days * DAY_MS, facts.notAfter.getTime()))
}

/**
 * The highest number of the lists that the next one replaces; 0: there is none.
 * @throws UserError wrong-input: one of them must not be replaced
 */
function highestReplaced({ issuer, folder, copy }: CrlJob, inventory: Reader): bigint {
  const numbers = [join(folder, 'rootCA.crl'), ...(copy === null ? [] : [copy])].map((path) => {
    const bytes = readCrlFile(path)
    if (bytes === null) return 0n
    const published = readOwnCrl(bytes, issuer)
    if (typeof published === 'string') {
      const hint = 'move it away, or choose another folder'
      throw new UserError('wrong-input', `${shown(path)} ${published}`, { hint })
    }
    refuseForgotten(published.crl, path, inventory)
    return published.facts.crlNumber ?? 0n
  })
  return numbers.reduce((highest, number) => (number > highest ? number : highest))
}

/**
 * If the inventory came from an old backup, a published list may revoke certificates that the inventory does not. A new list
 * without them would let them sign in again, so it is refused.
 */
function refuseForgotten(crl: Uint8Array, path: string, inventory: Reader): void {
  if (isRecorded(crl, inventory.lastCrl())) return
  const forgotten = readRevocations(crl).filter((revocation) => isForgotten(revocation, inventory))
  const [first] = forgotten
  if (first === undefined) return
  const count = counted(forgotten.length, 'certificate')
  const message = `${shown(path)} revokes ${count} that the certificate inventory does not (the first is ${first.serialNumber})`
  throw new UserError('wrong-input', message, {
    hint: 'restore the newest copy of inventory.db, or import that CRL with certstick ca import FILE; a list without them lets them sign in again',
  })
}

/** Its certificate is not revoked now, and the inventory does not have this revocation as a hold that was lifted. */
function isForgotten({ serialNumber, reason, revokedAt }: ReadRevocation, inventory: Reader): boolean {
  if ((inventory.find(serialNumber)?.revokedAt ?? null) !== null) return false
  const at = formatInstant(revokedAt)
  return !inventory
    .history(serialNumber)
    .some(({ kind, detail }) => kind === 'revoked' && detail.reason === reason && detail.revokedAt === at)
}

export function isRecorded(crl: Uint8Array, last: CrlRecord | null): boolean {
  return last !== null && last.sha256 === sha256(crl)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
