// Carries out the rows of a bulk run, many at once. Each row is issued like a single stick; workers build the files, and the
// inventory records several rows in one transaction. No more rows are started after a stop, or if the disk is full or
// read-only, or if the inventory cannot be written.
import { isErrno, UserError } from '../errors.ts'
import { InventoryFailure } from '../inventory/faults.ts'
import { type IssuedStick, type IssueMeans, issueStick } from '../issue/issue.ts'
import { refuseOtherMedia } from '../issue/prepare.ts'
import type { Receipt } from '../media/receipt.ts'
import type { PlannedRow } from './plan.ts'

/** `kept`: an earlier run created it. `open`: not started, because the run was stopped. */
export type RowOutcome =
  | { readonly state: 'made' | 'kept'; readonly row: PlannedRow; readonly delivered: DeliveredRow }
  | { readonly state: 'failed'; readonly row: PlannedRow; readonly error: UserError }
  | { readonly state: 'open'; readonly row: PlannedRow }

/** What is reported of a row at the end. The full receipt is in its folder. */
export type DeliveredRow = Pick<Receipt, 'name' | 'serialNumber' | 'thumbprint' | 'notAfter'> &
  Pick<IssuedStick, 'zipSha256'> & { readonly warnings: readonly string[] }

export interface BulkRun extends IssueMeans {
  readonly rows: readonly PlannedRow[]
  /** Number of rows at the same time. */
  readonly atOnce: number
  /** The receipt of an earlier run for the row, if its files match the row. */
  readonly findMade: (row: PlannedRow) => Receipt | null
  /** Reads such a folder back. @returns SHA-256 of its zip */
  readonly prove: (row: PlannedRow, receipt: Receipt) => Promise<string>
  /** When aborted, no more rows are started. */
  readonly signal: AbortSignal
  /** Called with each row when it ends. */
  readonly onOutcome: (outcome: RowOutcome) => void
}

/** Outcomes in the order of the rows. @throws only for a bug of ours; all other errors are outcomes */
export async function carryOut(run: BulkRun): Promise<RowOutcome[]> {
  const outcomes: RowOutcome[] = run.rows.map((row) => ({ state: 'open', row }))
  const failure = new AbortController()
  const stop = AbortSignal.any([run.signal, failure.signal])
  const rows = run.rows.entries()
  async function lane(): Promise<void> {
    for (const [index, row] of rows) {
      if (stop.aborted) return
      const outcome = await carryOutRow(row, run)
      if (outcome.state === 'failed' && endsRun(outcome.error)) failure.abort()
      outcomes[index] = outcome
      run.onOutcome(outcome)
    }
  }
  const lanes = Array.from({ length: Math.min(run.atOnce, run.rows.length) }, lane)
  for (const each of lanes) each.catch(() => failure.abort())
  await Promise.all(lanes)
  return outcomes
}

/** Whether every other row would fail as well. */
function endsRun(error: UserError): boolean {
  return error instanceof InventoryFailure || isErrno(error.cause, 'ENOSPC', 'EDQUOT', 'EROFS')
}

async function carryOutRow(row: PlannedRow, run: BulkRun): Promise<RowOutcome> {
  try {
    const made = run.findMade(row)
    if (made !== null) {
      const kept = await keep(row, made, run)
      if (kept !== null) return kept
    }
    refuseOtherMedia(row.plan, run.replace)
    const { receipt, zipSha256, warnings } = await issueStick(row.plan, run)
    return { state: 'made', row, delivered: { ...inShort(receipt), zipSha256, warnings } }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { state: 'failed', row, error }
  }
}

/** Null if reading back found errors and --force allows to replace it. */
async function keep(row: PlannedRow, receipt: Receipt, run: BulkRun): Promise<RowOutcome | null> {
  try {
    const zipSha256 = await run.prove(row, receipt)
    return { state: 'kept', row, delivered: { ...inShort(receipt), zipSha256, warnings: [] } }
  } catch (error) {
    if (error instanceof UserError && run.replace !== 'nothing') return null
    throw error
  }
}

function inShort({
  name,
  serialNumber,
  thumbprint,
  notAfter,
}: Receipt): Omit<DeliveredRow, 'zipSha256' | 'warnings'> {
  return { name, serialNumber, thumbprint, notAfter }
}
