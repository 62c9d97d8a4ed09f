// Whether a row was already carried out by an earlier run, which may have been killed: its folder is in place, and the
// inventory has its certificate, still good, with just the options that the row gives now.
import { formatInstant } from '../instant.ts'
import type { Reader } from '../inventory/reader.ts'
import { readReceipt } from '../issue/prepare.ts'
import { requestOf } from '../issue/records.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'

/** The files in a row's place: their receipt where they are what the row asks for, or why they are not. */
export type InPlace = { readonly receipt: Receipt } | { readonly unfit: string }

/** Null where there are none. */
export function judgeInPlace(plan: MediaPlan, inventory: Reader, now: Date): InPlace | null {
  const receipt = readReceipt(plan)
  if (receipt === null) return null
  const certificate = inventory.find(receipt.serialNumber)
  if (certificate === null) return { unfit: 'this CA did not issue their certificate' }
  if (certificate.state !== 'issued') return { unfit: STATES[certificate.state] }
  if (certificate.notAfter <= formatInstant(now)) return { unfit: 'their certificate has expired' }
  const { userPrincipalName } = plan.certificate
  if (certificate.userPrincipalName !== userPrincipalName)
    return { unfit: `they are for ${certificate.userPrincipalName}` }
  if (certificate.device !== plan.device)
    return { unfit: `they are for ${certificate.device ?? 'no device'}` }
  const former = inventory.request(receipt.serialNumber)
  if (former === null) return { unfit: 'the inventory does not say how they were made' }
  const others = differing(former, requestOf(plan))
  return others.length === 0
    ? { receipt }
    : { unfit: `they were made with other options: ${others.join(', ')}` }
}

const STATES = {
  intended: 'their certificate was not recorded as issued',
  superseded: 'their certificate is superseded',
  withdrawn: 'their certificate was withdrawn',
  revoked: 'their certificate is revoked',
} as const

/** The receipt of what is in a row's place; null where the row is still to be carried out. */
export function findMade(plan: MediaPlan, inventory: Reader, now: Date): Receipt | null {
  const inPlace = judgeInPlace(plan, inventory, now)
  return inPlace !== null && 'receipt' in inPlace ? inPlace.receipt : null
}

type Options = Readonly<Record<string, string>>

/** The options that are not the same, by their names. */
function differing(former: Options, asked: Options): string[] {
  const names = Object.keys({ ...former, ...asked }).filter((name) => former[name] !== asked[name])
  const options = names.map((name) => (name === 'templateSha256' ? 'template' : name))
  return [...new Set(options.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)))]
}
