// Reads one stick, folder or zip with the receipt beside it, and verifies it.
import { UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { findInstaller } from '../installer/installer.ts'
import type { FoundMedium } from '../media/disk-find.ts'
import { readMedium, readUpTo } from '../media/disk-read.ts'
import { type Medium, mediumOf } from '../media/medium.ts'
import { decodeReceipt, type Receipt } from '../media/receipt.ts'
import { decodeZip, MEDIA_ZIP_LIMITS } from '../media/unzip.ts'
import { toFinding } from './faults.ts'
import { type Expectation, type FoundInstaller, type Verdict, verifyMedia } from './verify.ts'

/** The same for everything that one command verifies. */
export type Circumstances = Pick<Expectation, 'records' | 'now' | 'warnDays'>

/** The verdict, and the receipt that was used. */
export interface FoundVerdict extends Verdict {
  readonly found: FoundMedium
  readonly receipt: Receipt | null
  /** Null: that was not looked for, because it is not a stick. */
  readonly installer: FoundInstaller | null
}

export async function verifyFound(found: FoundMedium, circumstances: Circumstances): Promise<FoundVerdict> {
  try {
    const verdict = await verifyRead(found, await openFound(found), circumstances)
    return { ...verdict, findings: verdict.findings.map((finding) => withName(finding, verdict)) }
  } catch (error) {
    if (found.kind !== 'zip' || !(error instanceof UserError)) throw error
    const finding = toFinding({ code: 'zip-refused', subject: found.path, message: error.message })
    return { found, receipt: null, installer: null, facts: null, findings: [finding] }
  }
}

/** One that no shell takes apart, because a stick may be from anybody, and hints are copied into shells. */
const PLAIN_NAME = /^\w[\w.@+-]*$/

/** The hint, with the name of the stick in the command that recreates it. ComputerName may be that of another device. */
function withName(finding: Finding, { facts, receipt }: FoundVerdict): Finding {
  const name = receipt?.device ?? receipt?.userPrincipalName ?? facts?.serialNumber ?? ''
  if (!PLAIN_NAME.test(name)) return finding
  return { ...finding, hint: finding.hint.replace('regenerate NAME', `regenerate ${name}`) }
}

async function verifyRead(
  found: FoundMedium,
  medium: Medium,
  circumstances: Circumstances,
): Promise<FoundVerdict> {
  const receipt = found.receipt === null ? null : readReceipt(found.receipt)
  const alone = found.kind === 'zip' || (found.kind === 'folder' && receipt !== null)
  const installer = found.kind === 'stick' ? { found: findInstaller(found.path, medium.paths) } : null
  const verdict = await verifyMedia(medium, {
    ...{ ...circumstances, receipt, alone, signsIn: true },
    ...(installer === null ? {} : { installer }),
  })
  if (found.receipt === null || receipt !== null) return { ...verdict, found, receipt, installer }
  const message = 'the receipt was not written by certstick, so the files were not compared with it'
  const unreadable = toFinding({ code: 'receipt-malformed', subject: found.receipt, message })
  return { ...verdict, found, receipt, installer, findings: [...verdict.findings, unreadable] }
}

/** @throws UserError wrong-input: a zip is refused, or a stick's folder cannot be read */
export async function openFound({ kind, path }: FoundMedium): Promise<Medium> {
  return kind === 'zip' ? mediumOf(await decodeZip(readZip(path))) : readMedium(path)
}

/** A zip is at most as large as its content, plus the names and dates of its entries. */
const MAX_ZIP_BYTES = MEDIA_ZIP_LIMITS.totalBytes + MEDIA_ZIP_LIMITS.entries * 1024

function readZip(path: string): Uint8Array {
  const zip = readUpTo(path, MAX_ZIP_BYTES, 'followed')
  if (zip === null) throw new UserError('wrong-input', `the zip has more than ${MAX_ZIP_BYTES} bytes`)
  if (typeof zip === 'string') throw new UserError('wrong-input', `the zip ${zip}`)
  return zip
}

const MAX_RECEIPT_BYTES = 1024 * 1024

function readReceipt(path: string): Receipt | null {
  const bytes = readUpTo(path, MAX_RECEIPT_BYTES)
  return bytes === null || typeof bytes === 'string' ? null : decodeReceipt(bytes)
}
