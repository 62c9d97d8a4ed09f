// What the completion of a shell knows of a command.

/** One command, with the words that can follow it. */
export interface CompletedCommand {
  /** `ca create`; empty: `certstick` alone. */
  readonly path: string
  /** Commands within it. */
  readonly commands: readonly CompletedWord[]
  readonly options: readonly CompletedWord[]
  /** By option: its values, if there are only these. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

export interface CompletedWord {
  readonly word: string
  readonly help: string
}
