// What became of each row of a bulk run: for the screen, as JSON, and as the table that is kept beside the media.

import { alignColumns } from '../columns.ts'
import { formatSpreadsheet } from '../csv.ts'
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

/** One row as texts; empty where there is nothing to say. @param shown a path as the user would type it */
function factsOf(outcome: RowOutcome, shown: (path: string) => string): OutcomeFacts {
  const { row, state } = outcome
  const { upn = '', device = '' } = row.input
  const request = { row: String(row.row), upn, device, state }
  const nothing = { serial: '', thumbprint: '', notAfter: '', zip: '', sha256: '', error: '' }
  if (state === 'open') return { ...nothing, ...request }
  if (state === 'failed') {
    const { message, problems } = outcome.error
    const details = problems.map((problem) => `; ${problem.field}: ${problem.message}`).join('')
    return { ...nothing, ...request, error: `${message}${details}` }
  }
  const { serialNumber: serial, thumbprint, notAfter, zip, zipSha256 } = outcome.delivered
  return { ...request, serial, thumbprint, notAfter, zip: shown(zip), sha256: zipSha256, error: '' }
}

export function outcomeToJson(outcome: RowOutcome, shown: (path: string) => string): string {
  const { row, error, ...facts } = factsOf(outcome, shown)
  return JSON.stringify({ row: Number(row), ...facts, ...(error === '' ? {} : { error }) })
}

/** `bulk-<date>.csv`. */
export function outcomesToCsv(outcomes: readonly RowOutcome[], shown: (path: string) => string): string {
  const rows = outcomes.map((outcome) => {
    const facts = factsOf(outcome, shown)
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
  { shown, table }: { readonly shown: (path: string) => string; readonly table: string },
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
    const { row, upn, device, thumbprint, notAfter, error } = factsOf(outcome, shown)
    const what = isFailed(outcome) ? `failed: ${error}` : `${thumbprint}  ${notAfter.slice(0, 10)}`
    return [row, upn, device, what]
  })
  const more = ordered.length - lines.length
  return [
    ...alignColumns([['row', 'upn', 'device', 'thumbprint, valid until'], ...lines]),
    ...(more > 0 ? [`… and ${more} more in ${table}`] : []),
    '',
    `${counts.join(', ')}. All rows are in ${table}.`,
  ].join('\n')
}

function isFailed({ state }: RowOutcome): boolean {
  return state === 'failed'
}
