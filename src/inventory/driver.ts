// The SQLite that this Node has: its own `node:sqlite`, or on Node 20 the same interface from a package that brings its
// binaries along. No other file names either of them.
import runtime from 'node:process'
import { UserError } from '../errors.ts'

export type Value = string | number | bigint | Uint8Array | null

/** One prepared statement. No call leaves it open. */
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

/** @throws UserError failed: neither is installed; or what SQLite says about the path */
export async function openDatabase(path: string): Promise<Database> {
  const { DatabaseSync } = builtIn() ?? (await installed())
  return new DatabaseSync(path)
}

/** Node 22.13 and later; its warning that the interface is experimental is left out, every other one is shown. */
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

async function installed(): Promise<Driver> {
  try {
    return await import('@photostructure/sqlite')
  } catch (error) {
    throw new UserError('failed', `SQLite is missing for Node ${runtime.versions.node}`, {
      hint: 'install it beside certstick with `npm install @photostructure/sqlite@1.2.1`, or use Node 22.13 or later',
      cause: error,
    })
  }
}
