// One stick, from plan to folder: intend → build (key, bytes, a staged folder, read back there) → one transaction: issued,
// and the former superseded → rename → clean up. `bulk` runs many of these at once.

import { dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import { Overtaken } from '../inventory/writer.ts'
import { exists } from '../media/disk.ts'
import { discardStage, flushName, placeStage, removeReplaced } from '../media/disk-stage.ts'
import { type MediaPlaces, placesIn } from '../media/layout.ts'
import type { Receipt } from '../media/receipt.ts'
import type { MediaPlan } from '../plan/plan.ts'
import type { BuiltStick } from './build.ts'
import { type Replacement, refuseOtherMedia } from './prepare.ts'

/** The inventory as `issueStick` uses it. Each promise resolves when its transaction is on the disk. */
export interface Records {
  readonly intend: (plan: MediaPlan) => Promise<void>
  /**
   * Records the certificate as issued, the former one of that user and device as superseded, and the stage.
   * @throws Overtaken: another process issued one for that user and device in the meantime
   */
  readonly issue: (plan: MediaPlan, built: BuiltStick, stage: string) => Promise<Superseded>
  /** The stage has its final name. */
  readonly placed: (serialNumber: string) => Promise<void>
  /** The certificate was not delivered; the one that it superseded is current again. */
  readonly withdraw: (serialNumber: string) => Promise<void>
}

/** Of the certificates that a new one superseded. */
export interface Superseded {
  readonly serialNumbers: readonly string[]
  /** Names of the stages that do not have their final name yet. */
  readonly stages: readonly string[]
}

export interface IssueMeans {
  readonly records: Records
  /** Builds the stage at that path, in this thread or in another. */
  readonly build: (plan: MediaPlan, stage: string) => Promise<BuiltStick>
  /** Absolute path of the stage that a plan is built in. */
  readonly stageOf: (plan: MediaPlan) => string
  /** Whether an existing folder of certstick is replaced. */
  readonly replace: Replacement
}

/** A stick's files with their final name. */
export interface IssuedStick extends MediaPlaces {
  readonly receipt: Receipt
  /** SHA-256 of the zip, lower-case hex. */
  readonly zipSha256: string
  /** Serial numbers of the certificates that this one superseded. */
  readonly superseded: readonly string[]
  /** What could not be cleaned up, for the user. */
  readonly warnings: readonly string[]
}

/**
 * If it fails before the rename, no files are left, the certificate is recorded as withdrawn, and the one that it would
 * have superseded is current again.
 * @throws UserError failed: the disk or the inventory refused, reading back found errors, or another process was faster
 */
export async function issueStick(plan: MediaPlan, means: IssueMeans): Promise<IssuedStick> {
  const { records, replace } = means
  const { serialNumber } = plan.certificate
  const stage = means.stageOf(plan)
  await records.intend(plan)
  let built: BuiltStick
  let superseded: Superseded
  try {
    built = await means.build(plan, stage)
    superseded = await records.issue(plan, built, stage)
    // So that another process which stalled before its rename does not replace these files with the superseded ones.
    for (const name of superseded.stages) await discardStage(join(dirname(stage), name))
    if (!exists(stage)) throw new Overtaken(plan.name)
    refuseOtherMedia(plan, replace) // again, because it was checked before a question was answered or a key was made
    await placeStage(stage, plan.folder, replace !== 'nothing')
  } catch (error) {
    await discardStage(stage)
    // If the inventory refuses too, the first error is reported, and the next command cleans up.
    await records.withdraw(serialNumber).catch(() => {})
    throw error
  }
  const warnings = [
    ...(await warningOf(flushName(plan.folder).then(() => records.placed(serialNumber)))),
    ...(await warningOf(removeReplaced(stage))),
  ]
  const { receipt, zipSha256 } = built
  const places = placesIn(dirname(plan.folder), plan.name)
  return { ...places, receipt, zipSha256, superseded: superseded.serialNumbers, warnings }
}

/** After the rename an error is only a warning, because the next command cleans up. */
async function warningOf(cleaningUp: Promise<void>): Promise<string[]> {
  try {
    await cleaningUp
    return []
  } catch (error) {
    if (error instanceof UserError) return [error.message]
    throw error
  }
}
