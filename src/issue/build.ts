// Plan → key → bytes → a staged folder on the disk, read back. Nothing is recorded here, so a worker thread can do it.

import { lintCertificatePlan } from '../authority/lint.ts'
import { throwProblems } from '../errors.ts'
import { writeStage } from '../media/disk-stage.ts'
import { RECEIPT_FILE, STICK_FOLDER, zipName } from '../media/layout.ts'
import { encodeReceipt, type Receipt } from '../media/receipt.ts'
import { makeTree } from '../media/tree.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { makeReceipt } from './make-receipt.ts'
import type { Workshop } from './produce.ts'

/** A stick's files, complete and read back, in a folder with a temporary name. */
export interface BuiltStick {
  /** DER. */
  readonly certificate: Uint8Array
  readonly receipt: Receipt
  /** SHA-256 of the zip, lower-case hex. */
  readonly zipSha256: string
}

/**
 * Signs the certificate, so the serial number must be recorded as intended before this is called. If it fails, the caller
 * deletes the stage.
 * @param stage absolute path of the folder to write, which must not exist
 * @throws UserError wrong-input: the certificate would not be valid; failed: the disk refused, or reading back found errors
 */
export async function buildStick(plan: MediaPlan, stage: string, workshop: Workshop): Promise<BuiltStick> {
  const { signsIn } = workshop
  lint(plan, workshop)
  // An RSA key takes longest, on a thread of Node's own: what does not need it is done meanwhile.
  const [userKey, { prepared, produceFiles }, { encodeZip }, { readBack }] = await Promise.all([
    workshop.generateKey(plan.certificate.keyAlgorithm),
    prepare(plan, workshop),
    import('../media/zip.ts'),
    import('./read-back.ts'),
  ])
  const { certificate, files } = produceFiles(plan, prepared, userKey, workshop)
  const receipt = makeReceipt(plan, { certificate, root: workshop.issuer.certificate, tree: files })
  const onStick = [...files].map(([path, bytes]) => [`${STICK_FOLDER}/${path}`, bytes] as const)
  const zip = [zipName(plan.name), await encodeZip(files)] as const
  await writeStage(stage, makeTree([...onStick, zip, [RECEIPT_FILE, encodeReceipt(receipt)]]))
  return { certificate, receipt, zipSha256: await readBack(stage, receipt, workshop.now(), signsIn) }
}

async function prepare(plan: MediaPlan, workshop: Workshop) {
  const { prepareFiles, produceFiles } = await import('./produce.ts')
  return { prepared: prepareFiles(plan, workshop), produceFiles }
}

/** The last look before the signature. The root itself was looked at when the work was planned. */
function lint({ certificate }: MediaPlan, { issuer, now }: Workshop): void {
  const problems = lintCertificatePlan(certificate, issuer.facts, now())
  throwProblems('nothing was signed, because the certificate would not be accepted', problems)
}
