// What every command is given.
import type { World } from '../world.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  readonly world: World
  readonly terminal: Terminal
  /** Called when the command has ended, however it did. */
  readonly onEnd: (listener: () => void) => void
  /** For ends that are no error but no plain success either; 0 unless called. */
  readonly setExitCode: (code: number) => void
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean
  readonly yes?: boolean
}
