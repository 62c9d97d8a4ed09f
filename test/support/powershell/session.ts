// A running PowerShell: its variables and functions, the machine that it runs on, and the ways in which a block ends.
import type { Node, Parse } from './syntax.ts'
import type { Value } from './values.ts'

/** What PowerShell finds around itself; all of it is the test's. */
export interface Machine {
  readonly parse: Parse
  readonly environment: (name: string) => string | null
  /** By lower-case name. */
  readonly cmdlets: Readonly<Record<string, Cmdlet>>
  /** Static members of .NET types, such as `io.file.readallbytes`, in lower case. */
  readonly statics: Readonly<Record<string, (args: readonly Value[]) => Value>>
  /** Null: there is no such program. */
  readonly start: (argv: readonly string[]) => { readonly exitCode: number; readonly output: Value } | null
  /** The text of a script file, or null where it is not there. */
  readonly readScript: (path: string) => string | null
}

export type Cmdlet = (call: CmdletCall) => Value

export interface CmdletCall {
  readonly positional: readonly Value[]
  /** By lower-case name without the hyphen; a switch is true. */
  readonly named: Readonly<Record<string, Value>>
  readonly input: readonly Value[]
}

/** Variables of one function or script; what it does not have itself is looked for in its caller's. */
export interface Scope {
  readonly variables: Map<string, Value>
  readonly parent: Scope | null
}

export interface Session {
  readonly machine: Machine
  readonly functions: Map<string, Node>
  readonly scope: Scope
  /** Of the outermost scope: PowerShell's own, such as LASTEXITCODE. */
  readonly global: Map<string, Value>
}

/** An error that `catch` takes. */
export class PowerShellError extends Error {}

/** What ends a block early. */
export class Jump {
  readonly kind: 'break' | 'return' | 'exit'
  readonly value: Value

  constructor(kind: Jump['kind'], value: Value = null) {
    this.kind = kind
    this.value = value
  }
}

export function newSession(machine: Machine): Session {
  const global = new Map<string, Value>([
    ['true', true],
    ['false', false],
    ['null', null],
    ['lastexitcode', null],
    ['?', true],
  ])
  return { machine, functions: new Map(), scope: { variables: global, parent: null }, global }
}

export function innerSession(session: Session): Session {
  return { ...session, scope: { variables: new Map(), parent: session.scope } }
}

/** @throws Error where it was never set: in our scripts that is a mistake */
export function readVariable(session: Session, name: string): Value {
  if (name.startsWith('env:')) return session.machine.environment(name.slice(4))
  for (let scope: Scope | null = session.scope; scope !== null; scope = scope.parent) {
    const value = scope.variables.get(name)
    if (value !== undefined) return value
  }
  throw new Error(`$${name} was never set`)
}

/** Whether an error ends the block instead of being shown and passed over. (about_Preference_Variables) */
export function stopsOnError(session: Session): boolean {
  for (let scope: Scope | null = session.scope; scope !== null; scope = scope.parent) {
    const preference = scope.variables.get('erroractionpreference')
    if (preference !== undefined) return preference === 'Stop'
  }
  return false
}
