// Finds certificates by what an administrator calls them. All matches: which one was meant is for the caller to ask.
import type { LedgerEntry, LedgerState } from './ledger.ts'

/**
 * @param query a serial number (hex of any case, also with colons as openssl prints it), a user principal name, a
 * device or the name of an output, in any case
 * @returns the newest first
 */
export function findEntries(state: LedgerState, query: string): readonly LedgerEntry[] {
  const text = query.trim().toLowerCase()
  const own = state.entries.get(serialNumberOf(text))
  const named = state.entries.named(text)
  const isNamed = named.some(({ serialNumber }) => serialNumber === own?.serialNumber)
  const found = own === undefined || isNamed ? [...named] : [...named, own]
  return found.reverse().sort(newestFirst) // because a second may hold several
}

/** As the ledger writes it: OpenSSL prints a leading zero byte, and Windows none. */
function serialNumberOf(text: string): string {
  const hex = text.replaceAll(/[:\s]/g, '').replace(/^0x/, '').replace(/^0+/, '')
  return hex.length % 2 === 0 ? hex : `0${hex}`
}

function newestFirst(one: LedgerEntry, other: LedgerEntry): number {
  const [first, second] = [one.issuedAt ?? one.intendedAt ?? '', other.issuedAt ?? other.intendedAt ?? '']
  return second < first ? -1 : Number(second > first)
}
