// Whether an earlier run, perhaps a killed one, has already created the files of a row: its folder exists, and the
// inventory has its current certificate with the same options as the row.
import { formatInstant } from '../instant.ts'
import type { Reader } from '../inventory/reader.ts'
import { readReceipt } from '../issue/prepare.ts'
import { requestOf } from '../issue/records.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { hashOf, type Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { FIELDS, type Field, flagName } from '../request/options.ts'

/** The existing files of a row: their receipt if they match the row, or why they do not. */
export type InPlace = { readonly receipt: Receipt } | { readonly unfit: string }

/** Null if there are none. */
export function judgeInPlace(plan: MediaPlan, inventory: Reader, now: Date): InPlace | null {
  const receipt = readReceipt(plan.folder)
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
  if (former === null) return { unfit: 'the inventory has no options for their certificate' }
  const others = differing(former, requestOf(plan))
  if (others.length === 0 && !hasSameWifi(plan, receipt)) others.push('wifiProfile')
  return others.length === 0
    ? { receipt }
    : { unfit: `they were created with other options: ${others.map(flagName).join(', ')}` }
}

const STATES = {
  intended: 'their certificate was not recorded as issued',
  superseded: 'their certificate is superseded',
  withdrawn: 'their certificate was withdrawn',
  revoked: 'their certificate is revoked',
} as const

/** The receipt of the existing files; null if the row is not done yet. */
export function findMade(plan: MediaPlan, inventory: Reader, now: Date): Receipt | null {
  const inPlace = judgeInPlace(plan, inventory, now)
  return inPlace !== null && 'receipt' in inPlace ? inPlace.receipt : null
}

/** The file may have changed since, such as after a change of the network's key. */
function hasSameWifi({ wifi }: MediaPlan, { files }: Receipt): boolean {
  const written = files[MEDIA_PATHS.wifi]
  return wifi === null || written === hashOf(Buffer.from(wifi.content.reveal(), 'latin1'))
}

type Options = Readonly<Record<string, string>>

/** The options that differ. */
function differing(former: Options, asked: Options): Field[] {
  const differs = (name: string): boolean => former[name] !== asked[name]
  return FIELDS.filter((field) => differs(field) || (field === 'template' && differs('templateSha256')))
}
