// Opens the inventory of a CA folder, or creates it. A truncated, foreign, newer or missing one is an error, and is never taken
// for an empty one.
import { closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { Connection } from './connection.ts'
import { damaged, missing, unusable, unwritable } from './faults.ts'
import { Inventory, type Surroundings } from './inventory.ts'
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION, SQL } from './statements.ts'

/** The CA that an inventory belongs to. */
export interface InventoryOwner {
  /** Absolute path of the CA folder. */
  readonly folder: string
  /** SHA-256 of the root's DER, lower-case hex. */
  readonly rootSha256: string
}

const FILE = 'inventory.db'

/**
 * @param inventoryId of settings.json; null: it names none
 * @returns null where there is none and none is expected: a root that is used for the first time
 * @throws UserError
 */
export async function openInventory(
  owner: InventoryOwner,
  inventoryId: string | null,
  surroundings: Surroundings,
): Promise<Inventory | null> {
  const path = join(owner.folder, FILE)
  const bytes = sizeOf(path)
  if ((bytes === null || bytes === 0) && inventoryId === null) {
    refuseLedger(owner.folder)
    return null
  }
  if (bytes === null) throw missing(path)
  if (bytes === 0) throw damaged(path, 'it is empty')
  const connection = await Connection.open(path, surroundings.onWait)
  try {
    const identity = check(connection, owner)
    await requireSchema(connection)
    if (inventoryId !== identity.id) requirePristine(connection, inventoryId)
    return new Inventory(connection, surroundings)
  } catch (error) {
    connection.close()
    throw error
  }
}

/** What a root that was never used has: nothing, and nowhere. */
export async function emptyInventory(surroundings: Surroundings): Promise<Inventory> {
  const connection = await Connection.open(':memory:', () => {})
  connection.exec(SCHEMA)
  return new Inventory(connection, surroundings)
}

/**
 * Of several processes that do so at once, one creates it.
 * @param id random, for settings.json
 * @returns the id that it has: another one where it exists already and nothing was recorded in it
 * @throws UserError
 */
export async function createInventory(owner: InventoryOwner, id: string): Promise<string> {
  const path = join(owner.folder, FILE)
  createPrivately(path)
  const connection = await Connection.open(path, () => {})
  try {
    await connection.transaction(
      () => {
        const identity = { id, rootSha256: owner.rootSha256 }
        if (schemaOf(connection) === null) {
          connection.exec(SCHEMA)
          connection.run(SQL.addIdentity, identity)
        } else adopt(connection, identity)
      },
      () => {},
    )
    const identity = check(connection, owner)
    if (identity.id !== id) requirePristine(connection, null)
    return identity.id
  } finally {
    connection.close()
  }
}

/** A `ca create` that was killed leaves one without events, for a root that never was. */
function adopt(connection: Connection, identity: { readonly id: string; readonly rootSha256: string }): void {
  const found = connection.get<{ rootSha256: string }>(SQL.identity)
  const isOther = found !== undefined && found.rootSha256 !== identity.rootSha256
  if (isOther && connection.get(SQL.lastEvent) === undefined) connection.run(SQL.changeIdentity, identity)
}

/** All that can be known at once, in one state of the file: reading it first repairs what a killed process left. */
function check(connection: Connection, { rootSha256 }: InventoryOwner): { readonly id: string } {
  const { path } = connection
  return connection.snapshot(() => {
    if (number(connection, SQL.applicationId) !== APPLICATION_ID) {
      throw unusable(path, 'is not one that certstick wrote', 'move the file away, and restore your own')
    }
    const version = number(connection, SQL.schemaVersion)
    if (version > SCHEMA_VERSION) {
      throw unusable(path, `has the format ${version} of a newer certstick`, 'use that newer certstick')
    }
    const expected = number(connection, SQL.pageSize) * number(connection, SQL.pageCount)
    const bytes = sizeOf(path) // never opened here: closing it would end SQLite's locks (https://sqlite.org/howtocorrupt.html §2.2)
    if (bytes !== expected) {
      throw damaged(path, `it has ${bytes} bytes where its first page says ${expected}`)
    }
    const identity = connection.get<{ id: string; rootSha256: string }>(SQL.identity)
    if (identity === undefined) throw damaged(path, 'it does not say which CA it belongs to')
    if (identity.rootSha256 !== rootSha256) {
      throw unusable(
        path,
        'belongs to another root CA',
        'put rootCA.crt and the inventory of one CA together',
      )
    }
    return identity
  })
}

/** Its definitions are text in its first page, and a few bytes there would change what the rest means. */
async function requireSchema(connection: Connection): Promise<void> {
  const fresh = await Connection.open(':memory:', () => {})
  fresh.exec(SCHEMA)
  const expected = schemaOf(fresh)
  fresh.close()
  if (schemaOf(connection) !== expected)
    throw damaged(connection.path, 'its tables are not as certstick made them')
}

/** Null: it has no tables yet. */
function schemaOf(connection: Connection): string | null {
  return connection.get<{ readonly text: string | null }>(SQL.schema)?.text ?? null
}

/** One without events is what a first use leaves that was killed before settings.json had its id. */
function requirePristine(connection: Connection, inventoryId: string | null): void {
  if (inventoryId === null && connection.get(SQL.lastEvent) === undefined) return
  const why =
    inventoryId === null ? 'is not named in settings.json' : 'is not the one that settings.json names'
  const hint = 'restore settings.json and inventory.db together, from one copy of the CA folder'
  throw unusable(connection.path, why, hint)
}

function refuseLedger(folder: string): void {
  if (sizeOf(join(folder, 'ledger.jsonl')) === null) return
  throw new UserError(
    'wrong-input',
    `"${folder}" holds ledger.jsonl, the certificate list of an older certstick`,
    {
      hint: 'run `certstick ca export-index DIR` with that older version, move ledger.jsonl away, then run `certstick ca import DIR`',
    },
  )
}

function number(connection: Connection, pragma: string): number {
  const row = connection.get<Readonly<Record<string, number>>>(pragma) ?? {}
  return Object.values(row)[0] ?? 0
}

/** Null: no such file. @throws UserError wrong-input where it is a pipe or the like, which would be waited for */
function sizeOf(path: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() === false) throw unusable(path, 'is not a file', 'move away what is in its place')
  return stats?.size ?? null
}

/** SQLite would let others read it; its journal is as private as the file. */
function createPrivately(path: string): void {
  sizeOf(path)
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw unwritable(path, error)
  }
}
