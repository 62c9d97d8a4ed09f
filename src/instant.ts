// A point in time, as it is stored and shown.

/** `2026-11-22T10:00:00Z`: whole seconds, UTC. The texts sort in the order of time. */
export type Instant = string

export const DAY_MS = 24 * 60 * 60 * 1000

/** @returns whole seconds; the fraction is dropped */
export function formatInstant(moment: Date): Instant {
  return `${moment.toISOString().slice(0, 19)}Z`
}

/** `2026-11-22`, in UTC. */
export function formatDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

/** Calendar days in UTC: 0 on the last day, negative after it. */
export function daysLeft(end: Date, now: Date): number {
  const days = Math.floor(end.getTime() / DAY_MS) - Math.floor(now.getTime() / DAY_MS)
  return now > end ? Math.min(days, -1) : days
}
