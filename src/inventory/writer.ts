// What can be written to the inventory, within one transaction: each change is an event, and the certificate is what its events
// make of it. What is touched is first held against its history.
import { hash } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Instant } from '../instant.ts'
import {
  applyEvent,
  CERTIFICATE_FIELDS,
  type Certificate,
  findDifference,
  keyOf,
  replay,
} from './certificate.ts'
import type { Connection } from './connection.ts'
import {
  type Author,
  chainEvent,
  type EventDetails,
  type EventKind,
  readEvent,
  readEvents,
  type StoredEvent,
} from './event.ts'
import { damaged } from './faults.ts'
import { Reader } from './reader.ts'
import { SQL } from './statements.ts'

/** What is about to be signed, and for whom. */
export interface Intent extends Readonly<EventDetails['intended']> {
  readonly serialNumber: string
}

/** A signed certificate. */
export interface Issue {
  readonly serialNumber: string
  readonly der: Uint8Array
  /** SHA-1 of the DER, upper-case hex. */
  readonly thumbprint: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** What the same stick can be made from again; no secret. */
  readonly request: Readonly<Record<string, string>>
  /** Where its folder lies, and what it is to be called. */
  readonly placement: { readonly folder: string; readonly stage: string }
}

export interface Import extends Readonly<EventDetails['imported']> {
  readonly serialNumber: string
  readonly der: Uint8Array | null
}

/** Another process issued a certificate for the same user and device meanwhile, or withdrew this one. */
export class Overtaken extends UserError {
  constructor(name: string) {
    super('failed', `another certstick created a certificate for ${name} at the same time`, {
      hint: 'use that one, or run the command again when the other has ended',
    })
  }
}

export class Writer {
  /** As it is within the transaction. */
  readonly inventory: Reader
  readonly #connection: Connection
  readonly #author: Author
  readonly #at: Instant

  constructor(connection: Connection, author: Author, at: Instant) {
    this.inventory = new Reader(connection)
    this.#connection = connection
    this.#author = author
    this.#at = at
  }

  /** Before the signature. @throws UserError failed: what is recorded of that user and device is damaged */
  intend({ serialNumber, ...detail }: Intent): void {
    for (const other of this.#sameSubject(detail)) this.#load(other.serialNumber)
    this.#append('intended', serialNumber, detail)
  }

  /**
   * After the signature and the proof, before the folder has its name: this certificate is the current one of its user and
   * device. Other intents for them are withdrawn: their processes were killed, or find themselves overtaken.
   * @returns the serial numbers that it supersedes
   * @throws Overtaken
   */
  issue({ serialNumber, der, request, placement, ...facts }: Issue): string[] {
    const intended = this.#load(serialNumber)
    if (intended?.state !== 'intended') throw new Overtaken(intended?.name ?? serialNumber)
    const superseded: string[] = []
    for (const { state, reason, ...other } of this.#sameSubject(intended)) {
      if (other.serialNumber === serialNumber) continue
      if (state === 'intended') this.#withdraw(other.serialNumber, `${serialNumber} was issued first`)
      else if (state === 'issued' || reason === 'certificateHold') {
        this.#append('superseded', other.serialNumber, { by: serialNumber })
        superseded.push(other.serialNumber)
      }
    }
    const text = JSON.stringify(request)
    const requestSha256 = hash('sha256', text, 'hex')
    this.#append('issued', serialNumber, { ...facts, requestSha256 })
    this.#run(SQL.saveRequest, { serialNumber, request: text })
    this.#run(SQL.saveDocument, { serialNumber, der })
    this.#run(SQL.addStaging, { serialNumber, ...placement })
    return superseded
  }

  /** The folder has its name. */
  placed(serialNumber: string): void {
    this.#run(SQL.removeStaging, { serialNumber })
  }

  /** It was never delivered, though perhaps signed: what it replaced is current again. */
  withdraw(serialNumber: string, why: string): void {
    const before = this.#load(serialNumber)
    if (before === null || before.withdrawnAt !== null) return
    this.#withdraw(serialNumber, why)
    this.#run(SQL.removeStaging, { serialNumber })
    const by = before.supersededBy ?? this.#current(before)?.serialNumber ?? null
    for (const former of this.#all(SQL.supersededBy, { serialNumber })) {
      if (former.withdrawnAt !== null) continue
      if (by === null) this.#append('reinstated', former.serialNumber, { withdrawn: serialNumber })
      else this.#append('superseded', former.serialNumber, { by })
    }
  }

  /** @param revokedAt when another tool did so; the moment of this transaction if left out */
  revoke(serialNumber: string, { reason, revokedAt }: Revocation): void {
    this.#append('revoked', serialNumber, { reason, revokedAt: revokedAt ?? this.#at })
  }

  /** Ends a certificateHold. */
  lift(serialNumber: string): void {
    this.#append('lifted', serialNumber, {})
  }

  /** One that another tool issued, or the certificate of an index's row that had none. */
  import({ serialNumber, der, ...facts }: Import): void {
    const detail = {
      ...facts,
      name: withoutNul(facts.name),
      userPrincipalName: withoutNul(facts.userPrincipalName),
    }
    const before = this.#load(serialNumber)
    const current = before?.state === 'intended' ? this.#current(before) : null
    if (current !== null) this.#append('superseded', serialNumber, { by: current.serialNumber })
    this.#append('imported', serialNumber, detail)
    if (der !== null) this.#run(SQL.saveDocument, { serialNumber, der })
  }

  /** The next CRL's number, which no other list will have; committed before the list is signed. */
  reserveCrlNumber(above: bigint): bigint {
    const last = this.inventory.lastCrlNumber()
    const number = (above > last ? above : last) + 1n
    this.#addCrl('crl-numbered', { crlNumber: number.toString() })
    return number
  }

  /** The last CRL that another tool made. */
  importCrl(crlNumber: bigint): void {
    this.#addCrl('crl-imported', { crlNumber: crlNumber.toString() })
  }

  /** Undone alone where the work throws, so that others in the same transaction are kept. */
  savepoint<T>(work: () => T): T {
    return this.#connection.savepoint(work)
  }

  /** The list is on the disk, under its name. */
  recordCrl(detail: EventDetails['crl']): void {
    this.#addCrl('crl', detail)
  }

  #addCrl<Kind extends keyof typeof CRL_STATES>(kind: Kind, detail: EventDetails[Kind]): void {
    this.#append(kind, null, detail)
    this.#run(SQL.addCrl, { ...NO_CRL, ...detail, ...this.#author, at: this.#at, state: CRL_STATES[kind] })
  }

