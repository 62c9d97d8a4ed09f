// Keeps rows and history together: each event is added with the row that follows from it, and before that the row is compared
// with its events. What a step of certstick adds is the `Writer`'s choice.
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
  type StoredEvent,
} from './event.ts'
import { damaged } from './faults.ts'
import type { Reader } from './reader.ts'
import { SQL } from './statements.ts'

export class History {
  readonly #connection: Connection
  readonly #inventory: Reader
  readonly #author: Author
  readonly #at: Instant

  constructor(connection: Connection, inventory: Reader, author: Author, at: Instant) {
    this.#connection = connection
    this.#inventory = inventory
    this.#author = author
    this.#at = at
  }

  /** @throws UserError failed: the row differs from its history */
  load(serialNumber: string): Certificate | null {
    return this.#sound(() => {
      const row = this.#inventory.find(serialNumber)
      const recorded = replay(this.#inventory.history(serialNumber))
      const field =
        row === null || recorded === null ? (row === recorded ? null : 'row') : findDifference(row, recorded)
      if (field === null) return row
      throw new SyntaxError(`${field} of certificate ${serialNumber} differs from its history`)
    })
  }

  /** @param serialNumber null: the event is not about a certificate @throws UserError failed: as `load` */
  append<Kind extends EventKind>(kind: Kind, serialNumber: string | null, detail: EventDetails[Kind]): void {
    const before = serialNumber === null ? null : this.load(serialNumber)
    const last = this.#connection.get<StoredEvent>(SQL.lastEvent)
    const said = { kind, serialNumber, detail: JSON.stringify(detail), at: this.#at, ...this.#author }
    const event = chainEvent(said, last ?? null)
    const after = this.#sound(() => {
      if (last !== undefined) readEvent(last)
      return serialNumber === null ? null : applyEvent(before, readEvent(event))
    })
    this.#connection.run(SQL.addEvent, { ...event })
    if (after !== null) this.#save(after)
  }

  #save(certificate: Certificate): void {
    const { userPrincipalName, device, name } = certificate
    const keys = { upnKey: keyOf(userPrincipalName), deviceKey: keyOf(device), nameKey: keyOf(name) }
    const fields = Object.fromEntries(CERTIFICATE_FIELDS.map((field) => [field, certificate[field]]))
    this.#connection.run(SQL.save, { ...fields, ...keys, device: device ?? '' })
  }

  /** What does not fit together is damage, because certstick writes nothing of the kind. */
  #sound<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      throw error instanceof SyntaxError ? damaged(this.#connection.path, error.message, error) : error
    }
  }
}
