// SQLite: Node's own `node:sqlite`, or on Node 20 a package with the same interface that includes its binaries. The only file
// that imports one of them.
import { createRequire } from 'node:module'
import runtime from 'node:process'
import { UserError } from '../errors.ts'

export type Value = string | number | bigint | Uint8Array | null

/** One prepared statement. It is never open between two calls. */
export interface Statement {
  get(parameters: Readonly<Record<string, Value>>): unknown
  all(parameters: Readonly<Record<string, Value>>): unknown[]
  run(parameters: Readonly<Record<string, Value>>): unknown
}

export interface Database {
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

type Driver = { readonly DatabaseSync: new (path: string) => Database }

/** @throws UserError failed: neither is installed; or SQLite's own error about the path */
export async function openDatabase(path: string): Promise<Database> {
  const { DatabaseSync } = builtIn() ?? installed()
  return new DatabaseSync(path)
}

/** Node 22.13 and later. Its warning that the interface is experimental is hidden; all others are shown. */
function builtIn(): Driver | undefined {
  const { emitWarning } = runtime
  runtime.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).startsWith('SQLite is an experimental feature')) return
    Reflect.apply(emitWarning, runtime, [warning, ...rest])
  }
  try {
    return runtime.getBuiltinModule('node:sqlite') as Driver | undefined
  } finally {
    runtime.emitWarning = emitWarning
  }
}

/** Required, because Node 20 takes twice as long to import it. */
function installed(): Driver {
  try {
    return createRequire(import.meta.url)('@photostructure/sqlite') as Driver
  } catch (error) {
    throw new UserError('failed', `SQLite for Node ${runtime.versions.node} is not installed`, {
      hint: 'use Node 22.13 or later, or run `npm install @photostructure/sqlite@1.2.1` beside certstick',
      cause: error,
    })
  }
}
