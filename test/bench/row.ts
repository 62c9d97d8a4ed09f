// One line of the benchmarks' result: what was done, how long it took, beside whom, and what was to be reached.
export interface BenchRow {
  readonly work: string
  /** With its unit, such as `0.82 s`. */
  readonly measured: string
  /** The other program and what it took in the same run; `-` where there is none. */
  readonly peer: string
  /** Measured against the peer, or against the target where there is no peer. */
  readonly ratio: number
  /** In words: `under 1 s`, `at most 0.5`. */
  readonly target: string
  readonly reached: boolean
}
