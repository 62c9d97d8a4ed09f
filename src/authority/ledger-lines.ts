// The ledger's lines: one JSON object each, which ends in a CRC-32 of all that stands before it in the line.
// A line that was cut, overwritten or edited is known by that; what the disk did is told apart from what was said.
import { crc32 } from 'node:zlib'
import { REVOCATION_REASONS } from './crl-entries.ts'
import type { CrlIssued, Intended, Issued, LedgerEvent, Revoked, Superseded } from './ledger.ts'

/** `,"crc32":"1a2b3c4d"}`: fixed in length, so that what it covers needs no parsing to find. */
const CHECK = ',"crc32":"'
const CHECK_LENGTH = CHECK.length + 8 + '"}'.length

// A quote inside of a JSON string is escaped, so these bytes can only be the member itself.
const ANSWERS = Buffer.from(',"answers":')

/** @returns the line with its end: ASCII, whatever the names in it */
export function formatLine(event: LedgerEvent): string {
  const open = toAscii(JSON.stringify(inOrder(event)).slice(0, -1))
  return `${open}${CHECK}${hex(crc32(open))}"}\n`
}

/** As JSON escapes (RFC 8259 §7), so that a line is read without decoding. */
function toAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function inOrder(event: LedgerEvent): LedgerEvent {
  if (event.event !== 'issued') return event
  const { answers, certificate, ...first } = event // because parseLine stops reading where the answers begin
  return { ...first, answers, certificate }
}

/**
 * Reads a line without its end. Of an `issued` line the answers and the certificate are checked (CRC-32) but
 * not parsed: `answers` is empty and `certificate` null; `parseIssued` gives them.
 * @throws SyntaxError that says what is wrong with the line
 */
export function parseLine(line: Buffer): LedgerEvent {
  const end = checkedEnd(line)
  const answers = line.indexOf(ANSWERS)
  const text = line.toString('latin1', 0, answers === -1 ? end : answers)
  return readEvent(object(JSON.parse(`${text}}`)))
}

/**
 * Reads all of an `issued` line.
 * @throws SyntaxError that says what is wrong with the line
 */
export function parseIssued(line: Buffer): Issued {
  const fields = object(JSON.parse(`${line.toString('latin1', 0, checkedEnd(line))}}`))
  const { answers, certificate } = fields
  const event = readEvent(fields)
  if (event.event !== 'issued') throw new SyntaxError('is no issued event')
  if (!Object.values(object(answers)).every(isText)) throw new SyntaxError('has an answer that is no text')
  if (certificate !== null && !isText(certificate)) throw new SyntaxError('has no usable "certificate"')
  return { ...event, answers: answers as Issued['answers'], certificate: certificate as string | null }
}

/**
 * @returns where what the check covers ends, once it is known to be as it was written
 * @throws SyntaxError that says what is wrong with the line
 */
export function checkedEnd(line: Buffer): number {
  const end = line.length - CHECK_LENGTH
  const digits = end + CHECK.length
  if (end < 1 || !stands(CHECK, line, end) || !stands('"}', line, line.length - 2)) {
    throw new SyntaxError('is not a whole line')
  }
  if (readHex(line, digits) !== crc32(line.subarray(0, end))) {
    throw new SyntaxError('is not what was written: its CRC-32 does not fit')
  }
  return end
}

// Byte by byte, because a hundred thousand small strings take longer than all the rest.
function stands(text: string, line: Buffer, at: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (line[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}

/** Eight lower-case hex digits; NaN where one is none. */
function readHex(line: Buffer, at: number): number {
  let value = 0
  for (let index = at; index < at + 8; index++) {
    const byte = line[index] ?? 0
    const digit = byte < 0x3a ? byte - 0x30 : byte - 0x57 // 0 to 9, a to f
    value = value * 16 + (digit < 0 || digit > 15 || (byte >= 0x3a && digit < 10) ? Number.NaN : digit)
  }
  return value
}

function hex(check: number): string {
  return check.toString(16).padStart(8, '0')
}

type FieldName = keyof Intended | keyof Issued | keyof Superseded | keyof Revoked | keyof CrlIssued
type Fields = { -readonly [Name in FieldName]?: unknown }
type Check = (value: unknown) => boolean

const SERIAL_NUMBER = /^(?:[0-9a-f]{2}){1,20}$/ // RFC 5280 §4.1.2.2: at most 20 octets
const CRL_NUMBER = /^\d{1,49}$/ // RFC 5280 §5.2.3: at most 20 octets
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

const isText: Check = (value) => typeof value === 'string'
const isSerialNumber: Check = (value) => typeof value === 'string' && SERIAL_NUMBER.test(value)
const isCrlNumber: Check = (value) => typeof value === 'string' && CRL_NUMBER.test(value)
const isInstant: Check = (value) => typeof value === 'string' && INSTANT.test(value)
const isReason: Check = (value) =>
  value === 'removeFromCRL' || Object.hasOwn(REVOCATION_REASONS, String(value))
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)

const SUBJECT: readonly [FieldName, Check][] = [
  ['serialNumber', isSerialNumber],
  ['userPrincipalName', isText],
  ['device', orNull(isText)],
  ['name', isText],
  ['notAfter', isInstant],
]
const EVENT_FIELDS: Readonly<Record<LedgerEvent['event'], readonly [FieldName, Check][]>> = {
  intended: [...SUBJECT, ['output', isText]],
  issued: [...SUBJECT, ['thumbprint', orNull(isText)], ['notBefore', orNull(isInstant)]],
  superseded: [
    ['serialNumber', isSerialNumber],
    ['by', orNull(isSerialNumber)],
  ],
  revoked: [
    ['serialNumber', isSerialNumber],
    ['reason', isReason],
  ],
  crl: [
    ['crlNumber', isCrlNumber],
    ['thisUpdate', orNull(isInstant)],
    ['nextUpdate', orNull(isInstant)],
  ],
}

/** The event without what no event has: a newer certstick may add to its lines. */
export function knownFields(event: LedgerEvent): LedgerEvent {
  const fields: Fields = event
  const names = ['event', 'at', ...EVENT_FIELDS[event.event].map(([name]) => name)] as const
  return Object.fromEntries(names.map((name) => [name, fields[name]])) as unknown as LedgerEvent
}

/** The fields given, once each is what the event says it is; answers and certificate are for `parseIssued`. */
function readEvent(fields: Fields): LedgerEvent {
  const { event, at } = fields
  if (typeof event !== 'string' || !Object.hasOwn(EVENT_FIELDS, event)) {
    throw new SyntaxError(`has an event "${event}" that this certstick does not know; a newer one wrote it`)
  }
  if (!isInstant(at)) throw new SyntaxError('has no usable "at"')
  for (const [name, check] of EVENT_FIELDS[event as LedgerEvent['event']]) {
    if (!check(fields[name])) throw new SyntaxError(`has no usable "${name}"`)
  }
  if (event === 'issued') {
    fields.answers = {}
    fields.certificate = null
  }
  return fields as LedgerEvent
}

function object(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new SyntaxError('is no JSON object')
  return value
}
