// Combines many small writes into few transactions. A write is done when its transaction is on the disk.
import { UserError } from '../errors.ts'
import type { Inventory } from './inventory.ts'
import { Overtaken, type Writer } from './writer.ts'

const MOST_ROWS = 50
const LONGEST_WAIT_MS = 200

interface Item {
  /** @returns what tells the caller, once the transaction is on the disk */
  readonly run: (writer: Writer) => () => void
  readonly reject: (error: unknown) => void
}

export class Batch {
  readonly #inventory: Inventory
  readonly #longestWaitMs: number
  #items: Item[] = []
  #timer: NodeJS.Timeout | null = null

  /** @param longestWaitMs that a write waits for others before its transaction begins */
  constructor(inventory: Inventory, longestWaitMs = LONGEST_WAIT_MS) {
    this.#inventory = inventory
    this.#longestWaitMs = longestWaitMs
  }

  /**
   * As `Inventory.write`, together with others.
   * @throws UserError: the work's own error, which undoes only this write; failed: the transaction was not written
   */
  write<T>(work: (writer: Writer) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (writer: Writer) => {
        try {
          const result = writer.savepoint(() => work(writer))
          return () => resolve(result)
        } catch (error) {
          if (!isOwnFault(error)) throw error
          return () => reject(error)
        }
      }
      this.#items.push({ run, reject })
      if (this.#items.length >= MOST_ROWS) void this.#flush()
      else this.#timer ??= setTimeout(() => void this.#flush(), this.#longestWaitMs)
    })
  }

  async #flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const items = this.#items
    this.#items = []
    try {
      const settle = await this.#inventory.write((writer) => items.map(({ run }) => run(writer)))
      for (const done of settle) done()
    } catch (error) {
      for (const { reject } of items) reject(error)
    }
  }
}

/** Whether the error is of this write only. Others, such as a full disk, are of the whole transaction. */
function isOwnFault(error: unknown): boolean {
  return error instanceof Overtaken || (error instanceof UserError && error.code === 'wrong-input')
}
