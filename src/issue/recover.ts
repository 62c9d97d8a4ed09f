// Cleans up what killed runs left in an output folder. If a certificate is recorded as issued and its stage is complete,
// the stage gets its final name. If not, the certificate is withdrawn, and the one that it superseded is current again.
// Stages of certificates that were never issued are deleted.

import { basename, dirname, join } from 'node:path'
import { UserError } from '../errors.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { Staging } from '../inventory/reader.ts'
import type { Writer } from '../inventory/writer.ts'
import { diskError, exists } from '../media/disk.ts'
import { foreignFiles } from '../media/disk-foreign.ts'
import {
  discardStage,
  findStages,
  flushName,
  placeStage,
  putBack,
  removeReplaced,
  renameStage,
  stageOwner,
  stagePath,
} from '../media/disk-stage.ts'
import type { Receipt } from '../media/receipt.ts'
import { patiently } from '../patience.ts'
import { recordedName } from '../recorded-path.ts'
import { isSameUser } from '../request/user-principal-name.ts'
import { shown } from '../screen-text.ts'
import { isOfReceipt, readReceipt } from './prepare.ts'
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
  for (const row of findStaged(outputFolder, inventory)) {
    const owner = stageOwner(row.stage)
    if (owner === null || !isAlive(owner.pid)) done.push(await settle(row, recovery))
  }
  for (const { path, pid, serialNumber } of findStages(outputFolder)) {
    const known = inventory.find(serialNumber)
    if (known === null || isAlive(pid)) continue // it is another CA's, or it is being written
    if (known.state === 'intended') await inventory.write((writer) => writer.withdraw(serialNumber, WHY))
    const former = known.withdrawnAt === null ? null : readReceipt(path)
    if (former !== null && isCurrent(former, inventory)) await giveNameBack(path, former)
    else await discardStage(path)
  }
  return done
}

const WHY = 'the command was interrupted'

/** The output folder may have another path than when the stage was recorded. */
function findStaged(outputFolder: string, inventory: Inventory): Staging[] {
  const here = new Set(findStages(outputFolder).map(({ path, ...owner }) => stagePath(path, owner)))
  return inventory.allStaging().flatMap((row) => {
    const folder = join(outputFolder, recordedName(row.folder))
    const isStaged = here.has(join(outputFolder, row.stage))
    const isHere = isStaged || row.folder === folder || isOf(row.serialNumber, folder)
    return isHere ? [{ ...row, folder }] : []
  })
}

function isCurrent({ serialNumber }: Receipt, inventory: Inventory): boolean {
  return inventory.find(serialNumber)?.state === 'issued'
}

/** To a folder whose replacement was withdrawn. */
async function giveNameBack(path: string, { name }: Receipt): Promise<void> {
  const folder = join(dirname(path), basename(name))
  if (!exists(folder)) await placeStage(path, folder, false)
}

async function settle(
  { serialNumber, folder, stage: name }: Staging,
  { inventory, now }: Recovery,
): Promise<string> {
  const stage = join(dirname(folder), name)
  const receipt = await readWhole(stage, now)
  // Looked at again within the transaction, because another command may find the same stage at the same moment.
  const settleOnce = (writer: Writer): boolean => {
    if (isOf(serialNumber, folder)) return true
    const isIssued = writer.inventory.find(serialNumber)?.state === 'issued'
    if (isIssued && receipt?.serialNumber === serialNumber && mayReplace(folder, receipt)) {
      renameStage(stage, folder)
      return true
    }
    putBack(stage, folder)
    writer.withdraw(serialNumber, WHY)
    return false
  }
  const isPlaced = await patiently(folder, () => inventory.write(settleOnce)).catch((error: unknown) => {
    throw error instanceof UserError ? error : diskError(`cannot write ${shown(folder)}`, error)
  })
  if (isPlaced) {
    await flushName(folder)
    await inventory.write((writer) => writer.placed(serialNumber))
    await removeReplaced(stage)
    return `${shown(basename(folder))}: the stick’s files of an interrupted command were completed`
  }
  await discardStage(stage)
  return `${shown(basename(folder))}: an interrupted command left incomplete files; certificate ${serialNumber} was withdrawn`
}

/** The receipt of a complete stage; null: it is not complete. */
async function readWhole(stage: string, now: Date): Promise<Receipt | null> {
  const receipt = readReceipt(stage)
  if (receipt === null) return null
  try {
    await readBack(stage, receipt, now)
    return receipt
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

/** Whether the folder does not exist, or has only files that certstick created for the same user. */
function mayReplace(folder: string, { userPrincipalName }: Receipt): boolean {
  const there = readReceipt(folder)
  if (there === null) return !exists(folder)
  return (
    isSameUser(there.userPrincipalName, userPrincipalName) &&
    foreignFiles(folder, (path) => isOfReceipt(path, there)).length === 0
  )
}

function isOf(serialNumber: string, folder: string): boolean {
  return readReceipt(folder)?.serialNumber === serialNumber
}
