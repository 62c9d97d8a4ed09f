// Comma-separated values: text → records, records → text. Source: RFC 4180. The only file that knows csv-parse.
import { CsvError, parse } from 'csv-parse/sync'
import { UserError } from '../errors.ts'

/** No cell that means something here comes near; a quote that nobody closed ends up past it. */
const MAX_RECORD_BYTES = 128 * 1024

/**
 * Records in the order of the file, an empty line as a record of one empty cell. UTF-8 with or without BOM; comma or
 * semicolon, whichever stands in the first line (spreadsheets write semicolons where the comma is the decimal sign).
 * @throws UserError wrong-input
 */
export function parseCsv(bytes: Uint8Array): string[][] {
  const text = decodeUtf8(bytes)
  const firstLine = /^[^\r\n]*/.exec(text)?.[0].replace(/"[^"]*"/g, '') ?? ''
  try {
    return parse(text, {
      delimiter: firstLine.includes(';') ? ';' : ',',
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

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new UserError('wrong-input', 'the CSV is not UTF-8', {
      hint: 'save it as "CSV UTF-8"',
      cause,
    })
  }
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