  #withdraw(serialNumber: string, why: string): void {
    this.#append('withdrawn', serialNumber, { why })
  }

  #sameSubject({ userPrincipalName, device }: Subject): Certificate[] {
    return this.#all(SQL.sameSubject, { upnKey: keyOf(userPrincipalName), deviceKey: keyOf(device) })
  }

  #current({ userPrincipalName, device }: Subject): Certificate | null {
    return this.inventory.current(userPrincipalName, device)
  }

  #append<Kind extends EventKind>(kind: Kind, serialNumber: string | null, detail: EventDetails[Kind]): void {
    const before = serialNumber === null ? null : this.#load(serialNumber)
    const last = this.#connection.get<StoredEvent>(SQL.lastEvent)
    if (last !== undefined) readEvents([last], this.#connection.path)
    const text = JSON.stringify(detail)
    const said = { kind, serialNumber, detail: text, at: this.#at, ...this.#author }
    const event = chainEvent(said, last ?? null)
    this.#run(SQL.addEvent, { ...event })
    if (serialNumber !== null) this.#save(applyEvent(before, readEvent(event)))
  }

  /** @throws UserError failed: the row is not what its history says */
  #load(serialNumber: string): Certificate | null {
    const row = this.inventory.find(serialNumber)
    const recorded = replay(this.inventory.history(serialNumber))
    const field =
      row === null || recorded === null ? (row === recorded ? null : 'row') : findDifference(row, recorded)
    if (field === null) return row
    throw damaged(this.inventory.path, `${field} of certificate ${serialNumber} is not what its history says`)
  }

  #save(certificate: Certificate): void {
    const { userPrincipalName, device, name } = certificate
    const keys = { upnKey: keyOf(userPrincipalName), deviceKey: keyOf(device), nameKey: keyOf(name) }
    const fields = Object.fromEntries(CERTIFICATE_FIELDS.map((field) => [field, certificate[field]]))
    this.#run(SQL.save, { ...fields, ...keys, device: device ?? '' })
  }

  #all(sql: string, parameters: Readonly<Record<string, string>>): Certificate[] {
    return this.#connection.all<Certificate>(sql, parameters)
  }

  #run(sql: string, parameters: Parameters<Connection['run']>[1]): void {
    this.#connection.run(sql, parameters)
  }
}

/** SQLite's text ends at a NUL, and names that other tools wrote may hold anything. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '\u{fffd}')
}

type Subject = Pick<Certificate, 'userPrincipalName' | 'device'>

interface Revocation {
  readonly reason: EventDetails['revoked']['reason']
  readonly revokedAt?: Instant
}

const CRL_STATES = { 'crl-numbered': 'reserved', 'crl-imported': 'imported', crl: 'issued' } as const
const NO_CRL = { thisUpdate: null, nextUpdate: null, sha256: null, folder: null }
