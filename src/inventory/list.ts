// Which certificates a list shows, in which order, and with which state. The formats are in
// cli/list/table.ts, rows.ts and calendar.ts.
import { type Problem, throwProblems } from '../errors.ts'
import { DAY_MS, formatInstant } from '../instant.ts'
import { shown } from '../screen-text.ts'
import type { Certificate } from './certificate.ts'
import type { Reader } from './reader.ts'

/** The states of the inventory, and those that follow from date and reason. */
export const LIST_STATES = [
  'intended',
  'issued',
  'superseded',
  'withdrawn',
  'expired',
  'held',
  'revoked',
] as const
export type ListState = (typeof LIST_STATES)[number]

/** As the user gave it. */
export interface ListInput {
  readonly user?: string
  readonly device?: string
  readonly state?: string
  readonly expiring?: string
}

export interface ListFilter {
  /** Null: any. */
  readonly user: RegExp | null
  readonly device: RegExp | null
  readonly states: readonly ListState[] | null
  /** Expires within this many days, and has not expired yet; the first to expire comes first. */
  readonly expiringDays: number | null
}

export interface ListedCertificate {
  readonly certificate: Certificate
  readonly state: ListState
}

const MAX_DAYS = 36_525

/** @throws UserError wrong-input: all problems of the input */
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

/** Ignores case; `*` matches any text. */
function toPattern(text: string): RegExp {
  const literal = text.trim().replace(/[\\^$.|?+()[\]{}]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`, 'isu')
}

function readStates(text: string, problems: Problem[]): readonly ListState[] {
  return text.split(',').flatMap((name) => {
    const state = LIST_STATES.find((known) => known === name.trim().toLowerCase())
    if (state !== undefined) return [state]
    const message = `${shown(name)} is not known`
    problems.push({ field: 'state', message, hint: `choose ${LIST_STATES.join(', ')}` })
    return []
  })
}

const DAYS_OF: Readonly<Record<string, number>> = { d: 1, w: 7 }

function readDuration(text: string, problems: Problem[]): number | null {
  const [, count, unit = 'd'] = /^(\d{1,5})([dw])?$/.exec(text.trim()) ?? []
  const days = Number(count) * (DAYS_OF[unit] ?? Number.NaN)
  if (days <= MAX_DAYS) return days
  const message = `${shown(text)} is not a duration of at most ${MAX_DAYS} days`
  problems.push({ field: 'expiring', message, hint: 'write it as 30d or 4w' })
  return null
}

/** Each iteration reads the inventory again, page by page, because a list may be long. */
export type CertificateList = Iterable<ListedCertificate>

/** In the order of recording; with `expiring`, the first to expire comes first. */
export function listCertificates(inventory: Reader, filter: ListFilter, now: Date): CertificateList {
  return { [Symbol.iterator]: () => iterate(inventory, filter, now) }
}

function* iterate(inventory: Reader, filter: ListFilter, now: Date): Generator<ListedCertificate> {
  const at = formatInstant(now)
  const { user, device, expiringDays } = filter
  const states = filter.states ?? (expiringDays === null ? LIST_STATES : (['issued'] as const))
  const certificates =
    expiringDays === null ? inventory.certificates() : inventory.expiring(at, daysAfter(now, expiringDays))
  for (const certificate of certificates) {
    const state = stateAt(certificate, at)
    if (!states.includes(state)) continue
    if (user !== null && !user.test(certificate.userPrincipalName)) continue
    if (device !== null && !device.test(certificate.device ?? certificate.name)) continue
    yield { certificate, state }
  }
}

/** The state at that moment. */
function stateAt({ state, reason, notAfter }: Certificate, at: string): ListState {
  if (state === 'revoked') return reason === 'certificateHold' ? 'held' : 'revoked'
  const isUsable = state === 'issued' || state === 'superseded'
  return isUsable && notAfter < at ? 'expired' : state
}

function daysAfter(now: Date, days: number): string {
  return formatInstant(new Date(now.getTime() + days * DAY_MS))
}
