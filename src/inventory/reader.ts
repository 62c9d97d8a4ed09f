// Reads the certificate inventory. Reads are synchronous and see committed data. Long lists are read by pages, so that no
// statement is open while output is written.
import type { Instant } from '../instant.ts'
import { type Certificate, keyOf } from './certificate.ts'
import type { Connection } from './connection.ts'
import { type Author, type InventoryEvent, isRecordedRequest, readEvents, type StoredEvent } from './event.ts'
import { damaged } from './faults.ts'
import { collectRevocations, type RevokedList } from './revocations.ts'
import { SQL } from './statements.ts'

/** A recorded CRL. Of a CRL of another tool only the number is known. */
export interface CrlRecord extends Author {
  /** Decimal: up to 20 octets (RFC 5280 §5.2.3). */
  readonly crlNumber: string
  readonly state: 'reserved' | 'imported' | 'issued'
  readonly thisUpdate: Instant | null
  readonly nextUpdate: Instant | null
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string | null
  /** Absolute path of the folder that it was written to. */
  readonly folder: string | null
  readonly at: Instant
}

/** A folder whose certificate is recorded as issued, and which may not have its final name yet. */
export interface Staging {
  readonly serialNumber: string
  /** Absolute path with the final name. */
  readonly folder: string
  /** Name of the staged folder beside it. */
  readonly stage: string
}

type Row = Certificate & { readonly id: number }

export class Reader {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get path(): string {
    return this.#connection.path
  }

  /** @param serialNumber lower-case hex */
  find(serialNumber: string): Certificate | null {
    return this.#connection.get<Row>(SQL.certificate, { serialNumber }) ?? null
  }

  /** Certificates whose serial numbers begin with these digits; newest first. @param digits lower-case hex */
  beginning(digits: string): Certificate[] {
    return this.#connection.all<Row>(SQL.beginning, { digits })
  }

  /** Certificates whose user, device or output has that name; case is ignored; newest first. */
  named(text: string): Certificate[] {
    return this.#connection.all<Row>(SQL.named, { key: keyOf(text) })
  }

  /** The current certificate of that user and device. */
  current(userPrincipalName: string, device: string | null): Certificate | null {
    const keys = { upnKey: keyOf(userPrincipalName), deviceKey: keyOf(device) }
    return this.#connection.get<Row>(SQL.current, keys) ?? null
  }

  count(): number {
    return this.#connection.get<{ number: number }>(SQL.count)?.number ?? 0
  }

  /** All, in the order of recording. */
  *certificates(): Generator<Certificate> {
    const read = (last: Row | null) => this.#connection.all<Row>(SQL.certificates, { after: last?.id ?? 0 })
    yield* this.#pages(read, (one, other) => one.id < other.id)
  }

  /** All, newest first. */
  *newest(): Generator<Certificate> {
    const read = (last: Row | null) =>
      this.#connection.all<Row>(SQL.newest, { before: last?.id ?? Number.MAX_SAFE_INTEGER })
    yield* this.#pages(read, (one, other) => one.id > other.id)
  }

  /** Certificates that expire between the two moments, inclusive; the first to expire comes first. */
  *expiring(from: Instant, to: Instant): Generator<Certificate> {
    const read = (last: Row | null) =>
      this.#connection.all<Row>(SQL.expiring, { from: last?.notAfter ?? from, after: last?.id ?? 0, to })
    const isBefore = (one: Row, other: Row) =>
      one.notAfter < other.notAfter || (one.notAfter === other.notAfter && one.id < other.id)
    yield* this.#pages(read, isBefore)
  }

  /** DER; null: never issued, or imported from an index without it. */
  document(serialNumber: string): Uint8Array | null {
    return this.#connection.get<{ der: Uint8Array }>(SQL.document, { serialNumber })?.der ?? null
  }

  /**
   * The values from which `regenerate` recreates the stick; null: certstick did not issue it.
   * @throws UserError failed: it is not the request that was recorded
   */
  request(serialNumber: string): Readonly<Record<string, string>> | null {
    const row = this.#connection.get<{ request: string | null }>(SQL.request, { serialNumber })
    const text = row?.request ?? null
    if (text === null) return null
    if (!isRecordedRequest(text, this.history(serialNumber)))
      throw damaged(this.path, `the request of certificate ${serialNumber} differs from its history`)
    return JSON.parse(text)
  }

  /** All events of one certificate. @throws UserError failed: an event was changed */
  history(serialNumber: string): InventoryEvent[] {
    return readEvents(this.#connection.all<StoredEvent>(SQL.eventsOf, { serialNumber }), this.path)
  }

  /** Whether the files of that certificate were written to a stick. */
  isOnStick(serialNumber: string): boolean {
    return this.history(serialNumber).some(({ kind }) => kind === 'written')
  }

  /** The entries of the next CRL. @throws UserError failed: a row differs from its history */
  revoked(): RevokedList {
    return collectRevocations(this.#connection)
  }

  /** Number of revoked certificates that are not in the last CRL. */
  revokedSinceLastCrl(): number {
    return this.#connection.get<{ number: number }>(SQL.revokedSinceLastCrl)?.number ?? 0
  }

  lastCrl(): CrlRecord | null {
    return this.#connection.get<CrlRecord>(SQL.lastCrl) ?? null
  }

  /** Of the last CRL, which may be one of another tool; 0: none. */
  lastIssuedCrlNumber(): bigint {
    return BigInt(this.lastCrl()?.crlNumber ?? 0)
  }

  /** The highest number that was reserved or imported, though perhaps no list has it; 0: none. */
  lastCrlNumber(): bigint {
    return BigInt(this.#connection.get<{ number: string }>(SQL.lastCrlNumber)?.number ?? 0)
  }

  allStaging(): Staging[] {
    return this.#connection.all<Staging>(SQL.allStaging)
  }

  /**
   * @param read the page after that row
   * @throws UserError failed: the rows are not in order; a damaged file may give the same ones for ever
   */
  *#pages(
    read: (last: Row | null) => Row[],
    isBefore: (one: Row, other: Row) => boolean,
  ): Generator<Certificate> {
    let last: Row | null = null
    for (;;) {
      const page = read(last)
      const end = page.at(-1)
      if (end === undefined) return
      if (last !== null && !isBefore(last, end)) throw damaged(this.path, 'its rows are not in order')
      yield* page
      last = end
    }
  }
}
