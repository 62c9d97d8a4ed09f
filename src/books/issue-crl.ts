// Makes the next revocation list: number → sign → on record → in place. In this order, under the lock, so that no two
// lists ever carry one number, whatever is interrupted when.
import type { SigningAuthority } from '../authority/authority.ts'
import { signCrl } from '../authority/crl.ts'
import {
  type CrlFacts,
  type CrlSource,
  decodeCrl,
  inspectCrlFile,
  readRevocations,
} from '../authority/crl-reader.ts'
import { type LedgerState, nextCrlNumber } from '../authority/ledger.ts'
import type { AuthorityStore } from '../authority/store.ts'
import type { OnWait } from '../authority/store-lock.ts'
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { encodePemParts } from '../x509/pem.ts'

export const CRL_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

export interface CrlJob {
  readonly store: AuthorityStore
  readonly issuer: SigningAuthority
  /** Absolute path of the folder for `rootCA.crl` and `rootCA.crl.pem`. */
  readonly folder: string
  /** From now to nextUpdate. */
  readonly days: number
}

export interface IssuedCrl {
  /** Decimal. */
  readonly crlNumber: string
  readonly thisUpdate: string
  readonly nextUpdate: string
  /** How many certificates it names. */
  readonly entries: number
  /** Size of the DER. */
  readonly bytes: number
  /** What was wrong with the ledger's end, and was put right; null: nothing was. */
  readonly note: string | null
}

/** @throws UserError wrong-input: the folder holds the list of another root; failed: the disk refused */
export function issueCrl(job: CrlJob, now: Date, onWait: OnWait): Promise<IssuedCrl> {
  const { store, issuer, folder, days } = job
  return store.write(onWait, async (ledger) => {
    const entries = ledger.state.entries.revoked()
    const [next, above] = [nextCrlNumber(ledger.state), publishedNumber(job) + 1n]
    if (above > next) refuseForgotten(job, ledger.state)
    const crlNumber = above > next ? above : next
    const nextUpdate = new Date(now.getTime() + days * DAY_MS)
    const der = signCrl({ crlNumber, thisUpdate: now, nextUpdate, entries }, issuer)
    const dates = { thisUpdate: formatInstant(now), nextUpdate: formatInstant(nextUpdate) }
    const facts = { crlNumber: crlNumber.toString(), ...dates }
    const pem = encodePemParts('X509 CRL', der)
    await store.writeCrl({ der, pem }, folder, () =>
      ledger.append([{ event: 'crl', at: dates.thisUpdate, ...facts }]),
    )
    return { ...facts, entries: entries.length, bytes: der.length, note: ledger.note }
  })
}

/** Of the list that is about to be replaced: a ledger from a backup, or one after openssl's, may not know of it. */
function publishedNumber({ store, issuer, folder }: CrlJob): bigint {
  const published = store.readCrl(folder, (source) => inspectPublished(source, folder))
  if (published === null) return 0n
  if (isOurs(published, issuer)) return published.crlNumber ?? 0n
  throw occupied(folder, 'is the CRL of another CA')
}

/**
 * A list that the ledger does not know of may name certificates that it does not either, if it came from a backup or was
 * lost: a list without them would let them sign in again.
 */
function refuseForgotten({ store, folder }: CrlJob, { entries }: LedgerState): void {
  const published = store.readCrl(folder, ({ read, length }) => readRevocations(decodeCrl(read(0, length))))
  const forgotten = (published ?? []).filter(({ serialNumber, isHold }) => {
    const entry = entries.get(serialNumber)
    return entry === undefined || (entry.revocation === null && !isHold)
  })
  const [first] = forgotten
  if (first === undefined) return
  const count = forgotten.length === 1 ? '1 certificate' : `${forgotten.length} certificates`
  const message = `rootCA.crl in "${folder}" revokes ${count} that ledger.jsonl does not, ${first.serialNumber} first`
  throw new UserError('wrong-input', message, {
    hint: 'bring back the newest ledger.jsonl, or take them over with certstick ca import; a list without them lets them sign in again',
  })
}

/** By name and, as two roots may share one, by key. */
function isOurs({ issuerDer, authorityKeyIdentifier }: CrlFacts, { facts }: SigningAuthority): boolean {
  const key = Buffer.from(authorityIdentifierOf(facts)).toString('hex')
  return (
    Buffer.compare(issuerDer, facts.subjectDer) === 0 &&
    (authorityKeyIdentifier === null || authorityKeyIdentifier === key)
  )
}

function inspectPublished(source: CrlSource, folder: string): CrlFacts {
  try {
    return inspectCrlFile(source)
  } catch (error) {
    if (error instanceof UserError) throw occupied(folder, `is no CRL: ${error.message}`)
    throw error
  }
}

function occupied(folder: string, why: string): UserError {
  return new UserError('wrong-input', `rootCA.crl in "${folder}" ${why}`, {
    hint: 'move it away, or give --output another folder',
  })
}
