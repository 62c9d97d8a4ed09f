// A table of users → the input of one request per row. The cells are checked in `../request` and `../plan`, and rows
// against each other in `plan.ts`.

import { type Problem, UserError } from '../errors.ts'
import { COLUMN_FIELDS, FIELDS } from '../request/options.ts'
import type { RequestInput } from '../request/request.ts'
import { shown } from '../screen-text.ts'
import { Secret } from '../secret.ts'
import { parseCsv } from '../tables/csv.ts'

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
}

const PASSWORD_COLUMNS = ['password_file', 'password'] as const
/** The columns of the table of options, and those for the password. */
const COLUMNS = [...COLUMN_FIELDS, ...PASSWORD_COLUMNS] as const
type Column = (typeof COLUMNS)[number]

export interface BulkTerms {
  /** For every missing or empty cell. */
  readonly defaults: RequestInput
  readonly allowPasswords: boolean
  /** @throws UserError wrong-input: the file cannot be read */
  readonly readPasswordFile: (path: string) => Secret
}

/** @throws UserError wrong-input: not a CSV file, no rows, or no column `upn` */
export function readUserTable(csv: Uint8Array, terms: BulkTerms): UserTable {
  const [header, ...records] = parseCsv(csv)
  const { columns, problems } = readHeader(header ?? [], terms)
  const rows: BulkRow[] = []
  for (const [index, record] of records.entries()) {
    const row = index + 2
    if (record.every((cell) => cell.trim() === '')) continue
    const surplus = record.slice(columns.length).find((cell) => cell.trim() !== '')
    if (surplus !== undefined) {
      const message = `has ${record.length} cells, but the header has ${columns.length}`
      problems.push({
        field: rowField(row),
        message,
        hint: 'put quotes around cells that contain the delimiter',
      })
    } else {
      rows.push({ row, input: readRow(columns, record, { row, terms, problems }) })
    }
  }
  if (rows.length === 0 && problems.length === 0) throw noRows()
  return { rows, problems }
}

/** The name of a row, or of one of its cells, in problems. */
export function rowField(row: number, column = ''): string {
  return column === '' ? `row ${row}` : `row ${row}, ${column}`
}

function noRows(): UserError {
  return new UserError('wrong-input', 'the table of users has no rows', {
    hint: 'give a CSV file with a header, such as upn,device, and a row for each user or device',
  })
}

/**
 * @returns null for a column that is ignored
 * @throws UserError wrong-input: there is no column `upn`
 */
function readHeader(
  cells: readonly string[],
  { allowPasswords }: BulkTerms,
): { readonly columns: readonly (Column | null)[]; readonly problems: Problem[] } {
  const problems: Problem[] = []
  const columns: (Column | null)[] = []
  for (const cell of cells) {
    const name = cell.trim().toLowerCase()
    const column = COLUMNS.find((known) => known === name) ?? null
    if (column === null) {
      const hint = `remove it; the known columns are ${COLUMNS.join(', ')}`
      problems.push({ field: 'header', message: `${shown(cell)} is not known`, hint })
    } else if (columns.includes(column)) {
      problems.push({ field: 'header', message: `${column} occurs twice`, hint: 'remove one of them' })
    }
    columns.push(columns.includes(column) ? null : column)
  }
  if (columns.includes('password') && !allowPasswords) problems.push(PASSWORD_REFUSAL)
  if (columns.includes('upn')) return { columns, problems }
  const hint = 'start the file with a header, such as upn,device'
  problems.push({ field: 'header', message: 'there is no column upn', hint })
  throw new UserError('wrong-input', 'the table of users cannot be used', { problems })
}

const PASSWORD_REFUSAL: Problem = {
  field: 'header',
  message: 'anybody who finds the table, in a mail or a backup, can read the passwords in it',
  hint: 'remove the column; then each row gets a random password, which --passwords-out lists. Or give --allow-passwords-in-csv',
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
