// A point in time, as it is stored and shown.

/** `2026-11-22T10:00:00Z`: whole seconds, UTC. The texts sort in the order of time. */
export type Instant = string

/** @returns whole seconds; the fraction is dropped */
export function formatInstant(moment: Date): Instant {
  return `${moment.toISOString().slice(0, 19)}Z`
}

/** `2026-11-22`, in UTC. */
export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
