// Clock, randomness, process and streams, which the rest of the program gets as arguments. `process.ts` creates the real
// World, tests create a fixed one.
import type { Assets } from './assets.ts'

/** Returns that many random bytes. */
export type RandomBytes = (size: number) => Uint8Array

export interface World {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Node's name of the operating system. */
  readonly platform: string
  /** Absolute path; relative paths of the user start here. */
  readonly cwd: string
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly now: () => Date
  readonly random: RandomBytes
  readonly assets: Assets
  /** Names of account and computer, for the inventory. */
  readonly author: { readonly operator: string; readonly host: string }
  readonly pid: number
  /** Whether a process with that id is running on this computer. */
  readonly isAlive: (pid: number) => boolean
  /** Number of threads that this computer can run at once. */
  readonly cores: number
  /** Calls the listener at the next Ctrl-C; the one after that kills. Without a listener the first Ctrl-C kills. */
  readonly onInterrupt: (listener: () => void) => void
  /** Calls the listener when the terminal is closed or SIGTERM arrives, until the returned function is called. */
  readonly onHangUp: (listener: () => void) => () => void
}
