// What became of each row of a bulk run: for the screen, as JSON, and as the table that is kept beside the media.

import type { UserError } from '../errors.ts'
import { joinLines } from '../screen-text.ts'
import { alignColumns } from '../tables/columns.ts'
import { formatSpreadsheet } from '../tables/csv.ts'
import type { RowOutcome } from './run.ts'

const COLUMNS = [
  'row',
  'upn',
  'device',
  'serial',
  'thumbprint',
  'notAfter',
  'zip',
  'sha256',
  'state',
] as const
type OutcomeFacts = Readonly<Record<(typeof COLUMNS)[number], string>> & { readonly error: string }

/** The path of the zip of that name, as the user would type it. */
export type ShowZip = (name: string) => string

/** One row as texts; empty where there is nothing to say. */
function factsOf(outcome: RowOutcome, showZip: ShowZip): OutcomeFacts {
  const { row, input } = outcome.row
  const delivered = 'delivered' in outcome ? outcome.delivered : null
  return {
    row: String(row),
    upn: input.upn ?? '',
    device: input.device ?? '',
    serial: delivered?.serialNumber ?? '',
    thumbprint: delivered?.thumbprint ?? '',
    notAfter: delivered?.notAfter ?? '',
    zip: delivered === null ? '' : showZip(delivered.name),
    sha256: delivered?.zipSha256 ?? '',
    state: outcome.state,
    error: 'error' in outcome ? messageOf(outcome.error) : '',
  }
}

function messageOf({ message, problems }: UserError): string {
  return message + problems.map((problem) => `; ${problem.field}: ${problem.message}`).join('')
}

export function outcomeToJson(outcome: RowOutcome, showZip: ShowZip): string {
  const { row, error, ...facts } = factsOf(outcome, showZip)
  return JSON.stringify({ row: Number(row), ...facts, ...(error === '' ? {} : { error }) })
}

/** `bulk-<date>.csv`. */
export function outcomesToCsv(outcomes: readonly RowOutcome[], showZip: ShowZip): string {
  const rows = outcomes.map((outcome) => {
    const facts = factsOf(outcome, showZip)
    return formatSpreadsheet(COLUMNS.map((column) => facts[column]))
  })
  return formatSpreadsheet(COLUMNS) + rows.join('')
}

export type BulkCounts = Readonly<Record<RowOutcome['state'], number>>

export function countOutcomes(outcomes: readonly RowOutcome[]): BulkCounts {
  const counts = { made: 0, kept: 0, failed: 0, open: 0 }
  for (const { state } of outcomes) counts[state] += 1
  return counts
}

/** More would not be read on a screen; the table beside the media has all. */
const SHOWN_ROWS = 20

/** The closing table: what went wrong first, then what was made. */
export function reportOutcomes(
  outcomes: readonly RowOutcome[],
  { showZip, table }: { readonly showZip: ShowZip; readonly table: string },
): string {
  const { made, kept, failed, open } = countOutcomes(outcomes)
  const counts = [
    `${made} made`,
    ...(kept > 0 ? [`${kept} already there`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(open > 0 ? [`${open} not begun`] : []),
  ]
  const told = outcomes.filter(({ state }) => state !== 'open')
  const ordered = [...told.filter(isFailed), ...told.filter((outcome) => !isFailed(outcome))]
  const lines = ordered.slice(0, SHOWN_ROWS).map((outcome) => {
    const { row, upn, device, thumbprint, notAfter, error } = factsOf(outcome, showZip)
    const what = isFailed(outcome) ? `failed: ${error}` : `${thumbprint}  ${notAfter.slice(0, 10)}`
    return [row, upn, device, what]
  })
  const more = ordered.length - lines.length
  return joinLines([
    ...alignColumns([['row', 'upn', 'device', 'thumbprint, valid until'], ...lines]),
    ...(more > 0 ? [`… and ${more} more in ${table}`] : []),
    '',
    `${counts.join(', ')}. All rows are in ${table}.`,
  ])
}

function isFailed({ state }: RowOutcome): boolean {
  return state === 'failed'
}
