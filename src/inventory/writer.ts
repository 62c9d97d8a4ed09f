// What each step of certstick changes in the inventory, within one transaction. `history.ts` records each change as an event.
import { hash } from 'node:crypto'
import { UserError } from '../errors.ts'
import type { Instant } from '../instant.ts'
import { type Certificate, keyOf } from './certificate.ts'
import type { Connection } from './connection.ts'
import type { Author, EventDetails } from './event.ts'
import { History } from './history.ts'
import { Reader } from './reader.ts'
import { SQL } from './statements.ts'

/** A certificate that will be signed. */
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
  /** The values from which `regenerate` recreates the stick; no secret. */
  readonly request: Readonly<Record<string, string>>
  /** The final path of its folder, and the temporary name. */
  readonly placement: {
    readonly folder: string
    readonly stage: string
    readonly revokesFormer?: boolean
    /** Whether it supersedes the certificates of other users on that device too. */
    readonly takesDevice?: boolean
  }
}

export interface Import extends Readonly<EventDetails['imported']> {
  readonly serialNumber: string
  readonly der: Uint8Array | null
}

/** Another process issued a certificate for the same user and device in the meantime, or withdrew this one. */
export class Overtaken extends UserError {
  constructor(name: string) {
    super('failed', `another certstick created a certificate for ${name} at the same time`, {
      hint: 'use that certificate, or run the command again',
    })
  }
}

export class Writer {
  /** The state within the transaction. */
  readonly inventory: Reader
  readonly #connection: Connection
  readonly #history: History
  readonly #author: Author
  readonly #at: Instant

  constructor(connection: Connection, author: Author, at: Instant) {
    this.inventory = new Reader(connection)
    this.#connection = connection
    this.#history = new History(connection, this.inventory, author, at)
    this.#author = author
    this.#at = at
  }

  /** Before the signature. @throws UserError failed: the records of that user and device are damaged */
  intend({ serialNumber, ...detail }: Intent): void {
    for (const other of this.#sameSubject(detail)) this.#history.load(other.serialNumber)
    this.#history.append('intended', serialNumber, detail)
  }

  /**
   * After the files were read back, and before the folder gets its final name: makes this certificate the current one of its
   * user and device. Other intents for them are withdrawn; their processes were killed, or get `Overtaken`.
   * @returns the serial numbers of the superseded certificates
   * @throws Overtaken
   */
  issue({ serialNumber, der, request, placement, ...facts }: Issue): string[] {
    const intended = this.#history.load(serialNumber)
    if (intended?.state !== 'intended') throw new Overtaken(intended?.name ?? serialNumber)
    const superseded: string[] = []
    const others = placement.takesDevice === true ? this.#othersOn(intended) : []
    for (const { state, reason, ...other } of [...this.#sameSubject(intended), ...others]) {
      if (other.serialNumber === serialNumber) continue
      if (state === 'intended') this.#withdraw(other.serialNumber, `${serialNumber} was issued first`)
      else if (state === 'issued' || reason === 'certificateHold') {
        this.#history.append('superseded', other.serialNumber, { by: serialNumber })
        superseded.push(other.serialNumber)
      }
    }
    const text = JSON.stringify(request)
    const requestSha256 = hash('sha256', text, 'hex')
    this.#history.append('issued', serialNumber, { ...facts, requestSha256 })
    this.#run(SQL.saveRequest, { serialNumber, request: text })
    this.#run(SQL.saveDocument, { serialNumber, der })
    const { folder, stage, revokesFormer = false } = placement
    this.#run(SQL.addStaging, { serialNumber, folder, stage, revokesFormer: revokesFormer ? 1 : 0 })
    return superseded
  }

  /** The folder has its final name. */
  placed(serialNumber: string): void {
    if (this.#staging(serialNumber)?.revokesFormer === 1) {
      for (const { withdrawnAt, revokedAt, reason, ...former } of this.#all(SQL.supersededBy, {
        serialNumber,
      }))
        if (withdrawnAt === null && (revokedAt === null || reason === 'certificateHold'))
          this.revoke(former.serialNumber, { reason: 'superseded' }) // which says it best (RFC 5280 §5.3.1)
    }
    this.#run(SQL.removeStaging, { serialNumber })
  }

