// The rows of the table as the certificates that they are: each is read when somebody asks, and says what the ledger
// says by then. To keep what it said before, copy it.

import type { Instant } from '../instant.ts'
import {
  REVOCATION_REASONS,
  type RevocationReason,
  type RevokedEntry,
  type RevokedList,
} from './crl-entries.ts'
import { fromInstantDigits, NO_INSTANT } from './instant-digits.ts'
import type { LedgerEntries, LedgerEntry, Place } from './ledger.ts'
import { NUMBER, TEXT, type TextColumn } from './ledger-details.ts'
import { findNamed } from './ledger-names.ts'
import type { LedgerTable } from './ledger-table.ts'
import { decodeText } from './ledger-text.ts'
import type { Span } from './serial-rows.ts'

const REASONS = new Map(
  Object.entries(REVOCATION_REASONS).map(([name, code]) => [code as number, name as RevocationReason]),
)

export class RecordedEntries implements LedgerEntries {
  readonly #table: LedgerTable

  constructor(table: LedgerTable) {
    this.#table = table
  }

  get size(): number {
    return this.#table.count
  }

  get(serialNumber: string): LedgerEntry | undefined {
    const bytes = Buffer.from(serialNumber)
    const row = this.#table.find({ bytes, start: 0, end: bytes.length })
    return row === -1 ? undefined : new RecordedEntry(this.#table, row)
  }

  *values(): Generator<LedgerEntry> {
    for (let row = 0; row < this.#table.count; row++) yield new RecordedEntry(this.#table, row)
  }

  named(text: string): LedgerEntry[] {
    return findNamed(this.#table, text).map((row) => new RecordedEntry(this.#table, row))
  }

  revoked(): RevokedList {
    const table = this.#table
    let length = 0
    for (let row = 0; row < table.count; row++) if (table.getRevokedAt(row) !== NO_INSTANT) length++
    return { length, forEach: (visit) => visitRevoked(table, visit) }
  }
}

/** The same object for each, because a list may have 100,000. */
function visitRevoked(table: LedgerTable, visit: (entry: RevokedEntry) => void): void {
  const serialNumber = { ...table.getSerialNumber(0) }
  const entry = { serialNumber, at: 0, reason: 0 }
  for (let row = 0; row < table.count; row++) {
    entry.at = table.getRevokedAt(row)
    if (entry.at === NO_INSTANT) continue
    entry.reason = table.getReason(row)
    serialNumber.start = table.getSerialStart(row)
    serialNumber.end = serialNumber.start + table.getSerialLength(row)
    visit(entry)
  }
}

class RecordedEntry implements LedgerEntry {
  readonly #table: LedgerTable
  readonly #row: number

  constructor(table: LedgerTable, row: number) {
    this.#table = table
    this.#row = row
  }

  get serialNumber(): string {
    return toHex(this.#table.getSerialNumber(this.#row))
  }

  get state(): LedgerEntry['state'] {
    if (this.#table.getRevokedAt(this.#row) !== NO_INSTANT) return 'revoked'
    if (this.#has(NUMBER.supersededAt)) return 'superseded'
    return this.#has(NUMBER.issuedAt) ? 'issued' : 'intended'
  }

  get userPrincipalName(): string {
    return this.#text(TEXT.userPrincipalName) ?? ''
  }

  get device(): string | null {
    return this.#text(TEXT.device)
  }

  get name(): string {
    return this.#text(TEXT.name) ?? ''
  }

  get intendedAt(): Instant | null {
    return this.#instant(NUMBER.intendedAt)
  }

  get output(): string | null {
    return this.#text(TEXT.output)
  }

  get issuedAt(): Instant | null {
    return this.#instant(NUMBER.issuedAt)
  }

  get notBefore(): Instant | null {
    return this.#instant(NUMBER.notBefore)
  }

  get notAfter(): Instant {
    return fromInstantDigits(this.#table.details.getNumber(this.#row, NUMBER.notAfter))
  }

  get thumbprint(): string | null {
    return this.#text(TEXT.thumbprint)
  }

  get superseded(): LedgerEntry['superseded'] {
    const at = this.#instant(NUMBER.supersededAt)
    return at === null ? null : { at, by: this.#text(TEXT.supersededBy) }
  }

  get revocation(): LedgerEntry['revocation'] {
    const at = this.#table.getRevokedAt(this.#row)
    if (at === NO_INSTANT) return null
    const reason = REASONS.get(this.#table.getReason(this.#row)) ?? 'unspecified'
    return { at: fromInstantDigits(at), reason }
  }

  get place(): Place | null {
    const offset = this.#table.details.getNumber(this.#row, NUMBER.placeOffset)
    return this.#has(NUMBER.placeOffset)
      ? { offset, length: this.#table.details.getPlaceLength(this.#row) }
      : null
  }

  #has(column: (typeof NUMBER)[keyof typeof NUMBER]): boolean {
    return this.#table.details.getNumber(this.#row, column) !== NO_INSTANT
  }

  #instant(column: (typeof NUMBER)[keyof typeof NUMBER]): Instant | null {
    const digits = this.#table.details.getNumber(this.#row, column)
    return digits === NO_INSTANT ? null : fromInstantDigits(digits)
  }

  #text(column: TextColumn): string | null {
    const span = this.#table.details.getText(this.#row, column)
    return span === null ? null : decodeText(span)
  }
}

/** What the entry says now, to be kept. */
export function copyEntry(entry: LedgerEntry): LedgerEntry {
  return {
    serialNumber: entry.serialNumber,
    state: entry.state,
    userPrincipalName: entry.userPrincipalName,
    device: entry.device,
    name: entry.name,
    intendedAt: entry.intendedAt,
    output: entry.output,
    issuedAt: entry.issuedAt,
    notBefore: entry.notBefore,
    notAfter: entry.notAfter,
    thumbprint: entry.thumbprint,
    superseded: entry.superseded,
    revocation: entry.revocation,
    place: entry.place,
  }
}

function toHex({ bytes, start, end }: Span): string {
  return (bytes as Buffer).toString('hex', start, end)
}
