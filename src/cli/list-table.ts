// A list of certificates for the screen.
import type { CertificateList, ListedCertificate } from '../inventory/list.ts'
import { alignMany } from '../tables/columns.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Some lines at a time, because a list may be long.
 * @param total how many certificates the inventory has in all
 */
export function* formatTable(
  listed: CertificateList,
  { total, now }: { readonly total: number; readonly now: Date },
): Generator<string> {
  const head = ['NAME', 'USER', 'STATE', 'VALID UNTIL', 'LEFT', 'SERIAL NUMBER']
  const daysUntil = dayCounter(now)
  let rows = 0
  const toRow = ({ certificate, state }: ListedCertificate): readonly string[] => {
    rows++
    const { name, userPrincipalName, notAfter, serialNumber } = certificate
    const day = notAfter.slice(0, 10)
    const left = state === 'expired' ? '-' : `${daysUntil(day)} d`
    return [name, userPrincipalName, state, day, left, serialNumber]
  }
  for (const lines of alignMany(head, listed, toRow)) if (rows > 0) yield lines
  const count = rows / 2 // because each row is made twice
  const sum = count === total ? `${total}` : `${count} of ${total}`
  yield `${count > 0 ? '\n' : ''}${sum} ${total === 1 ? 'certificate' : 'certificates'} listed.`
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
