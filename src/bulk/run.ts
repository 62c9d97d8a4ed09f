// Carries out the rows of a bulk run, many at once: each in a lane of its own through `deliver`, while its maker does
// the work and the books gather what comes together. Stops beginning rows when told to, or when the machine fails.

import type { Books } from '../books/books.ts'
import { indexPredecessors } from '../books/predecessors.ts'
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { type Delivered, deliver } from '../issue/deliver.ts'
import { refuseOtherMedia } from '../issue/prepare.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import type { Maker } from './maker.ts'
import type { PlannedRow } from './plan.ts'
import { findDelivered } from './resume.ts'

/** `kept`: an earlier run had done it. `open`: not begun, because the run was stopped. */
export type RowOutcome =
  | { readonly state: 'made' | 'kept'; readonly row: PlannedRow; readonly delivered: DeliveredRow }
  | { readonly state: 'failed'; readonly row: PlannedRow; readonly error: UserError }
  | { readonly state: 'open'; readonly row: PlannedRow }

/** What is told of a row at the end, and follows from nothing else; its whole receipt lies beside its media. */
export type DeliveredRow = Pick<MediaPlan, 'name'> &
  Pick<Receipt, 'serialNumber' | 'thumbprint' | 'notAfter'> &
  Pick<Delivered, 'zipSha256'>

export interface BulkRun {
  readonly rows: readonly PlannedRow[]
  readonly planRow: (row: PlannedRow) => MediaPlan
  readonly books: Books
  /** One for each row that is on its way at once. */
  readonly lanes: readonly Maker[]
  /** Whether media that are there, and are not what the row asks for, give way. */
  readonly replace: boolean
  /** Aborted: no more rows are begun. */
  readonly signal: AbortSignal
  readonly now: () => Date
  /** Told of each row as it ends, in the order of ending. */
  readonly onOutcome: (outcome: RowOutcome, plan: MediaPlan) => void
}

/** Outcomes in the order of the rows. @throws what is our bug; everything else is an outcome */
export async function carryOut(run: BulkRun): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = run.rows.map((row) => ({ state: 'open', row }))
  const predecessorsOf = indexPredecessors(run.books)
  let next = 0
  const failure = new AbortController()
  const stop = AbortSignal.any([run.signal, failure.signal])
  async function lane(maker: Maker): Promise<void> {
    const rowRun = { ...run, maker, predecessorsOf, stop }
    while (next < run.rows.length && !stop.aborted) {
      const index = next++
      const row = run.rows[index] as PlannedRow
      const plan = run.planRow(row)
      const outcome = await carryOutRow(row, plan, rowRun)
      if (outcome.state === 'open') return
      if (outcome.state === 'failed' && outcome.error.code === 'failed') failure.abort()
      outcomes[index] = outcome
      run.onOutcome(outcome, plan)
    }
  }
  async function stopAll(bug: unknown): Promise<never> {
    failure.abort()
    throw bug
  }
  await Promise.all(run.lanes.map((maker) => lane(maker).catch(stopAll)))
  return outcomes
}

type RowRun = BulkRun & {
  readonly maker: Maker
  /** Aborted: what is not begun yet is left open. */
  readonly stop: AbortSignal
  readonly predecessorsOf: (plan: MediaPlan) => string[]
}

async function carryOutRow(row: PlannedRow, plan: MediaPlan, run: RowRun): Promise<RowOutcome> {
  const { books, maker, stop, replace, now } = run
  const replaces = run.predecessorsOf(plan)
  try {
    const kept = await keep(plan, replaces, run)
    if (kept !== null) return { state: 'kept', row, delivered: inShort(plan, kept) }
    refuseOtherMedia(plan, replace)
    const make = await maker.prepare(plan, stop)
    if (make === null || stop.aborted) return { state: 'open', row }
    const delivered = await deliver(plan, { books, make, replaces, now })
    return { state: 'made', row, delivered: inShort(plan, delivered) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { state: 'failed', row, error }
  }
}

function inShort({ name }: MediaPlan, { receipt, zipSha256 }: Delivered): DeliveredRow {
  const { serialNumber, thumbprint, notAfter } = receipt
  return { name, serialNumber, thumbprint, notAfter, zipSha256 }
}

/** What an earlier run delivered, read back; null where there is nothing to keep. */
async function keep(plan: MediaPlan, replaces: readonly string[], run: RowRun): Promise<Delivered | null> {
  const receipt = findDelivered(plan, run.books, run.now())
  if (receipt === null) return null
  try {
    const delivered = await run.maker.prove(plan, receipt)
    await supersedeOthers(receipt.serialNumber, replaces, run)
    return delivered
  } catch (error) {
    // Media that no longer prove themselves are what --force is for.
    if (error instanceof UserError && run.replace) return null
    throw error
  }
}

/** What a killed run had signed and not delivered, or delivered and not yet written down as the newer one. */
async function supersedeOthers(by: string, serialNumbers: readonly string[], { books, now }: BulkRun) {
  const at = formatInstant(now())
  const others = serialNumbers.filter((serialNumber) => serialNumber !== by)
  await books.record(others.map((serialNumber) => ({ event: 'superseded', at, serialNumber, by })))
}
