// A table of users → the input of one request per row. The cells are checked in `../request` and `../plan`, and rows
// against each other in `plan.ts`.

import { type Problem, UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { FIELDS } from '../request/options.ts'
import type { RequestInput } from '../request/request.ts'
import { Secret } from '../secret.ts'
import { isAboveHeader, parseCsv } from '../tables/csv.ts'
import { objectionsTo } from './export-columns.ts'
import { type Column, type HeaderTerms, readHeader } from './table-header.ts'

/** One user or device of the table. */
export interface BulkRow {
  /** As in a spreadsheet: the header is row 1. */
  readonly row: number
  readonly input: RequestInput
}

export interface UserTable {
  readonly rows: readonly BulkRow[]
  /** Problems of the table and its rows so far. They are reported together with those of the plans. */
  readonly problems: readonly Problem[]
  /** Warnings and notes. */
  readonly findings: readonly Finding[]
}

export interface BulkTerms extends HeaderTerms {
  /** For every missing or empty cell. */
  readonly defaults: RequestInput
  /** @throws UserError wrong-input: the file cannot be read */
  readonly readPasswordFile: (path: string) => Secret
}

/** @throws UserError wrong-input: not a CSV file, no rows, or no column `upn` */
export function readUserTable(csv: Uint8Array, terms: BulkTerms): UserTable {
  const lines = parseCsv(csv)
  const above = isAboveHeader(lines[0]?.[0] ?? '') ? 1 : 0
  const [header = [], ...records] = lines.slice(above)
  if (header.every((cell) => cell.trim() === '')) throw noRows()
  const { columns, isExport, problems, findings } = readHeader(header, records, terms)
  const rows: BulkRow[] = []
  for (const [index, record] of records.entries()) {
    const row = above + index + 2
    if (record.every((cell) => cell.trim() === '')) continue
    const surplus = record.slice(columns.length).find((cell) => cell.trim() !== '')
    if (surplus !== undefined) {
      const message = `has ${record.length} cells, but the header has ${columns.length}`
      problems.push({
        field: rowField(row),
        message,
        hint: 'put quotes around cells that contain the delimiter',
      })
      continue
    }
    if (isExport && columns.every((column, i) => column === null || (record[i] ?? '').trim() === '')) {
      findings.push(withoutName(row))
      continue
    }
    const input = readRow(columns, record, { row, terms, problems })
    rows.push({ row, input })
    findings.push(...objectionsTo({ header, record, row, upn: input.upn }))
  }
  if (rows.length === 0 && problems.length === 0) throw noRows()
  return { rows, problems, findings }
}

/** The name of a row, or of one of its cells, in problems. */
export function rowField(row: number, column = ''): string {
  return column === '' ? `row ${row}` : `row ${row}, ${column}`
}

/** Groups among the members of a group, and built-in accounts of Active Directory. */
function withoutName(row: number): Finding {
  return {
    severity: 'warning',
    code: 'no-user-principal-name',
    message: `row ${row} has no user principal name, and is not used`,
    hint: 'add the name, if it is a user; nothing needs to be done for a group',
  }
}

function noRows(): UserError {
  return new UserError('wrong-input', 'the table of users has no rows', {
    hint: 'give a CSV file with a header, such as upn,device, and a row for each user or device',
  })
}

type Cells = Partial<Record<Column, string>>

interface RowContext {
  readonly row: number
  readonly terms: BulkTerms
  readonly problems: Problem[]
}

function readRow(
  columns: readonly (Column | null)[],
  record: readonly string[],
  context: RowContext,
): RequestInput {
  const cells: Cells = {}
  for (const [index, column] of columns.entries()) {
    const cell = record[index] ?? ''
    const text = column === 'password' ? cell : cell.trim()
    if (text !== '' && column !== null) cells[column] = text
  }
  return inputOf(cells, context.terms.defaults, readPassword(cells, context))
}

function inputOf(cells: Cells, defaults: RequestInput, password: Secret | undefined): RequestInput {
  const given: Readonly<Record<string, unknown>> = { ...cells, password } // with the password from the file
  return Object.fromEntries(FIELDS.map((field) => [field, given[field] ?? defaults[field]])) as RequestInput
}

function readPassword(
  { password, password_file: file }: Cells,
  { row, terms, problems }: RowContext,
): Secret | undefined {
  if (password !== undefined) return new Secret(password)
  if (file === undefined) return undefined
  try {
    return terms.readPasswordFile(file)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    problems.push({
      field: rowField(row, 'password_file'),
      message: error.message,
      hint: error.hint ?? 'give a file',
    })
    return undefined
  }
}
