// Cleans up what killed runs left in an output folder. If a certificate is recorded as issued and its stage is complete,
// the stage gets its final name. If not, the certificate is withdrawn, and the one that it superseded is current again.
// Stages of certificates that were never issued are deleted.
import { basename, dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { Staging } from '../inventory/reader.ts'
import { exists, readIfThere } from '../media/disk.ts'
import { foreignFiles } from '../media/disk-foreign.ts'
import {
  discardStage,
  findStages,
  placeStage,
  putBack,
  removeReplaced,
  stageOwner,
} from '../media/disk-stage.ts'
import { RECEIPT_FILE } from '../media/layout.ts'
import { decodeReceipt, type Receipt } from '../media/receipt.ts'
import { isOfReceipt } from './prepare.ts'
import { readBack } from './read-back.ts'

export interface Recovery {
  readonly inventory: Inventory
  /** Whether a process of this machine is running. */
  readonly isAlive: (pid: number) => boolean
  readonly now: Date
}

/** @returns what was done, for the user @throws UserError failed: the disk or the inventory refused */
export async function recover(outputFolder: string, recovery: Recovery): Promise<string[]> {
  const { inventory, isAlive } = recovery
  const done: string[] = []
  const staged = inventory.allStaging().filter(({ folder }) => dirname(folder) === outputFolder)
  for (const row of staged) {
    const owner = stageOwner(row.stage)
    if (owner === null || !isAlive(owner.pid)) done.push(await settle(row, recovery))
  }
  for (const { path, pid, serialNumber } of findStages(outputFolder)) {
    const known = inventory.find(serialNumber)
    if (known === null || isAlive(pid)) continue // it is another CA's, or it is being written
    if (known.state === 'intended') await inventory.write((writer) => writer.withdraw(serialNumber, WHY))
    await discardStage(path)
  }
  return done
}

const WHY = 'the command was interrupted'

async function settle(
  { serialNumber, folder, stage: name }: Staging,
  { inventory, now }: Recovery,
): Promise<string> {
  const stage = join(dirname(folder), name)
  const finished = isOf(serialNumber, folder) || (await finish(stage, { serialNumber, folder, now }))
  if (finished) {
    await inventory.write((writer) => writer.placed(serialNumber))
    await removeReplaced(stage)
    return `${basename(folder)}: the stick’s files of an interrupted command were completed`
  }
  await putBack(stage, folder)
  await inventory.write((writer) => writer.withdraw(serialNumber, WHY))
  await discardStage(stage)
  return `${basename(folder)}: an interrupted command left incomplete files; certificate ${serialNumber} was withdrawn`
}

/** Whether the stage was complete, and was renamed. */
async function finish(
  stage: string,
  {
    serialNumber,
    folder,
    now,
  }: { readonly serialNumber: string; readonly folder: string; readonly now: Date },
): Promise<boolean> {
  const receipt = receiptIn(stage)
  if (receipt?.serialNumber !== serialNumber || holdsOthersFiles(folder)) return false
  try {
    await readBack(stage, receipt, now)
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
  await placeStage(stage, folder, true)
  return true
}

/** Whether the folder has files that certstick did not create. */
function holdsOthersFiles(folder: string): boolean {
  const receipt = receiptIn(folder)
  if (receipt === null) return exists(folder)
  return foreignFiles(folder, (path) => isOfReceipt(path, receipt)).length > 0
}

function isOf(serialNumber: string, folder: string): boolean {
  return receiptIn(folder)?.serialNumber === serialNumber
}

function receiptIn(folder: string): Receipt | null {
  const bytes = exists(folder) ? readIfThere(join(folder, RECEIPT_FILE)) : null
  return bytes === null ? null : decodeReceipt(bytes)
}
