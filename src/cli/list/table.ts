// A list of certificates for the screen.
import { DAY_MS } from '../../instant.ts'
import type { ListedCertificate } from '../../inventory/list.ts'
import { shortSerial } from '../../screen-text.ts'
import { alignMany } from '../../tables/columns.ts'

interface TableTerms<Listed> {
  /** How many certificates the inventory has in all. */
  readonly total: number
  readonly now: Date
  /** Of the screen; null: there is none. */
  readonly columns: number | null
  /** The first column, for several customers. */
  readonly customerOf?: (listed: Listed) => string
}

/** Some lines at a time, because a list may be long. Serial numbers are cut short where the screen has no room for them. */
export function* formatTable<Listed extends ListedCertificate>(
  listed: Iterable<Listed>,
  { total, now, columns, customerOf }: TableTerms<Listed>,
): Generator<string> {
  const head = [
    ...(customerOf === undefined ? [] : ['CUSTOMER']),
    'NAME',
    'USER',
    'STATE',
    'VALID UNTIL',
    'LEFT',
    'SERIAL NUMBER',
  ]
  const daysUntil = dayCounter(now)
  const toRow = (one: Listed): readonly string[] => {
    const { certificate, state } = one
    const { name, userPrincipalName, notAfter, serialNumber } = certificate
    const day = notAfter.slice(0, 10)
    const days = daysUntil(day)
    const left = state === 'expired' || days < 0 ? '-' : `${days} d`
    const whose = customerOf === undefined ? [] : [customerOf(one)]
    return [...whose, name, userPrincipalName, state, day, left, serialNumber]
  }
  const short = {
    head: [...head.slice(0, -1), 'SERIAL'],
    toRow: (one: Listed) => toRow(one).with(-1, shortSerial(one.certificate.serialNumber)),
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
