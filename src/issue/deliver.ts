// Carries a plan out: intent on record → make → issue on record, then in place → what it replaces on record. The one way to
// new media, for one user and for many: who makes and places, here or in a worker, comes in.
import { dirname } from 'node:path'
import { intend, issue } from '../authority/authority.ts'
import type { Books } from '../books/books.ts'
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { MediaPlaces } from '../media/layout.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { recordRequest } from '../plan/recorded.ts'

/** Puts a certificate, DER, on record as issued; done when that is on the disk. */
export type RecordIssue = (certificate: Uint8Array) => Promise<void>

/** What carrying out takes beside the plan. */
export interface Delivery {
  readonly books: Books
  /**
   * Signs, has the certificate recorded, writes the media, which may have their name only once it is,
   * and proves them. Called when the intent is on the disk.
   */
  readonly make: (plan: MediaPlan, record: RecordIssue) => Promise<Delivered>
  /** Serial numbers of the certificates that this one takes the place of, once it is delivered. */
  readonly replaces: readonly string[]
  readonly now: () => Date
}

/** What was made and where. */
export interface Delivered extends MediaPlaces {
  readonly receipt: Receipt
  /** SHA-256 of the zip, lower-case hex. */
  readonly zipSha256: string
}

/** @throws UserError failed where the disk, the ledger or the read-back did; what was signed is on record */
export async function deliver(plan: MediaPlan, delivery: Delivery): Promise<Delivered> {
  const { books, make, replaces, now } = delivery
  const { device, name } = plan
  const { serialNumber } = plan.certificate
  const intended = intend({ ...plan.certificate, device, name, output: dirname(plan.folder) }, now())
  await books.record([intended])
  const record: RecordIssue = (certificate) => {
    const issued = books
      .record([issue(intended, { certificate, answers: answersOf(plan) }, now())])
      .then(() => {
        if (isSuperseded(serialNumber, books)) throw overtaken(plan)
      })
    issued.catch(() => {}) // awaited where the media get their name, which may be later
    return issued
  }
  try {
    const delivered = await make(plan, record)
    const at = formatInstant(now())
    await books.record(
      replaces.map((replaced) => ({ event: 'superseded', at, serialNumber: replaced, by: serialNumber })),
    )
    return delivered
  } catch (error) {
    // Nobody may use it. Where the ledger refuses too, the first error is the one to tell.
    const withdrawn = { event: 'superseded', at: formatInstant(now()), serialNumber, by: null } as const
    await books.record([withdrawn]).catch(() => {})
    throw error
  }
}

/** What the same media can be made from again; no secret. */
export function answersOf(plan: MediaPlan): Readonly<Record<string, string>> {
  return {
    ...recordRequest(plan),
    templateSha256: plan.template.sha256,
    output: dirname(plan.folder),
  }
}

/** Another process may have put a newer one in its place meanwhile. */
function isSuperseded(serialNumber: string, books: Books): boolean {
  return books.state().entries.get(serialNumber)?.superseded !== null
}

function overtaken({ name }: MediaPlan): UserError {
  return new UserError('failed', `another certstick made media for ${name} at the same time`, {
    hint: 'use those, or run the command again when the other has ended',
  })
}
