// How much of a benchmark is run. BENCH_SCALE, such as 0.02, tries one out: its figures then say nothing.
import { env } from 'node:process'

export const SCALE = Number(env['BENCH_SCALE'] ?? 1)

/** So many users or rounds, or the asked share of them. */
export function scaled(count: number): number {
  return Math.max(1, Math.round(count * SCALE))
}
