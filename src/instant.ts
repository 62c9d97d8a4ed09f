// A moment as it is kept and shown.

/** A moment as `2026-11-22T10:00:00Z`: whole seconds, UTC, so that text sorts as time does. */
export type Instant = string

/** @returns the moment's whole second, the fraction cut off */
export function formatInstant(moment: Date): Instant {
  return `${moment.toISOString().slice(0, 19)}Z`
}
