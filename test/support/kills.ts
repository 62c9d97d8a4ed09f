// What the kills of a test met, counted.
import { onTestFinished } from 'vitest'

/** A kill comes before the work has begun, or within it, or when it has ended. */
export type Met = 'before' | 'within' | 'after'

/** The counts are printed when the test ends. */
export function countKills(): Record<Met, number> {
  const counts = { before: 0, within: 0, after: 0 }
  onTestFinished(() => {
    const { before, within, after } = counts
    console.log(`kills: ${before} before the work began, ${within} within it, ${after} after its end`)
  })
  return counts
}
