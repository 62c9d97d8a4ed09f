// Whether a row was already carried out by an earlier run, which may have been killed: its media are in place, and the
// ledger has their certificate, still good, with just the answers that the row gives now.

import type { Books } from '../books/books.ts'
import { formatInstant } from '../instant.ts'
import { answersOf } from '../issue/deliver.ts'
import { readReceipt } from '../issue/prepare.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'

/** The media in a row's place: their receipt where they are what the row asks for, or why they are not. */
export type InPlace = { readonly receipt: Receipt } | { readonly unfit: string }

type Records = Pick<Books, 'state' | 'store'>

/** Null where there are no media. */
export function judgeInPlace(plan: MediaPlan, { state, store }: Records, now: Date): InPlace | null {
  const receipt = readReceipt(plan)
  if (receipt === null) return null
  const entry = state().entries.get(receipt.serialNumber)
  if (entry === undefined) return { unfit: 'their certificate is not on record with this CA' }
  if (entry.state !== 'issued') return { unfit: STATES[entry.state] }
  if (entry.notAfter <= formatInstant(now)) return { unfit: 'their certificate has expired' }
  const { userPrincipalName } = plan.certificate
  if (entry.userPrincipalName !== userPrincipalName)
    return { unfit: `they are for ${entry.userPrincipalName}` }
  if (entry.device !== plan.device) return { unfit: `they are for ${entry.device ?? 'no device'}` }
  const former = store.readIssued(entry)?.answers ?? {}
  if (Object.keys(former).length === 0) return { unfit: 'how they were made is not on record' }
  const others = differing(former, answersOf(plan))
  return others.length === 0
    ? { receipt }
    : { unfit: `they were made with other options: ${others.join(', ')}` }
}

type Answers = Readonly<Record<string, string>>

const STATES = {
  intended: 'their certificate is not on record as issued',
  superseded: 'their certificate is superseded',
  revoked: 'their certificate is revoked',
} as const

/** The answers that are not the same, by the names of their options. */
function differing(former: Answers, asked: Answers): string[] {
  const names = Object.keys({ ...former, ...asked }).filter((name) => former[name] !== asked[name])
  const options = names.map((name) => (name === 'templateSha256' ? 'template' : name))
  return [...new Set(options.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)))]
}

/** The receipt of the media that are in place; null where the row is still to be carried out. */
export function findDelivered(plan: MediaPlan, records: Records, now: Date): Receipt | null {
  const inPlace = judgeInPlace(plan, records, now)
  return inPlace !== null && 'receipt' in inPlace ? inPlace.receipt : null
}
