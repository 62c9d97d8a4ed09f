// Carries a plan out: intent on record → produce → issue on record → write → read back. The only way to new media.
import { dirname, join } from 'node:path'
import { intend, issue } from './authority/authority.ts'
import type { AuthorityStore } from './authority/store.ts'
import type { OnWait } from './authority/store-lock.ts'
import { type Problem, UserError } from './errors.ts'
import type { Finding } from './finding.ts'
import { readIfThere, writeFolder } from './media/disk.ts'
import { RECEIPT_FILE, STICK_FOLDER } from './media/layout.ts'
import { type MediaTree, makeTree } from './media/tree.ts'
import { decodeZip } from './media/unzip.ts'
import { encodeZip } from './media/zip.ts'
import type { MediaPlan } from './plan.ts'
import { produceMedia } from './produce.ts'
import { encodeReceipt, makeReceipt, type Receipt } from './receipt.ts'
import { verifyMedia } from './verify.ts'
import type { RandomBytes } from './world.ts'
import type { Issuer } from './x509/certificate.ts'
import type { KeyPair } from './x509/key-pair.ts'

/** What carrying out takes beside the plan. */
export interface Delivery {
  /** From `prepare`. */
  readonly answerFile: Uint8Array
  readonly store: AuthorityStore
  /** Called once when another process keeps the CA's lock for long. */
  readonly onWait: OnWait
  readonly issuer: Issuer
  /** May still be in the making. */
  readonly keyPair: Promise<KeyPair>
  /** Whether media that are already there give way. */
  readonly replace: boolean
  readonly now: () => Date
  readonly random: RandomBytes
}

/** What was made and where. */
export interface Delivered {
  readonly receipt: Receipt
  /** Absolute paths. */
  readonly folder: string
  readonly stickFolder: string
  readonly zip: string
}

/** @throws UserError failed where the disk, the ledger or the read-back did; what was signed is on record */
export async function deliver(plan: MediaPlan, delivery: Delivery): Promise<Delivered> {
  const { answerFile, issuer, store, onWait, random, now } = delivery
  const { device, name } = plan
  const intended = intend({ ...plan.certificate, device, name }, now())
  await store.write(onWait, (ledger) => ledger.append([intended]))
  const keyPair = await delivery.keyPair
  const { certificate, tree } = produceMedia(plan, { answerFile, keyPair, issuer, random })
  const issued = issue(intended, { certificate, answers: answersOf(plan) }, now())
  await store.write(onWait, (ledger) => ledger.append([issued]))
  const receipt = makeReceipt(plan, { certificate, root: issuer.certificate, tree })
  await writeMedia(plan, { tree, receipt, replace: delivery.replace })
  await readBack(plan, receipt, now())
  return { receipt, folder: plan.folder, stickFolder: join(plan.folder, STICK_FOLDER), zip: zipPath(plan) }
}

/** Folder, zip and receipt, all or nothing. */
export async function writeMedia(
  plan: MediaPlan,
  { tree, receipt, replace }: { tree: MediaTree; receipt: Receipt; replace: boolean },
): Promise<void> {
  const onStick = [...tree].map(([path, bytes]) => [`${STICK_FOLDER}/${path}`, bytes] as const)
  const content = makeTree([
    ...onStick,
    [`${plan.name}.zip`, await encodeZip(tree)],
    [RECEIPT_FILE, encodeReceipt(receipt)],
  ])
  writeFolder(content, { folder: plan.folder, replace, stageName: plan.certificate.serialNumber })
}

/** Opens the zip that was written, and proves it. @throws UserError failed; nothing is deleted */
export async function readBack(plan: MediaPlan, receipt: Receipt, now: Date): Promise<void> {
  const path = zipPath(plan)
  const zip = readIfThere(path)
  if (zip === null) throw notProved(path, [{ field: path, message: 'is gone' }])
  const findings = verifyMedia(await decodeZip(zip), { receipt, now })
  if (findings.length > 0) throw notProved(path, findings.map(toProblem))
}

function notProved(path: string, problems: readonly Problem[]): UserError {
  return new UserError('failed', `${path} was written, and does not read back as it should`, {
    hint: 'nothing was deleted; do not use these media, and make them again with --force',
    problems,
  })
}

function toProblem({ code, subject, message, hint }: Finding): Problem {
  return { field: subject ?? code, message, hint }
}

function zipPath(plan: MediaPlan): string {
  return join(plan.folder, `${plan.name}.zip`)
}

/** What the same media can be made from again; no secret. */
function answersOf(plan: MediaPlan): Readonly<Record<string, string>> {
  return {
    template: plan.template.name,
    templateSha256: plan.template.sha256,
    output: dirname(plan.folder),
    days: String(plan.validityDays),
    key: plan.certificate.keyAlgorithm,
    pfx: plan.pfx.format,
    store: plan.store,
    import: plan.importMode,
    label: plan.volumeLabel,
    exportable: String(plan.exportable),
  }
}
