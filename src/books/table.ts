// A list of certificates for the screen.
import { alignMany } from '../tables/columns.ts'
import type { ListedCertificate } from './list.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Some lines at a time, because a long list takes longer to keep than to make.
 * @param onRecord how many certificates the ledger has in all
 */
export function* formatTable(
  listed: readonly ListedCertificate[],
  { onRecord, now }: { readonly onRecord: number; readonly now: Date },
): Generator<string> {
  const sum =
    listed.length === onRecord ? `${onRecord} on record` : `${listed.length} of ${onRecord} on record`
  if (listed.length === 0) {
    yield `${sum}.`
    return
  }
  const head = ['NAME', 'USER', 'STATE', 'VALID UNTIL', 'LEFT', 'SERIAL NUMBER']
  const daysUntil = dayCounter(now)
  const toRow = ({ entry, state }: ListedCertificate): readonly string[] => {
    const day = entry.notAfter.slice(0, 10)
    const left = state === 'expired' ? '-' : `${daysUntil(day)} d`
    return [entry.name, entry.userPrincipalName, state, day, left, entry.serialNumber]
  }
  yield* alignMany(head, listed, toRow)
  yield `\n${sum}.`
}

/** Days on the calendar, UTC; each day is worked out once, because parsing dates is what takes long. */
function dayCounter(now: Date): (day: string) => number {
  const today = Math.floor(now.getTime() / DAY_MS)
  const known = new Map<string, number>()
  return (day) => {
    const days = known.get(day) ?? Date.parse(day) / DAY_MS - today
    known.set(day, days)
    return days
  }
}
