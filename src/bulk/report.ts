// Formats the result of each row of a bulk run: for the screen, as JSON, and as the CSV file in the output folder.

import type { UserError } from '../errors.ts'
import { oneLine, shortSerial, shown } from '../screen-text.ts'
import { indentedTable } from '../tables/columns.ts'
import { formatSpreadsheet, SPREADSHEET_MARK } from '../tables/csv.ts'
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

/** One row as texts; empty if there is no value. */
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
  return SPREADSHEET_MARK + formatSpreadsheet(COLUMNS) + rows.join('')
}

export type BulkCounts = Readonly<Record<RowOutcome['state'], number>>

export function countOutcomes(outcomes: readonly RowOutcome[]): BulkCounts {
  const counts = { made: 0, kept: 0, failed: 0, open: 0 }
  for (const { state } of outcomes) counts[state] += 1
  return counts
}

/** The screen shows no more rows; the CSV file has all of them. */
const SHOWN_ROWS = 20

/**
 * The end of a run: the errors, then a table of what was made, then the counts.
 * @param table its path as the user would type it; null: it could not be written
 * @param columns of the screen; null: none
 */
export function reportOutcomes(
  outcomes: readonly RowOutcome[],
  { table, columns }: { readonly table: string | null; readonly columns: number | null },
): string {
  const { made, kept, failed, open } = countOutcomes(outcomes)
  const counts = [
    `${made} made`,
    ...(kept > 0 ? [`${kept} existed already`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(open > 0 ? [`${open} not begun`] : []),
  ]
  const wrong = outcomes.flatMap((outcome) => {
    if (!('error' in outcome)) return []
    const { row, input } = outcome.row
    return [`error: row ${row} (${input.upn ?? ''}): ${messageOf(outcome.error)}`]
  })
  const rows = outcomes.flatMap((outcome) => {
    if (!('delivered' in outcome)) return []
    const { row, input } = outcome.row
    const { serialNumber, thumbprint, notAfter } = outcome.delivered
    const whose = [String(row), input.upn ?? '', input.device ?? '', notAfter.slice(0, 10)]
    return [{ whole: [...whose, serialNumber, thumbprint], short: [...whose, shortSerial(serialNumber)] }]
  })
  const shownRows = rows.slice(0, SHOWN_ROWS)
  const heads = ['ROW', 'USER', 'DEVICE', 'VALID UNTIL', 'SERIAL NUMBER', 'THUMBPRINT']
  const whole = indentedTable([heads, ...shownRows.map((one) => one.whole)], columns)
  const short = indentedTable(
    [[...heads.slice(0, 4), 'SERIAL'], ...shownRows.map((one) => one.short)],
    columns,
  )
  const inTable = table === null ? '' : ` in ${shown(table)}`
  const leftOut = (listed: readonly unknown[]): string[] =>
    listed.length > SHOWN_ROWS ? [`  … and ${listed.length - SHOWN_ROWS} more${inTable}`] : []
  return [
    ...wrong.slice(0, SHOWN_ROWS).map(oneLine),
    ...leftOut(wrong),
    ...(rows.length === 0 ? [] : whole.some((row) => row.includes('\n')) ? short : whole),
    ...leftOut(rows),
    '',
    `${counts.join(', ')}.${table === null ? '' : ` All rows are${inTable}.`}`,
  ].join('\n')
}
