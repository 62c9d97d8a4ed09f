// The sum of the ledger's events, in a table. Pure; what contradicts itself is said, never guessed at.

import { REVOCATION_REASONS } from './crl-entries.ts'
import { NO_INSTANT } from './instant-digits.ts'
import { type CrlIssued, type LedgerEvent, type LedgerState, nextCrlNumber, type Place } from './ledger.ts'
import { type CheckedLine, checkLine, emptyLine, REMOVE_FROM_CRL, spanOf } from './ledger-check.ts'
import { type LedgerDetails, NUMBER, TEXT, type TextColumn } from './ledger-details.ts'
import { RecordedEntries } from './ledger-entries.ts'
import { formatLine, knownFields } from './ledger-lines.ts'
import { FIELD, scanLine } from './ledger-scan.ts'
import { LedgerTable } from './ledger-table.ts'
import type { Span } from './serial-rows.ts'

/** The state while it grows: the same object all along, seen by others as a `LedgerState`. */
export interface GrowingLedger extends LedgerState {
  readonly table: LedgerTable
  lastCrl: CrlIssued | null
}

/** @param certificates as many as may come, at a guess */
export function emptyLedger(certificates = 0): GrowingLedger {
  return makeLedger(new LedgerTable(certificates), null)
}

export function makeLedger(table: LedgerTable, lastCrl: CrlIssued | null): GrowingLedger {
  return { table, entries: new RecordedEntries(table), lastCrl }
}

/**
 * Adds an event to the state.
 * @returns what contradicts the events before it; the state is then as it was. Null: all is well
 */
export function applyEvent(ledger: GrowingLedger, event: LedgerEvent, place: Place): string | null {
  if (event.event === 'crl') return applyCrl(ledger, event)
  const json = Buffer.from(formatLine(knownFields(event)))
  const line = emptyLine()
  if (!scanLine(json, endOfFields(json), line) || !checkLine(line)) {
    throw new Error(`an event that is none: ${JSON.stringify(event)}`)
  }
  return applyLine(ledger, line, place)
}

/** Where the answers begin or, in a line that has none, its check. */
function endOfFields(line: Buffer): number {
  return line.lastIndexOf(',"crc32":')
}

/** Adds the event of a plain line. @returns as `applyEvent` */
export function applyLine({ table }: GrowingLedger, line: CheckedLine, place: Place): string | null {
  const serialNumber = spanOf(line, FIELD.serialNumber) as Span
  const row = table.find(serialNumber)
  switch (line.kind) {
    case 'intended':
      if (row !== -1) return `serial number ${textOf(serialNumber)} is already taken`
      applyIntended(table.details, table.add(serialNumber), line)
      return null
    case 'issued':
      if (row !== -1 && table.details.getNumber(row, NUMBER.issuedAt) !== NO_INSTANT) {
        return `serial number ${textOf(serialNumber)} is already issued`
      }
      applyIssued(table.details, row === -1 ? table.add(serialNumber) : row, { line, place })
      return null
    case 'superseded':
      if (row === -1) return `serial number ${textOf(serialNumber)} was never issued`
      applySuperseded(table.details, row, line)
      return null
    case 'revoked':
      if (row === -1) return `serial number ${textOf(serialNumber)} was never issued`
      return applyRevoked(table, row, line)
    default:
      return line.kind satisfies never
  }
}

function applyIntended(details: LedgerDetails, row: number, line: CheckedLine): void {
  applySubject(details, row, line)
  setOutput(details, row, spanOf(line, FIELD.output))
  details.setNumber(row, NUMBER.intendedAt, line.digits[FIELD.at] ?? NO_INSTANT)
}

function applyIssued(
  details: LedgerDetails,
  row: number,
  { line, place }: { readonly line: CheckedLine; readonly place: Place },
): void {
  applySubject(details, row, line)
  details.setText(row, TEXT.output, null)
  details.setText(row, TEXT.thumbprint, spanOf(line, FIELD.thumbprint))
  details.setNumber(row, NUMBER.issuedAt, line.digits[FIELD.at] ?? NO_INSTANT)
  details.setNumber(row, NUMBER.notBefore, line.digits[FIELD.notBefore] ?? NO_INSTANT)
  details.setPlace(row, place.offset, place.length)
}

function applySubject(details: LedgerDetails, row: number, line: CheckedLine): void {
  setText(details, row, { column: TEXT.userPrincipalName, to: spanOf(line, FIELD.userPrincipalName) })
  setText(details, row, { column: TEXT.name, to: spanOf(line, FIELD.name) })
  const device = spanOf(line, FIELD.device)
  if (device !== null && details.hasText(row, TEXT.name, device)) {
    details.shareText(row, TEXT.device, { row, column: TEXT.name }) // because most outputs are called by their device
  } else setText(details, row, { column: TEXT.device, to: device })
  details.setNumber(row, NUMBER.notAfter, line.digits[FIELD.notAfter] ?? NO_INSTANT)
}

type TextChange = { readonly column: TextColumn; readonly to: Span | null }

/** An issue mostly says what its intent said, which the heap then has once. */
function setText(details: LedgerDetails, row: number, { column, to }: TextChange): void {
  if (to === null || !details.hasText(row, column, to)) details.setText(row, column, to)
}

/** Many in a row go into one folder. */
function setOutput(details: LedgerDetails, row: number, output: Span | null): void {
  const before = { row: row - 1, column: TEXT.output }
  if (output !== null && row > 0 && details.hasText(before.row, before.column, output)) {
    details.shareText(row, TEXT.output, before)
  } else details.setText(row, TEXT.output, output)
}

function applySuperseded(details: LedgerDetails, row: number, line: CheckedLine): void {
  if (details.getNumber(row, NUMBER.supersededAt) !== NO_INSTANT) return
  details.setNumber(row, NUMBER.supersededAt, line.digits[FIELD.at] ?? NO_INSTANT)
  details.setText(row, TEXT.supersededBy, spanOf(line, FIELD.by))
}

function applyRevoked(table: LedgerTable, row: number, line: CheckedLine): string | null {
  const serialNumber = spanOf(line, FIELD.serialNumber) as Span
  const isRevoked = table.getRevokedAt(row) !== NO_INSTANT
  const isHeld = isRevoked && table.getReason(row) === REVOCATION_REASONS.certificateHold
  const lifts = line.reason === REMOVE_FROM_CRL
  if (lifts && !isHeld) return `serial number ${textOf(serialNumber)} is not on hold`
  if (!lifts && isRevoked && !isHeld) return `serial number ${textOf(serialNumber)} is already revoked`
  if (lifts) table.setRevoked(row, NO_INSTANT, 0)
  else table.setRevoked(row, line.digits[FIELD.at] ?? NO_INSTANT, line.reason)
  return null
}

export function applyCrl(ledger: GrowingLedger, event: CrlIssued): string | null {
  if (BigInt(event.crlNumber) < nextCrlNumber(ledger)) return `CRL number ${event.crlNumber} does not rise`
  ledger.lastCrl = event
  return null
}

function textOf({ bytes, start, end }: Span): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
