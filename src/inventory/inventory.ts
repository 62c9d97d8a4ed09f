// The open certificate inventory of one CA: everything that `Reader` reads, and the only way to write to it.
import { formatInstant } from '../instant.ts'
import type { Connection, OnWait } from './connection.ts'
import type { Author } from './event.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** The part of `World` that the inventory needs. */
export interface Surroundings {
  readonly author: Author
  readonly now: () => Date
  readonly onWait: OnWait
}

export class Inventory extends Reader {
  /** For `check`, `backup` and `batch`, in this room. */
  readonly connection: Connection
  readonly #surroundings: Surroundings

  constructor(connection: Connection, surroundings: Surroundings) {
    super(connection)
    this.connection = connection
    this.#surroundings = surroundings
  }

  close(): void {
    this.connection.close()
  }

  /**
   * One transaction. The work is synchronous, and runs when other processes have ended their transactions.
   * @returns when the transaction is on the disk
   * @throws UserError: the work's own error; failed: nothing was written
   */
  write<T>(work: (writer: Writer) => T): Promise<T> {
    const { author, now, onWait } = this.#surroundings
    const begin = () => new Writer(this.connection, author, formatInstant(now()))
    return this.connection.transaction(() => work(begin()), onWait)
  }
}
