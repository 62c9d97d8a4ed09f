// Which certificates a new one takes the place of: those on record for the same user, device and place. All but the
// one that is delivered are what killed runs left: signed perhaps, and never handed over.
import { dirname } from 'node:path'
import type { LedgerEntry } from './authority/ledger.ts'
import type { Books } from './books.ts'
import type { MediaPlan } from './plan.ts'
import { userPrincipalNameKey } from './user-principal-name.ts'

/** Serial numbers on record for the plan's user, device and folder that nothing has superseded or revoked. */
export type FindPredecessors = (plan: MediaPlan) => string[]

/** Looks through the ledger once, as it is now; then each plan is a look into an index. */
export function indexPredecessors(books: Books): FindPredecessors {
  const index = new Map<string, LedgerEntry[]>()
  for (const entry of books.state().entries.values()) {
    if (entry.state !== 'issued' && entry.state !== 'intended') continue
    const key = keyOf(entry)
    const same = index.get(key)
    if (same === undefined) index.set(key, [entry])
    else same.push(entry)
  }
  return (plan) => {
    const { name, device } = plan
    const { userPrincipalName } = plan.certificate
    const same = index.get(keyOf({ name, device, userPrincipalName })) ?? []
    return same.filter((entry) => isSamePlace(entry, plan, books)).map(({ serialNumber }) => serialNumber)
  }
}

function keyOf({
  userPrincipalName,
  device,
  name,
}: Pick<LedgerEntry, 'userPrincipalName' | 'device' | 'name'>) {
  return JSON.stringify([userPrincipalNameKey(userPrincipalName), device, name])
}

/** The same user may have the same media in another folder on purpose. */
function isSamePlace(entry: LedgerEntry, plan: MediaPlan, { store }: Books): boolean {
  const output = entry.state === 'intended' ? entry.output : store.readIssued(entry)?.answers['output']
  return output === dirname(plan.folder)
}