  /** The certificate was not delivered, though perhaps signed. The one that it superseded is current again. */
  withdraw(serialNumber: string, why: string): void {
    const before = this.#history.load(serialNumber)
    if (before === null || before.withdrawnAt !== null) return
    if (before.issuedAt !== null && this.#staging(serialNumber) === undefined) return // another command delivered it
    this.#withdraw(serialNumber, why)
    this.#run(SQL.removeStaging, { serialNumber })
    const by = before.supersededBy ?? this.#current(before)?.serialNumber ?? null
    for (const former of this.#all(SQL.supersededBy, { serialNumber })) {
      if (former.withdrawnAt !== null) continue
      if (by === null) this.#history.append('reinstated', former.serialNumber, { withdrawn: serialNumber })
      else this.#history.append('superseded', former.serialNumber, { by })
    }
  }

  /** @param revokedAt the date of a revocation by another tool; by default the time of this transaction */
  revoke(serialNumber: string, { reason, revokedAt }: Revocation): void {
    this.#history.append('revoked', serialNumber, { reason, revokedAt: revokedAt ?? this.#at })
  }

  /** The files were written to a stick and read back from there. */
  written(serialNumber: string, stick: string): void {
    this.#history.append('written', serialNumber, { stick: withoutNul(stick) })
  }

  /** Ends a certificateHold. */
  lift(serialNumber: string): void {
    this.#history.append('lifted', serialNumber, {})
  }

  /** A certificate of another tool, or the certificate for a row of an index that had none. */
  import({ serialNumber, der, ...facts }: Import): void {
    const detail = {
      ...facts,
      name: withoutNul(facts.name),
      userPrincipalName: withoutNul(facts.userPrincipalName),
    }
    const before = this.#history.load(serialNumber)
    const current = before?.state === 'intended' ? this.#current(before) : null
    if (current !== null) this.#history.append('superseded', serialNumber, { by: current.serialNumber })
    this.#history.append('imported', serialNumber, detail)
    if (der !== null) this.#run(SQL.saveDocument, { serialNumber, der })
  }

  /** Reserves the next CRL number. It must be committed before the list is signed. */
  reserveCrlNumber(above: bigint): bigint {
    const last = this.inventory.lastCrlNumber()
    const number = (above > last ? above : last) + 1n
    this.#addCrl('crl-numbered', { crlNumber: number.toString() })
    return number
  }

  /** The last CRL of another tool. */
  importCrl(crlNumber: bigint): void {
    this.#addCrl('crl-imported', { crlNumber: crlNumber.toString() })
  }

  /** If the work throws, only its own writes are undone, not others in the same transaction. */
  savepoint<T>(work: () => T): T {
    return this.#connection.savepoint(work)
  }

  /** The list is on the disk. */
  recordCrl(detail: EventDetails['crl']): void {
    this.#addCrl('crl', detail)
  }

  #addCrl<Kind extends keyof typeof CRL_STATES>(kind: Kind, detail: EventDetails[Kind]): void {
    this.#history.append(kind, null, detail)
    this.#run(SQL.addCrl, { ...NO_CRL, ...detail, ...this.#author, at: this.#at, state: CRL_STATES[kind] })
  }

  #staging(serialNumber: string): { readonly revokesFormer: number } | undefined {
    return this.#connection.get(SQL.staging, { serialNumber })
  }

  #withdraw(serialNumber: string, why: string): void {
    this.#history.append('withdrawn', serialNumber, { why })
  }

  #sameSubject({ userPrincipalName, device }: Subject): Certificate[] {
    return this.#all(SQL.sameSubject, { upnKey: keyOf(userPrincipalName), deviceKey: keyOf(device) })
  }

  /** Of other users, on that device; what is only intended is of a process that is still at work, or was killed. */
  #othersOn({ userPrincipalName, device }: Subject): Certificate[] {
    if (device === null) return []
    const upnKey = keyOf(userPrincipalName)
    const all = this.#all(SQL.sameDevice, { upnKey, deviceKey: keyOf(device) })
    return all.filter(({ state }) => state !== 'intended')
  }

  #current({ userPrincipalName, device }: Subject): Certificate | null {
    return this.inventory.current(userPrincipalName, device)
  }

  #all(sql: string, parameters: Readonly<Record<string, string>>): Certificate[] {
    return this.#connection.all<Certificate>(sql, parameters)
  }

  #run(sql: string, parameters: Parameters<Connection['run']>[1]): void {
    this.#connection.run(sql, parameters)
  }
}

/** SQLite's text ends at a NUL, which names of other tools may contain. */
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
