// Which certificates a list shows, in which order, and what it says of each. How it looks is for the formats:
// table.ts, rows.ts, calendar.ts.

import type { LedgerEntry, LedgerState } from '../authority/ledger.ts'
import { type Problem, throwProblems } from '../errors.ts'
import { formatInstant } from '../instant.ts'

/** The ledger's states, and what the clock and the reason make of them. */
export const LIST_STATES = ['intended', 'issued', 'superseded', 'expired', 'held', 'revoked'] as const
export type ListState = (typeof LIST_STATES)[number]

/** As it was given. */
export interface ListInput {
  readonly user?: string
  readonly device?: string
  readonly state?: string
  readonly expiring?: string
}

export interface ListFilter {
  /** Null: of any. */
  readonly user: RegExp | null
  readonly device: RegExp | null
  readonly states: readonly ListState[] | null
  /** Ends within so many days, and has not ended; the soonest first. */
  readonly expiringDays: number | null
}

export interface ListedCertificate {
  readonly entry: LedgerEntry
  readonly state: ListState
}

const MAX_DAYS = 36_525

/** @throws UserError wrong-input with every problem of the input */
export function parseFilter({ user, device, state, expiring }: ListInput): ListFilter {
  const problems: Problem[] = []
  const expiringDays = expiring === undefined ? null : readDuration(expiring, problems)
  const filter = {
    user: user === undefined ? null : toPattern(user),
    device: device === undefined ? null : toPattern(device),
    states: state === undefined ? null : readStates(state, problems),
    expiringDays,
  }
  throwProblems('nothing can be listed', problems)
  return filter
}

/** A name in any case, in which `*` stands for anything. */
function toPattern(text: string): RegExp {
  const literal = text.trim().replace(/[\\^$.|?+()[\]{}]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 'isu')
}

function readStates(text: string, problems: Problem[]): readonly ListState[] {
  return text.split(',').flatMap((name) => {
    const state = LIST_STATES.find((known) => known === name.trim().toLowerCase())
    if (state !== undefined) return [state]
    const message = `${JSON.stringify(name)} is not known`
    problems.push({ field: 'state', message, hint: `choose ${LIST_STATES.join(', ')}` })
    return []
  })
}

const DAYS_OF: Readonly<Record<string, number>> = { d: 1, w: 7 }

function readDuration(text: string, problems: Problem[]): number | null {
  const [, count, unit = 'd'] = /^(\d{1,5})([dw])?$/.exec(text.trim()) ?? []
  const days = Number(count) * (DAYS_OF[unit] ?? Number.NaN)
  if (days <= MAX_DAYS) return days
  const message = `${JSON.stringify(text)} is no duration of at most ${MAX_DAYS} days`
  problems.push({ field: 'expiring', message, hint: 'write it as 30d or 4w' })
  return null
}

/** In the order of the ledger, the oldest first; what is about to expire, the soonest first. */
export function listCertificates(
  ledger: LedgerState,
  filter: ListFilter,
  now: Date,
): readonly ListedCertificate[] {
  const at = formatInstant(now)
  const { user, device, expiringDays } = filter
  const states = filter.states ?? (expiringDays === null ? LIST_STATES : (['issued'] as const))
  const last = expiringDays === null ? null : daysAfter(now, expiringDays)
  const listed: ListedCertificate[] = []
  for (const entry of ledger.entries.values()) {
    const state = stateAt(entry, at)
    if (!states.includes(state)) continue
    if (user !== null && !user.test(entry.userPrincipalName)) continue
    if (device !== null && !device.test(entry.device ?? entry.name)) continue
    if (last !== null && (entry.notAfter > last || entry.notAfter < at)) continue
    listed.push({ entry, state })
  }
  return last === null ? listed : soonestFirst(listed)
}

/** What somebody who holds it meets at that moment. */
function stateAt({ state, revocation, notAfter }: LedgerEntry, at: string): ListState {
  if (state === 'revoked') return revocation?.reason === 'certificateHold' ? 'held' : 'revoked'
  return state !== 'intended' && notAfter < at ? 'expired' : state
}

function daysAfter(now: Date, days: number): string {
  return formatInstant(new Date(now.getTime() + days * 24 * 60 * 60 * 1000))
}

/** When each ends is looked up once, because that is what takes long. */
function soonestFirst(listed: readonly ListedCertificate[]): readonly ListedCertificate[] {
  const ends = new Map(listed.map((certificate) => [certificate, certificate.entry.notAfter]))
  return [...listed].sort((one, other) => compare(ends.get(one) ?? '', ends.get(other) ?? ''))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
