// What the fields of a plain line say, once each is what its event has: the same rules as ledger-lines.ts has for
// parsed ones. A line that breaks one is left to that file, which says which.
import { REVOCATION_REASONS } from './crl-entries.ts'
import { INSTANT_LENGTH, NO_INSTANT, readInstantDigits } from './instant-digits.ts'
import { emptyFields, endOf, FIELD, isNull, type LineFields, startOf } from './ledger-scan.ts'
import { emptySerialNumber, readSerialNumber, type Span } from './serial-rows.ts'

/** The events of one certificate, those of CRLs left out. */
export type Kind = 'intended' | 'issued' | 'superseded' | 'revoked'

/** Good until the next line is read into it. */
export interface CheckedLine extends LineFields {
  kind: Kind
  /** Of the instants among the fields, their digits; NO_INSTANT where it is null. */
  readonly digits: Float64Array
  /** Code of RFC 5280 §5.3.1; 8 is `removeFromCRL`. */
  reason: number
}

export function emptyLine(): CheckedLine {
  const fields = emptyFields()
  return Object.assign(fields, {
    kind: 'intended' as const,
    digits: new Float64Array(fields.spans.length / 2),
    reason: 0,
  })
}

type Rule = readonly [field: number, form: 'text' | 'instant' | 'serial' | 'reason', nullable?: 'or null']

const SUBJECT: readonly Rule[] = [
  [FIELD.at, 'instant'],
  [FIELD.serialNumber, 'serial'],
  [FIELD.userPrincipalName, 'text'],
  [FIELD.device, 'text', 'or null'],
  [FIELD.name, 'text'],
  [FIELD.notAfter, 'instant'],
]
const RULES: Readonly<Record<Kind, readonly Rule[]>> = {
  intended: [...SUBJECT, [FIELD.output, 'text']],
  issued: [...SUBJECT, [FIELD.thumbprint, 'text', 'or null'], [FIELD.notBefore, 'instant', 'or null']],
  superseded: [
    [FIELD.at, 'instant'],
    [FIELD.serialNumber, 'serial'],
    [FIELD.by, 'serial', 'or null'],
  ],
  revoked: [
    [FIELD.at, 'instant'],
    [FIELD.serialNumber, 'serial'],
    [FIELD.reason, 'reason'],
  ],
}

export const REMOVE_FROM_CRL = 8 // RFC 5280 §5.3.1
const KINDS = Object.entries(RULES).map(([kind, rules]) => [Buffer.from(kind), kind as Kind, rules] as const)
const REASONS = Object.entries({ ...REVOCATION_REASONS, removeFromCRL: REMOVE_FROM_CRL }).map(
  ([name, code]) => [Buffer.from(name), code] as const,
)
const scratch = emptySerialNumber()

/** @returns false: something is not as it should be, or it is another event */
export function checkLine(line: CheckedLine): boolean {
  const known = KINDS.find(([name]) => isText(line, FIELD.event, name))
  if (known === undefined) return false
  line.kind = known[1]
  for (const rule of known[2]) if (!keepsRule(line, rule)) return false
  return true
}

/** The text of a field, where it stands in the line; null where it is null. */
export function spanOf(line: LineFields, field: number): Span | null {
  return isNull(line, field)
    ? null
    : { bytes: line.line, start: startOf(line, field), end: endOf(line, field) }
}

function keepsRule(line: CheckedLine, [field, form, nullable]: Rule): boolean {
  if (isNull(line, field)) {
    line.digits[field] = NO_INSTANT
    return nullable !== undefined
  }
  const start = startOf(line, field)
  if (start < 0) return false
  switch (form) {
    case 'text':
      return true
    case 'instant': {
      const isLong = endOf(line, field) - start === INSTANT_LENGTH
      const digits = isLong ? readInstantDigits(line.line, start) : null
      line.digits[field] = digits ?? NO_INSTANT
      return digits !== null
    }
    case 'serial':
      return readSerialNumber({ bytes: line.line, start, end: endOf(line, field) }, scratch)
    case 'reason': {
      const known = REASONS.find(([name]) => isText(line, field, name))
      line.reason = known?.[1] ?? 0
      return known !== undefined
    }
    default:
      return form satisfies never
  }
}

function isText(line: LineFields, field: number, text: Uint8Array): boolean {
  const start = startOf(line, field)
  if (start < 0 || endOf(line, field) - start !== text.length) return false
  for (let index = 0; index < text.length; index++) if (line.line[start + index] !== text[index]) return false
  return true
}
