// A list of certificates for the screen.
import type { CertificateList, ListedCertificate } from '../inventory/list.ts'
import { shortSerial } from '../screen-text.ts'
import { alignMany } from '../tables/columns.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Some lines at a time, because a list may be long. Serial numbers are cut short where the screen has no room for them.
 * @param total how many certificates the inventory has in all
 * @param columns of the screen; null: none
 */
export function* formatTable(
  listed: CertificateList,
  { total, now, columns }: { readonly total: number; readonly now: Date; readonly columns: number | null },
): Generator<string> {
  const head = ['NAME', 'USER', 'STATE', 'VALID UNTIL', 'LEFT', 'SERIAL NUMBER']
  const daysUntil = dayCounter(now)
  const toRow = ({ certificate, state }: ListedCertificate): readonly string[] => {
    const { name, userPrincipalName, notAfter, serialNumber } = certificate
    const day = notAfter.slice(0, 10)
    const left = state === 'expired' ? '-' : `${daysUntil(day)} d`
    return [name, userPrincipalName, state, day, left, serialNumber]
  }
  const short = {
    head: [...head.slice(0, -1), 'SERIAL'],
    toRow: (one: ListedCertificate) => toRow(one).with(-1, shortSerial(one.certificate.serialNumber)),
  }
  const count = yield* alignMany(listed, [{ head, toRow }, short], columns ?? undefined)
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
