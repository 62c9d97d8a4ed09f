// Opens the inventory of a CA folder, or creates it. A truncated, foreign, newer or missing inventory is an error; it is never
// treated as an empty one.
import { closeSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
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
 * @param inventoryId from settings.json; null: it has none
 * @returns null if there is none and none is expected, because the root was never used
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

/** The empty inventory of a root that was never used. It is not on the disk. */
export async function emptyInventory(surroundings: Surroundings): Promise<Inventory> {
  const connection = await Connection.open(':memory:', () => {})
  connection.exec(SCHEMA)
  return new Inventory(connection, surroundings)
}

/**
 * If several processes do so at once, one creates it.
 * @param id random, for settings.json
 * @returns the id of the inventory: another one if it already exists and has no events
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

/** A killed `ca create` may leave an inventory without events, for a root that was not created. */
function adopt(connection: Connection, identity: { readonly id: string; readonly rootSha256: string }): void {
  const found = connection.get<{ rootSha256: string }>(SQL.identity)
  const isOther = found !== undefined && found.rootSha256 !== identity.rootSha256
  if (isOther && connection.get(SQL.lastEvent) === undefined) connection.run(SQL.changeIdentity, identity)
}

/** The checks that need no full read, in one snapshot. The first read undoes what a killed process left. */
function check(connection: Connection, { rootSha256 }: InventoryOwner): { readonly id: string } {
  const { path } = connection
  return connection.snapshot(() => {
    if (number(connection, SQL.applicationId) !== APPLICATION_ID) {
      throw unusable(path, 'was not created by certstick', 'move the file away, and restore your own')
    }
    const version = number(connection, SQL.schemaVersion)
    if (version > SCHEMA_VERSION) {
      throw unusable(path, `has the format ${version} of a newer certstick`, 'use the newer certstick')
    }
    const expected = number(connection, SQL.pageSize) * number(connection, SQL.pageCount)
    const bytes = sizeOf(path) // without opening it, because closing it would end SQLite's locks (https://sqlite.org/howtocorrupt.html §2.2)
    if (bytes !== expected) {
      throw damaged(path, `it has ${bytes} bytes, but its first page says ${expected}`)
    }
    const identity = connection.get<{ id: string; rootSha256: string }>(SQL.identity)
    if (identity === undefined) throw damaged(path, 'it does not say which CA it belongs to')
    if (identity.rootSha256 !== rootSha256) {
      throw unusable(
        path,
        'belongs to another root CA',
        'put rootCA.crt and the inventory of one CA together; of a renewed root CA, put the former rootCA.crt back, run `certstick ca export-index DIR`, and import DIR into a new folder with the renewed one',
      )
    }
    return identity
  })
}

/** The definitions of the tables are text in the first page, where a few changed bytes would change the meaning of all data. */
async function requireSchema(connection: Connection): Promise<void> {
  const fresh = await Connection.open(':memory:', () => {})
  fresh.exec(SCHEMA)
  const expected = schemaOf(fresh)
  fresh.close()
  if (schemaOf(connection) !== expected)
    throw damaged(connection.path, 'the definitions of its tables were changed')
}

/** Null: it has no tables yet. */
function schemaOf(connection: Connection): string | null {
  return connection.get<{ readonly text: string | null }>(SQL.schema)?.text ?? null
}

/** A killed first use may leave an inventory without events, whose id is not in settings.json yet. */
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
    `${shown(folder)} holds ledger.jsonl, the certificate list of an older certstick`,
    {
      hint: 'run `certstick ca export-index DIR` with that older version, move ledger.jsonl away, then run `certstick ca import DIR`',
    },
  )
}

function number(connection: Connection, pragma: string): number {
  const row = connection.get<Readonly<Record<string, number>>>(pragma) ?? {}
  return Object.values(row)[0] ?? 0
}

/** Null: the file does not exist. @throws UserError wrong-input: it is a pipe or the like, which may never end */
function sizeOf(path: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() === false) throw unusable(path, 'is not a file', 'move it away, and restore your own')
  return stats?.size ?? null
}

/** SQLite itself would create the file readable for others. Its journal gets the same mode as the file. */
function createPrivately(path: string): void {
  sizeOf(path)
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw unwritable(path, error)
  }
}
