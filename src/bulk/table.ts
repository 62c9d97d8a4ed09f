// A table of users → one request's input a row. What stands in the cells is judged by `../request.ts` and `../plan.ts`;
// what the rows are to each other, by `plan.ts`.

import { type Problem, UserError } from '../errors.ts'
import { COLUMN_FIELDS, FIELDS } from '../request/options.ts'
import type { RequestInput } from '../request/request.ts'
import { Secret } from '../secret.ts'
import { parseCsv } from '../tables/csv.ts'

/** One user or device of the table. */
export interface BulkRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number
  readonly input: RequestInput
}

export interface UserTable {
  readonly rows: readonly BulkRow[]
  /** What is wrong with the table itself, and so far with its rows: to be told with what is wrong with the rows' plans. */
  readonly problems: readonly Problem[]
}

const PASSWORD_COLUMNS = ['password_file', 'password'] as const
/** Those of the table of options, and where a password stands. */
const COLUMNS = [...COLUMN_FIELDS, ...PASSWORD_COLUMNS] as const
type Column = (typeof COLUMNS)[number]

export interface BulkTerms {
  /** For every cell that is absent or empty. */
  readonly defaults: RequestInput
  readonly allowPasswords: boolean
  /** @throws UserError wrong-input where the file cannot be read */
  readonly readPasswordFile: (path: string) => Secret
}

/** @throws UserError wrong-input: no CSV, or no rows, or no column that says whom they are for */
export function readUserTable(csv: Uint8Array, terms: BulkTerms): UserTable {
  const [header, ...records] = parseCsv(csv)
  const { columns, problems } = readHeader(header ?? [], terms)
  const rows: BulkRow[] = []
  for (const [index, record] of records.entries()) {
    const row = index + 2
    if (record.every((cell) => cell.trim() === '')) continue
    const surplus = record.slice(columns.length).find((cell) => cell.trim() !== '')
    if (surplus !== undefined) {
      const message = `has ${record.length} cells, and the header ${columns.length}`
      problems.push({ field: rowField(row), message, hint: 'quote cells that hold the delimiter' })
    } else {
      rows.push({ row, input: readRow(columns, record, { row, terms, problems }) })
    }
  }
  if (rows.length === 0 && problems.length === 0) throw noRows()
  return { rows, problems }
}

/** How a row, or one of its cells, is called in problems. */
export function rowField(row: number, column = ''): string {
  return column === '' ? `row ${row}` : `row ${row}, ${column}`
}

function noRows(): UserError {
  return new UserError('wrong-input', 'the table of users has no rows', {
    hint: 'give a CSV file with a header, such as upn,device, and a row for each user or device',
  })
}

/**
 * @returns null for a column that is passed over, and why
 * @throws UserError wrong-input where no column says whom the rows are for
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
      const hint = `take it out; the columns are ${COLUMNS.join(', ')}`
      problems.push({ field: 'header', message: `${JSON.stringify(cell)} is not known`, hint })
    } else if (columns.includes(column)) {
      problems.push({ field: 'header', message: `${column} is there twice`, hint: 'take one of them out' })
    }
    columns.push(columns.includes(column) ? null : column)
  }
  if (columns.includes('password') && !allowPasswords) problems.push(PASSWORD_REFUSAL)
  if (columns.includes('upn')) return { columns, problems }
  const hint = 'begin the file with a header, such as upn,device'
  problems.push({ field: 'header', message: 'there is no column upn', hint })
  throw new UserError('wrong-input', 'the table of users cannot be used', { problems })
}

const PASSWORD_REFUSAL: Problem = {
  field: 'header',
  message: 'passwords in a table are read by whoever finds the table, in mails, backups and spreadsheets',
  hint: 'leave the column out: each row then gets a random one, which --passwords-out lists; or give --allow-passwords-in-csv',
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
  const given: Readonly<Record<string, unknown>> = { ...cells, password } // a file's password is one by now
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
