// The owner of the database connection: statements, read snapshots, and write transactions, which wait for other processes
// without blocking this one.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, openDatabase, type Statement, type Value } from './driver.ts'
import { explain, isBusy } from './faults.ts'
import { SETTINGS, SQL } from './statements.ts'

/** Called once when another process has kept the inventory locked for a second. */
export type OnWait = () => void

type Parameters = Readonly<Record<string, Value>>

const SHORTEST_WAIT_MS = 20
const LONGEST_WAIT_MS = 250
const SILENT_MS = 1000
/** How long a read blocks while another process commits, which takes some milliseconds. */
const READ_TIMEOUT_MS = 10_000
const COMMIT_TIMEOUT_MS = 250

export class Connection {
  readonly path: string
  readonly #database: Database
  readonly #statements = new Map<string, Statement>()
  /** Settles when the last write of this process has ended. */
  #writes: Promise<unknown> = Promise.resolve()

  private constructor(path: string, database: Database) {
    this.path = path
    this.#database = database
  }

  /** @throws UserError: it is not a database, or cannot be opened */
  static async open(path: string, onWait: OnWait): Promise<Connection> {
    try {
      const connection = new Connection(path, await openDatabase(path))
      await connection.#untilFree(`${SETTINGS}; ${SQL.anyTable}`, 0, new Waiting(onWait))
      return connection
    } catch (error) {
      throw explain(error, path)
    }
  }

  close(): void {
    this.#database.close()
  }

  exec(sql: string): void {
    this.#explained(() => this.#database.exec(sql))
  }

  /** The first row; undefined: none. The caller knows its type. */
  get<Row>(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.#explained(() => this.#prepare(sql).get(parameters)) as Row | undefined
  }

  all<Row>(sql: string, parameters: Parameters = {}): Row[] {
    return this.#explained(() => this.#prepare(sql).all(parameters)) as Row[]
  }

  run(sql: string, parameters: Parameters): void {
    this.#explained(() => this.#prepare(sql).run(parameters))
  }

  /** All reads of the work see the same state of the inventory. */
  snapshot<T>(read: () => T): T {
    this.exec('BEGIN')
    try {
      return read()
    } finally {
      this.exec('COMMIT')
    }
  }

  /**
   * Writes everything or nothing. The writes of one process run one after the other.
   * @returns when the transaction is on the disk
   */
  transaction<T>(work: () => T, onWait: OnWait): Promise<T> {
    const done = this.#writes.then(() => this.#transact(work, onWait))
    this.#writes = done.catch(() => {})
    return done
  }

  /** Within a transaction: if the work throws, only this work is undone. */
  savepoint<T>(work: () => T): T {
    this.exec('SAVEPOINT one')
    try {
      const result = work()
      this.exec('RELEASE one')
      return result
    } catch (error) {
      this.#undo('ROLLBACK TO one; RELEASE one')
      throw error
    }
  }

  async #transact<T>(work: () => T, onWait: OnWait): Promise<T> {
    const waiting = new Waiting(onWait)
    await this.#untilFree('BEGIN IMMEDIATE', 0, waiting)
    try {
      const result = work()
      await this.#untilFree('COMMIT', COMMIT_TIMEOUT_MS, waiting)
      return result
    } catch (error) {
      this.#undo('ROLLBACK')
      throw error
    }
  }

  async #untilFree(sql: string, timeoutMs: number, waiting: Waiting): Promise<void> {
    for (;;) {
      try {
        this.#setTimeout(timeoutMs)
        this.#database.exec(sql)
        return
      } catch (error) {
        if (!isBusy(error)) throw explain(error, this.path)
      } finally {
        this.#setTimeout(READ_TIMEOUT_MS)
      }
      await waiting.wait()
    }
  }

  /** After some errors, such as a full disk, SQLite has already undone the whole transaction. */
  #undo(sql: string): void {
    try {
      this.#database.exec(sql)
    } catch {}
  }

  #setTimeout(milliseconds: number): void {
    this.#database.exec(`PRAGMA busy_timeout = ${milliseconds}`)
  }

  #prepare(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #explained<T>(use: () => T): T {
    try {
      return use()
    } catch (error) {
      throw explain(error, this.path)
    }
  }
}

/** The pauses of one write that waits for other processes. Each is longer than the one before. */
class Waiting {
  readonly #onWait: OnWait
  #pauseMs = SHORTEST_WAIT_MS
  #waitedMs = 0

  constructor(onWait: OnWait) {
    this.#onWait = onWait
  }

  async wait(): Promise<void> {
    const before = this.#waitedMs
    await sleep(this.#pauseMs)
    this.#waitedMs += this.#pauseMs
    if (before < SILENT_MS && this.#waitedMs >= SILENT_MS) this.#onWait()
    this.#pauseMs = Math.min(this.#pauseMs * 1.5, LONGEST_WAIT_MS)
  }
}
