// What the rest of the program may not reach for by itself: clock, randomness, process, streams.
// `process.ts` makes the real one; tests make a frozen one.
import type { Assets } from './assets.ts'

/** Gives that many unpredictable bytes. */
export type RandomBytes = (size: number) => Uint8Array

export interface World {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The operating system, as Node names it. */
  readonly platform: string
  /** Absolute path that relative paths of the user start from. */
  readonly cwd: string
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly now: () => Date
  readonly random: RandomBytes
  readonly assets: Assets
  /** Who runs this, and where, as the inventory records it: the account's name and the machine's. */
  readonly author: { readonly operator: string; readonly host: string }
  readonly pid: number
  /** Whether a process of this machine is running. */
  readonly isAlive: (pid: number) => boolean
  /** How many threads this machine can run at once. */
  readonly cores: number
  /** Calls back at the first Ctrl-C from now on; the second one kills. Until then, and without it, the first does. */
  readonly onInterrupt: (listener: () => void) => void
  /** Calls back where the terminal is closed or the program is told to end, until the function that comes back is called. */
  readonly onHangUp: (listener: () => void) => () => void
}
