// Whether a row was already carried out by an earlier run, which may have been killed: its media are in place, and the
// ledger has their certificate, still good, with just the answers that the row gives now.
import { isDeepStrictEqual } from 'node:util'
import { formatInstant } from '../authority/ledger.ts'
import type { Books } from '../books/books.ts'
import { answersOf } from '../deliver.ts'
import type { MediaPlan } from '../plan.ts'
import { readReceipt } from '../prepare.ts'
import type { Receipt } from '../receipt.ts'

/** The receipt of the media that are in place; null where the row is still to be carried out. */
export function findDelivered(
  plan: MediaPlan,
  { state, store }: Pick<Books, 'state' | 'store'>,
  now: Date,
): Receipt | null {
  const receipt = readReceipt(plan)
  const entry = receipt === null ? undefined : state().entries.get(receipt.serialNumber)
  if (receipt === null || entry?.state !== 'issued' || entry.notAfter <= formatInstant(now)) return null
  const { userPrincipalName } = plan.certificate
  if (entry.userPrincipalName !== userPrincipalName || entry.device !== plan.device) return null
  return isDeepStrictEqual(store.readIssued(entry)?.answers, answersOf(plan)) ? receipt : null
}
