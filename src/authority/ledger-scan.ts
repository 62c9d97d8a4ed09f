// Looks a plain line of the ledger over without making anything: where its fields stand. A line that is not just as
// formatLine writes them, or that holds more than a certificate's books, is left to ledger-lines.ts, which reads any
// JSON and says what is wrong. Source: RFC 8259 §7.

const NAMES = [
  'event',
  'at',
  'serialNumber',
  'userPrincipalName',
  'device',
  'name',
  'notAfter',
  'output',
  'thumbprint',
  'notBefore',
  'by',
  'reason',
  'answers',
] as const

/** Places in `LineFields`. */
export const FIELD = Object.fromEntries(NAMES.map((name, index) => [name, index])) as Readonly<
  Record<(typeof NAMES)[number], number>
>

/** Where the fields of a line stand: start and end of each text between its quotes, or one of these as the start. */
export interface LineFields {
  line: Uint8Array
  readonly spans: Int32Array
}
const [ABSENT, NULL] = [-1, -2]

export function emptyFields(): LineFields {
  return { line: new Uint8Array(0), spans: new Int32Array(2 * NAMES.length) }
}

const ENCODED = NAMES.map((name) => Buffer.from(name))
/** By length: few have the same. */
const BY_LENGTH = Array.from({ length: 18 }, (_, length) =>
  NAMES.flatMap((name, index) => (name.length === length ? [index] : [])),
)
const [QUOTE, BACKSLASH, COLON, COMMA, BRACE] = [0x22, 0x5c, 0x3a, 0x2c, 0x7b]
const NULL_TEXT = Buffer.from('null')

/**
 * Finds the fields before the answers; what follows them is not looked at.
 * @param end where the line's check begins
 * @returns false: it is not that plain
 */
export function scanLine(line: Uint8Array, end: number, into: LineFields): boolean {
  const { spans } = into
  into.line = line
  spans.fill(ABSENT)
  if (line[0] !== BRACE) return false
  for (let at = 1; ; at++) {
    if (line[at] !== QUOTE) return false
    const keyEnd = endOfText(line, at + 1, end)
    const field = fieldOf(line, at + 1, keyEnd)
    if (field === -1 || line[keyEnd + 1] !== COLON || spans[2 * field] !== ABSENT) return false
    if (field === FIELD['answers']) return true
    at = keyEnd + 2
    if (line[at] === QUOTE) {
      spans[2 * field] = at + 1
      at = endOfText(line, at + 1, end)
      if (at === -1) return false
      spans[2 * field + 1] = at++
    } else {
      if (!stands(NULL_TEXT, line, at)) return false
      spans[2 * field] = NULL
      at += NULL_TEXT.length
    }
    if (at === end) return true
    if (line[at] !== COMMA) return false
  }
}

export function isNull({ spans }: LineFields, field: number): boolean {
  return spans[2 * field] === NULL
}

/** Empty also where there is none; then it starts before the line. */
export function startOf({ spans }: LineFields, field: number): number {
  return spans[2 * field] ?? ABSENT
}

export function endOf({ spans }: LineFields, field: number): number {
  return spans[2 * field + 1] ?? ABSENT
}

/** @returns where its closing quote stands; -1: it has none, or something that JSON or formatLine would escape */
function endOfText(line: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = line[at] ?? 0
    if (code === QUOTE) return at
    if (code < 0x20 || code > 0x7e) return -1
    if (code === BACKSLASH) {
      at = endOfEscape(line, at + 1)
      if (at === -1) return -1
    }
  }
  return -1
}

/** `"\/bfnrt`, or u and four digits. @returns its last byte; -1: it is none */
function endOfEscape(line: Uint8Array, at: number): number {
  const code = line[at] ?? 0
  if (SHORT_ESCAPES.includes(code)) return at
  if (code !== LETTER_U) return -1
  for (let digit = at + 1; digit <= at + 4; digit++) if (!isHexDigit(line[digit] ?? 0)) return -1
  return at + 4
}

const SHORT_ESCAPES = Buffer.from('"\\/bfnrt')
const LETTER_U = 0x75

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)
}

function fieldOf(line: Uint8Array, start: number, end: number): number {
  const candidates = BY_LENGTH[end - start]
  if (candidates === undefined) return -1
  for (const field of candidates) if (stands(ENCODED[field] as Buffer, line, start)) return field
  return -1
}

function stands(text: Uint8Array, line: Uint8Array, at: number): boolean {
  for (let index = 0; index < text.length; index++) if (line[at + index] !== text[index]) return false
  return true
}
