// Comma-separated values: text → records, records → text. Source: RFC 4180. The only file that knows csv-parse.
import { CsvError, parse } from 'csv-parse/sync'
import { UserError } from '../errors.ts'

/** No cell that means something here comes near; a quote that nobody closed ends up past it. */
const MAX_RECORD_BYTES = 128 * 1024

/**
 * Records in the order of the file, an empty line as a record of one empty cell. UTF-8 with or without BOM, or UTF-16 with one;
 * comma, semicolon, tab or bar, whichever the first line has (spreadsheets write semicolons where the comma is the decimal
 * sign). A first line `sep=;` names it, and is no record.
 * @throws UserError wrong-input
 */
export function parseCsv(bytes: Uint8Array): string[][] {
  const whole = decode(bytes)
  const named = /^sep=([^\r\n])(?:\r\n|\r|\n)/i.exec(whole) // Excel takes that line for itself
  const text = whole.slice(named?.[0].length ?? 0)
  try {
    return parse(text, {
      delimiter: named?.[1] ?? delimiterIn(text),
      max_record_size: MAX_RECORD_BYTES,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = 'lines' in error ? `line ${error['lines']}: ` : ''
    throw new UserError('wrong-input', `the CSV cannot be read: ${line}${reasonOf(error)}`, {
      hint: 'put cells that hold quotes, delimiters or line ends in quotes, and double the quotes inside',
      cause: error,
    })
  }
}

/** What Export-Csv of Windows PowerShell, and Entra's templates of bulk operations, have above the header. */
const ABOVE_HEADER = /^(?:#TYPE |version:v\d)[^\r\n]*(?:\r\n|\r|\n|$)/

export function isAboveHeader(cell: string): boolean {
  return ABOVE_HEADER.test(cell)
}

function delimiterIn(text: string): string {
  const header = text.replace(ABOVE_HEADER, '')
  const firstLine = /^[^\r\n]*/.exec(header)?.[0].replace(/"[^"]*"/g, '') ?? ''
  if (firstLine.includes(';')) return ';'
  if (firstLine.includes(',')) return ','
  return ['\t', '|'].find((each) => firstLine.includes(each)) ?? ','
}

const AS_CSV = 'save it as "CSV UTF-8"'

function decode(bytes: Uint8Array): string {
  const begin = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  if (begin === '504b0304') throw unreadable('it is a workbook, of Excel (.xlsx) or LibreOffice (.ods)')
  if (begin === 'd0cf11e0') throw unreadable('it is a workbook of Excel (.xls)')
  if (/^(?:(?!00)..00){2}|^(?:00(?!00)..){2}/.test(begin))
    throw unreadable('it is UTF-16 without a byte order mark')
  const encoding = begin.startsWith('fffe') ? 'utf-16le' : begin.startsWith('feff') ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    throw unreadable(`it is not ${encoding.toUpperCase()}`, cause)
  }
}

function unreadable(why: string, cause?: unknown): UserError {
  return new UserError('wrong-input', `the table cannot be read: ${why}`, { hint: AS_CSV, cause })
}

const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'something stands after a closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands inside of a cell that does not begin with one',
  CSV_MAX_RECORD_SIZE: 'a row is too long, or a quote is never closed',
}

function reasonOf({ code }: CsvError): string {
  return REASONS[code] ?? code
}

/** One record with its line end, RFC 4180 §2: quoted where it must be. */
export function formatCsv(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",;\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
  return `${quoted.join(',')}\r\n`
}

/**
 * The same for a file that will be opened in a spreadsheet: a cell that it would take for a formula gets an apostrophe
 * before it. Source: OWASP, "CSV Injection".
 */
export function formatSpreadsheet(cells: readonly string[]): string {
  return formatCsv(cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)))
}

/**
 * Begins a file for a spreadsheet: Excel reads one without this byte order mark in the code page of the country, and shows
 * `Jörg` as `JÃ¶rg`.
 */
export const SPREADSHEET_MARK = '\ufeff'
