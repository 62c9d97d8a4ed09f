// Places media on the disk and proves them: in the program itself for one user, in worker threads for many. The bytes
// come from `produce.ts`; what is on record is `deliver.ts`'s affair.
import { hash } from 'node:crypto'
import { dirname } from 'node:path'
import { type Problem, problemsOf, UserError } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import { readIfThere, type Stage } from '../media/disk.ts'
import { writeFolder } from '../media/disk-folder.ts'
import { placesIn, RECEIPT_FILE, STICK_FOLDER, zipName } from '../media/layout.ts'
import { mediumOf } from '../media/medium.ts'
import { encodeReceipt, type Receipt } from '../media/receipt.ts'
import { type MediaTree, makeTree } from '../media/tree.ts'
import { decodeZip } from '../media/unzip.ts'
import type { MediaPlan } from '../plan/plan.ts'
import { isReady, verifyMedia } from '../verify/verify.ts'
import type { Delivered } from './deliver.ts'
import { makeReceipt } from './make-receipt.ts'
import type { Produced } from './produce.ts'

/** How media are placed. */
export interface Placing {
  /** The root's certificate, DER. */
  readonly root: Uint8Array
  /** Whether media that are already there give way. */
  readonly replace: boolean
  /** Begins the name of the folder in which they are written before they are moved into place. */
  readonly stage: Stage
  readonly encodeZip: (tree: MediaTree) => Uint8Array | Promise<Uint8Array>
  /** They are moved only when this has come about: that their certificate is on record. */
  readonly issued: Promise<void>
  readonly now: Date
}

/**
 * Folder, zip and receipt, all or nothing, then read back. What was produced is let go of once it is written, not when the
 * disk has it: of many media that wait for the disk, little stays in memory.
 * @throws UserError failed
 */
export function placeMedia(
  plan: MediaPlan,
  { certificate, tree }: Produced,
  { root, now, ...placing }: Placing,
): Promise<Delivered> {
  const receipt = makeReceipt(plan, { certificate, root, tree })
  return writeMedia(plan, { tree, receipt, ...placing }).then(() => readBack(plan, receipt, now))
}

async function writeMedia(
  plan: MediaPlan,
  {
    tree,
    receipt,
    replace,
    stage,
    encodeZip,
    issued,
  }: { tree: MediaTree; receipt: Receipt } & Omit<Placing, 'root' | 'now'>,
): Promise<void> {
  const onStick = [...tree].map(([path, bytes]) => [`${STICK_FOLDER}/${path}`, bytes] as const)
  const content = makeTree([
    ...onStick,
    [zipName(plan.name), await encodeZip(tree)],
    [RECEIPT_FILE, encodeReceipt(receipt)],
  ])
  return writeFolder(content, {
    folder: plan.folder,
    replace,
    stageName: `${stage}-${plan.certificate.serialNumber}`,
    permitted: issued,
  })
}

/** Opens the zip that was written, and proves it. @throws UserError failed; nothing is deleted */
export async function readBack(
  { folder, name }: Pick<MediaPlan, 'folder' | 'name'>,
  receipt: Receipt,
  now: Date,
): Promise<Delivered> {
  const places = placesIn(dirname(folder), name)
  const { zip } = places
  const bytes = readIfThere(zip)
  if (bytes === null) throw notProved(zip, [{ field: zip, message: 'is gone' }])
  const medium = mediumOf(await decodeWritten(bytes, zip))
  const verdict = await verifyMedia(medium, {
    receipt,
    alone: true,
    records: null,
    now,
    warnDays: 0,
  })
  if (!isReady(verdict)) throw notProved(zip, verdict.findings.filter(isError).map(toProblem))
  const zipSha256 = hash('sha256', bytes, 'hex')
  return { ...places, receipt, zipSha256 }
}

/** What is wrong with a zip that was just written is no fault of the user's. */
async function decodeWritten(bytes: Uint8Array, zip: string): Promise<MediaTree> {
  try {
    return await decodeZip(bytes)
  } catch (error) {
    if (error instanceof UserError) throw notProved(zip, problemsOf(error, zip))
    throw error
  }
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
