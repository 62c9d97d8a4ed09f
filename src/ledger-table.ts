// A list of certificates for the screen.
import { alignColumns } from './columns.ts'
import type { ListedCertificate } from './ledger-list.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** @param onRecord how many certificates the ledger has in all */
export function formatTable(
  listed: readonly ListedCertificate[],
  { onRecord, now }: { readonly onRecord: number; readonly now: Date },
): string {
  const sum =
    listed.length === onRecord ? `${onRecord} on record` : `${listed.length} of ${onRecord} on record`
  if (listed.length === 0) return `${sum}.`
  const head = ['NAME', 'USER', 'STATE', 'VALID UNTIL', 'LEFT', 'SERIAL NUMBER']
  const rows = listed.map(({ entry, state }) => [
    oneLine(entry.name),
    oneLine(entry.userPrincipalName),
    state,
    entry.notAfter.slice(0, 10),
    daysLeft(entry.notAfter, now),
    entry.serialNumber,
  ])
  return [...alignColumns([head, ...rows]), '', `${sum}.`].join('\n')
}

function daysLeft(notAfter: string, now: Date): string {
  const days = Math.floor((Date.parse(notAfter) - now.getTime()) / DAY_MS)
  return days < 0 ? '-' : `${days} d`
}

/** Names that were taken over from elsewhere may hold anything; what else is odd in them is for the screen's side. */
function oneLine(text: string): string {
  return text.replaceAll('\n', ' ')
}
