// The ledger's lines: one JSON object each, which ends in a CRC-32 of all that stands before it in the line.
// A line that was cut, overwritten or edited is known by that; what the disk did is told apart from what was said.
import { crc32 } from 'node:zlib'
import type { CrlIssued, Intended, Issued, LedgerEvent, Revoked, Superseded } from './ledger.ts'

/** `,"crc32":"1a2b3c4d"}`: fixed in length, so that what it covers needs no parsing to find. */
const CHECK = ',"crc32":"'
const CHECK_LENGTH = CHECK.length + 8 + '"}'.length

// A quote inside of a JSON string is escaped, so these bytes can only be the member itself.
const ANSWERS = Buffer.from(',"answers":')

/** @returns the line with its end: ASCII or UTF-8, no other line end in it */
export function formatLine(event: LedgerEvent): string {
  const open = JSON.stringify(inOrder(event)).slice(0, -1)
  return `${open}${CHECK}${hex(crc32(open))}"}\n`
}

function inOrder(event: LedgerEvent): LedgerEvent {
  if (event.event !== 'issued') return event
  const { answers, certificate, ...first } = event // because a list stops reading where the answers begin
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
  const text = line.toString('utf8', 0, answers === -1 ? end : answers)
  return readEvent(JSON.parse(`${text}}`))
}

/**
 * Reads all of an `issued` line.
 * @throws SyntaxError that says what is wrong with the line
 */
export function parseIssued(line: Buffer): Issued {
  const fields = object(JSON.parse(`${line.toString('utf8', 0, checkedEnd(line))}}`))
  const event = readEvent(fields)
  if (event.event !== 'issued') throw new SyntaxError('is no issued event')
  const answers = Object.entries(object(fields.answers))
  for (const [, value] of answers)
    if (typeof value !== 'string') throw new SyntaxError('has an answer that is no text')
  return {
    ...event,
    answers: Object.fromEntries(answers) as Record<string, string>,
    certificate: textOrNull(fields, 'certificate'),
  }
}

function checkedEnd(line: Buffer): number {
  const end = line.length - CHECK_LENGTH
  const check = end < 1 ? '' : line.toString('latin1', end)
  if (!check.startsWith(CHECK) || !check.endsWith('"}')) throw new SyntaxError('is not a whole line')
  if (check.slice(CHECK.length, -2) !== hex(crc32(line.subarray(0, end)))) {
    throw new SyntaxError('is not what was written: its CRC-32 does not fit')
  }
  return end
}

function hex(check: number): string {
  return check.toString(16).padStart(8, '0')
}

type Fields = Readonly<Partial<Record<FieldName, unknown>>>
type FieldName = keyof Intended | keyof Issued | keyof Superseded | keyof Revoked | keyof CrlIssued

function readEvent(value: unknown): LedgerEvent {
  const fields = object(value)
  const at = instant(fields, 'at')
  const kind = text(fields, 'event')
  switch (kind) {
    case 'intended':
      return { event: kind, at, ...subject(fields) } satisfies Intended
    case 'issued': {
      const thumbprint = textOrNull(fields, 'thumbprint')
      const notBefore = instantOrNull(fields, 'notBefore')
      return {
        event: kind,
        at,
        ...subject(fields),
        thumbprint,
        notBefore,
        answers: {},
        certificate: null,
      } satisfies Issued
    }
    case 'superseded': {
      const by = fields.by === null ? null : serial(fields, 'by')
      return { event: kind, at, serialNumber: serial(fields, 'serialNumber'), by } satisfies Superseded
    }
    case 'revoked':
      return {
        event: kind,
        at,
        serialNumber: serial(fields, 'serialNumber'),
        reason: text(fields, 'reason'),
      } satisfies Revoked
    case 'crl': {
      const thisUpdate = instantOrNull(fields, 'thisUpdate')
      const nextUpdate = instantOrNull(fields, 'nextUpdate')
      return {
        event: kind,
        at,
        crlNumber: decimal(fields, 'crlNumber'),
        thisUpdate,
        nextUpdate,
      } satisfies CrlIssued
    }
    default:
      throw new SyntaxError(`has an event "${kind}" that this certstick does not know; a newer one wrote it`)
  }
}

function subject(fields: Fields): Omit<Intended, 'event' | 'at'> {
  return {
    serialNumber: serial(fields, 'serialNumber'),
    userPrincipalName: text(fields, 'userPrincipalName'),
    device: textOrNull(fields, 'device'),
    name: text(fields, 'name'),
    notAfter: instant(fields, 'notAfter'),
  }
}

function object(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new SyntaxError('is no JSON object')
  return value as Fields
}

function text(fields: Fields, name: FieldName): string {
  const value = fields[name]
  if (typeof value !== 'string') throw new SyntaxError(`has no text "${name}"`)
  return value
}

function textOrNull(fields: Fields, name: FieldName): string | null {
  return fields[name] === null ? null : text(fields, name)
}

function instantOrNull(fields: Fields, name: FieldName): string | null {
  return fields[name] === null ? null : instant(fields, name)
}

function instant(fields: Fields, name: FieldName): string {
  return matching(fields, name, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
}

function serial(fields: Fields, name: FieldName): string {
  return matching(fields, name, /^(?:[0-9a-f]{2}){1,20}$/) // RFC 5280 §4.1.2.2: at most 20 octets
}

function decimal(fields: Fields, name: FieldName): string {
  return matching(fields, name, /^\d{1,49}$/) // RFC 5280 §5.2.3: at most 20 octets
}

function matching(fields: Fields, name: FieldName, pattern: RegExp): string {
  const value = text(fields, name)
  if (!pattern.test(value)) throw new SyntaxError(`has no usable "${name}"`)
  return value
}
