// Which certificates a new one takes the place of: those on record for the same user, device and place. All but the
// one that is delivered are what killed runs left: signed perhaps, and never handed over.
import { dirname } from 'node:path'
import type { LedgerEntry } from '../authority/ledger.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { userPrincipalNameKey } from '../request/user-principal-name.ts'
import type { Books } from './books.ts'

/** Serial numbers on record for the plan's user, device and folder that nothing has superseded or revoked. */
export type FindPredecessors = (plan: MediaPlan) => string[]

/** Looks the name up in the ledger as it is now: for one plan. */
export function findPredecessors(books: Books): FindPredecessors {
  return (plan) => predecessorsAmong(books.state().entries.named(plan.name), plan, books)
}

/** Looks through the ledger once, as it is now; then each of many plans is a look into an index. */
export function indexPredecessors(books: Books): FindPredecessors {
  const index = new Map<string, LedgerEntry[]>()
  for (const entry of books.state().entries.values()) {
    const same = index.get(entry.name)
    if (same === undefined) index.set(entry.name, [entry])
    else same.push(entry)
  }
  return (plan) => predecessorsAmong(index.get(plan.name) ?? [], plan, books)
}

function predecessorsAmong(entries: Iterable<LedgerEntry>, plan: MediaPlan, books: Books): string[] {
  const found: string[] = []
  for (const entry of entries) {
    if (isSameSubject(entry, plan) && isSamePlace(entry, plan, books)) found.push(entry.serialNumber)
  }
  return found
}

/** The name first, because it tells most entries apart at once. */
function isSameSubject({ name, state, device, userPrincipalName }: LedgerEntry, plan: MediaPlan): boolean {
  return (
    name === plan.name &&
    (state === 'issued' || state === 'intended') &&
    device === plan.device &&
    userPrincipalNameKey(userPrincipalName) === userPrincipalNameKey(plan.certificate.userPrincipalName)
  )
}

/** The same user may have the same media in another folder on purpose. */
function isSamePlace(entry: LedgerEntry, plan: MediaPlan, { store }: Books): boolean {
  const output = entry.state === 'intended' ? entry.output : store.readIssued(entry)?.answers['output']
  return output === dirname(plan.folder)
}
