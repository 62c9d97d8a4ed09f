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

interface Ratio {
  readonly work: string
  /** What is compared, and the same of the peer, with their units. */
  readonly measured: string
  readonly peer: string
  readonly ratio: number
}

export function atLeast(least: number, row: Ratio): BenchRow {
  return { ...row, target: `at least ${least}`, reached: row.ratio >= least }
}

export function atMost(most: number, row: Ratio): BenchRow {
  return { ...row, target: `at most ${most}`, reached: row.ratio <= most }
}

/** Nothing is to be reached: for whoever asks how it compares. */
export function beside(row: Ratio): BenchRow {
  return { ...row, target: '-', reached: true }
}

export function toMarkdown(rows: readonly BenchRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const head = ['work', 'measured', 'beside', 'ratio', 'target', 'reached']
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map(({ work, measured, peer, ratio, target, reached }) =>
      line([
        work,
        measured,
        peer,
        ratio.toFixed(2),
        target,
        target === '-' ? '-' : reached ? 'yes' : '**no**',
      ]),
    ),
  ].join('\n')
}
