// The header of a table of users: which column is which, what an export has besides, and what is not known.
import { type Problem, UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { COLUMN_FIELDS } from '../request/options.ts'
import { shown } from '../screen-text.ts'
import { columnKey, isExportColumn, UPN_KEY } from './export-columns.ts'

const PASSWORD_COLUMNS = ['password_file', 'password'] as const
/** The columns of the table of options, and those for the password. */
const COLUMNS = [...COLUMN_FIELDS, ...PASSWORD_COLUMNS] as const
export type Column = (typeof COLUMNS)[number]

export interface HeaderTerms {
  readonly allowPasswords: boolean
  /** Whether columns that are not known are passed over. */
  readonly ignoreColumns: boolean
}

export interface Header {
  /** Null for a column that is passed over. */
  readonly columns: readonly (Column | null)[]
  /** Whether somebody exported it: the user principal names are in a column of another name than `upn`. */
  readonly isExport: boolean
  readonly problems: Problem[]
  readonly findings: Finding[]
}

/** @throws UserError wrong-input: there is no column `upn` */
export function readHeader(
  cells: readonly string[],
  records: readonly (readonly string[])[],
  { allowPasswords, ignoreColumns }: HeaderTerms,
): Header {
  const hasUpn = cells.some((cell) => columnOf(cell, true) === 'upn')
  const named = cells.map((cell) => columnOf(cell, hasUpn))
  const columns = named.map((column, index) => (named.indexOf(column) === index ? column : null))
  const twice = new Set(named.filter((column, index) => column !== null && columns[index] === null))
  const problems = [...twice].map((column): Problem => {
    return { field: 'header', message: `${column} occurs twice`, hint: 'remove one of them' }
  })
  if (!columns.includes('upn')) throw withoutUpn(cells)
  const others = cells.filter((_, index) => named[index] === null && !isEmpty(index, cells, records))
  const unknown = others.filter((cell) => !isExportColumn(cell))
  if (unknown.length > 0 && !ignoreColumns) problems.push(unknownColumns(unknown))
  if (columns.includes('password') && !allowPasswords) problems.push(PASSWORD_REFUSAL)
  return { columns, isExport: !hasUpn, problems, findings: others.length > 0 ? [passedOver(others)] : [] }
}

/** @param hasUpn whether a column has the very name `upn`; another that means the same is then of an export */
function columnOf(cell: string, hasUpn: boolean): Column | null {
  const name = cell.trim().toLowerCase()
  if (!hasUpn && columnKey(name) === UPN_KEY) return 'upn'
  return COLUMNS.find((known) => known === name) ?? null
}

/** As a spreadsheet leaves a column that was cleared. */
function isEmpty(index: number, cells: readonly string[], records: readonly (readonly string[])[]): boolean {
  return [cells, ...records].every((record) => (record[index] ?? '').trim() === '')
}

const MOST_NAMED = 10

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED
  const shortened = names.map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name))
  return `${shortened.slice(0, MOST_NAMED).map(shown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function unknownColumns(names: readonly string[]): Problem {
  const [first = ''] = names
  const message =
    names.length === 1
      ? `${listed([first])} is not known`
      : `${names.length} columns are not known: ${listed(names)}`
  const hint = `give --ignore-columns to pass over them; the known columns are ${COLUMNS.join(', ')}`
  return { field: 'header', message, hint }
}

function passedOver(names: readonly string[]): Finding {
  const count = names.length === 1 ? '1 column is' : `${names.length} columns are`
  return {
    severity: 'note',
    code: 'columns-passed-over',
    message: `${count} not used: ${listed(names)}`,
    hint: `the columns that are used are ${COLUMNS.join(', ')}`,
  }
}

function withoutUpn(cells: readonly string[]): UserError {
  const isRow = cells.some((cell) => cell.includes('@'))
  const problem: Problem = isRow
    ? {
        field: 'header',
        message: `the first line, which begins with ${listed(cells.slice(0, 1))}, is not a header`,
        hint: 'put a line with the names of the columns above it, such as upn,device',
      }
    : {
        field: 'header',
        message: `there is no column upn among ${listed(cells)}`,
        hint: 'call the column of the user principal names upn; without a header, start the file with one, such as upn,device',
      }
  return new UserError('wrong-input', 'the table of users cannot be used', { problems: [problem] })
}

const PASSWORD_REFUSAL: Problem = {
  field: 'header',
  message: 'anybody who finds the table, in a mail or a backup, can read the passwords in it',
  hint: 'remove the column; then each row gets a random password, which --passwords-out lists. Or give --allow-passwords-in-csv',
}
