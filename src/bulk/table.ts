// A table of users → one request's input a row. What stands in the cells is judged by `../request.ts` and `../plan.ts`;
// what the rows are to each other, by `plan.ts`.
import { parseCsv } from '../csv.ts'
import { type Problem, throwProblems, UserError } from '../errors.ts'
import type { RequestInput } from '../request.ts'
import { Secret } from '../secret.ts'

/** One user or device of the table. */
export interface BulkRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number
  readonly input: RequestInput
}

/** Columns that are options of `new`, by the same names. */
const OPTION_COLUMNS = [
  'upn',
  'device',
  'template',
  'days',
  'key',
  'pfx',
  'store',
  'import',
  'label',
  'architecture',
] as const
const PASSWORD_COLUMNS = ['password_file', 'password'] as const
const COLUMNS = [...OPTION_COLUMNS, ...PASSWORD_COLUMNS] as const
type Column = (typeof COLUMNS)[number]

export interface BulkTerms {
  /** For every cell that is absent or empty. */
  readonly defaults: RequestInput
  readonly allowPasswords: boolean
  /** @throws UserError wrong-input where the file cannot be read */
  readonly readPasswordFile: (path: string) => Secret
}

/** @throws UserError wrong-input: no CSV, or a header that cannot be used, or password files that cannot be read */
export function readUserTable(csv: Uint8Array, terms: BulkTerms): BulkRow[] {
  const [header, ...records] = parseCsv(csv)
  const columns = readHeader(header ?? [], terms)
  const problems: Problem[] = []
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
  if (records.length > 0) throwProblems('the table of users cannot be used', problems)
  if (rows.length === 0) throw new UserError('wrong-input', 'the table of users has no rows')
  return rows
}

/** How a row, or one of its cells, is called in problems. */
export function rowField(row: number, column?: string): string {
  return column === undefined ? `row ${row}` : `row ${row}, ${column}`
}

function readHeader(cells: readonly string[], { allowPasswords }: BulkTerms): Column[] {
  const problems: Problem[] = []
  const columns: Column[] = []
  for (const cell of cells) {
    const name = cell.trim().toLowerCase()
    const column = COLUMNS.find((known) => known === name)
    if (column === undefined) {
      const hint = `take it out; the columns are ${COLUMNS.join(', ')}`
      problems.push({ field: 'header', message: `${JSON.stringify(cell)} is not known`, hint })
    } else if (columns.includes(column)) {
      problems.push({ field: 'header', message: `${column} is there twice` })
    } else columns.push(column)
  }
  if (!columns.includes('upn')) problems.push({ field: 'header', message: 'there is no column upn' })
  if (columns.includes('password') && !allowPasswords) problems.push(PASSWORD_REFUSAL)
  throwProblems('the table of users cannot be used', problems)
  return columns
}

const PASSWORD_REFUSAL: Problem = {
  field: 'password',
  message: 'passwords in a table are read by whoever finds the table, in mails, backups and spreadsheets',
  hint: 'leave the column out: each row then gets a random one, which --passwords-out lists; or give --allow-passwords-in-csv',
}

type Cells = Partial<Record<Column, string>>

interface RowContext {
  readonly row: number
  readonly terms: BulkTerms
  readonly problems: Problem[]
}

function readRow(columns: readonly Column[], record: readonly string[], context: RowContext): RequestInput {
  const cells: Cells = {}
  for (const [index, column] of columns.entries()) {
    const cell = record[index] ?? ''
    const text = column === 'password' ? cell : cell.trim()
    if (text !== '') cells[column] = text
  }
  return inputOf(cells, context.terms.defaults, readPassword(cells, context))
}

/** Field by field: `...` gives each of many thousand objects a shape of its own, which takes more memory than its texts. */
function inputOf(cells: Cells, defaults: RequestInput, password: Secret | undefined): Required<RequestInput> {
  return {
    upn: cells.upn ?? defaults.upn,
    device: cells.device ?? defaults.device,
    password: password ?? defaults.password,
    template: cells.template ?? defaults.template,
    days: cells.days ?? defaults.days,
    key: cells.key ?? defaults.key,
    pfx: cells.pfx ?? defaults.pfx,
    store: cells.store ?? defaults.store,
    import: cells.import ?? defaults.import,
    strictImport: defaults.strictImport,
    label: cells.label ?? defaults.label,
    exportable: defaults.exportable,
    architecture: cells.architecture ?? defaults.architecture,
    addWindowsPe: defaults.addWindowsPe,
  }
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
    problems.push({ field: rowField(row, 'password_file'), message: error.message, hint: 'give a file' })
    return undefined
  }
}
