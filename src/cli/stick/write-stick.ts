// Writes files that are in the output folder to a mounted stick, reads them back and records it: for `bulk --stick-by-stick` and
// the wizard.
import { join } from 'node:path'
import { throwProblems, UserError } from '../../errors.ts'
import { type Finding, formatFindings, isError } from '../../finding.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { readReceipt } from '../../issue/prepare.ts'
import { readIfThere } from '../../media/disk.ts'
import { MEDIA_PATHS, placesIn } from '../../media/layout.ts'
import type { Receipt } from '../../media/receipt.ts'
import { shown } from '../../screen-text.ts'
import { planStick, putOnStick, type StickPlan } from '../../stick/stick.ts'
import { checkStick } from '../../stick/windows.ts'
import type { Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import type { Prompts } from '../prompts.ts'
import { stickLines } from './stick.ts'

export interface PlannedWrite {
  readonly stick: StickPlan
  readonly made: { readonly zip: string; readonly receipt: Receipt }
  /** Warnings and notes. */
  readonly findings: readonly Finding[]
}

/**
 * @param files name of the output, and the folder that it is in
 * @param replace whether other answer files on the stick may be renamed
 * @throws UserError wrong-input: the stick cannot be used; failed: the files are gone
 */
export function planWrite(
  files: { readonly output: string; readonly name: string },
  folder: string,
  replace: boolean,
): PlannedWrite {
  const stick = planStick(folder, replace)
  const places = placesIn(files.output, files.name)
  const receipt = readReceipt(places.folder)
  const answerFile = readIfThere(join(places.stickFolder, MEDIA_PATHS.answerFile))
  if (receipt === null || answerFile === null)
    throw new UserError('failed', `the files in ${shown(places.folder)} are gone`, {
      hint: 'create them again',
    })
  const fileName = Object.keys(receipt.files).find((path) => path.endsWith('.pfx')) ?? ''
  const pfx = { fileName: fileName.slice(fileName.lastIndexOf('/') + 1), format: formatOf(receipt) }
  const findings = checkStick(stick, { answerFile, pfx, accepted: receipt.accepted ?? [] })
  const problems = findings.filter(isError).map(({ message, hint }) => ({ field: 'stick', message, hint }))
  throwProblems('the stick cannot be used', problems)
  return { stick, made: { zip: places.zip, receipt }, findings }
}

function formatOf({ pfx }: Receipt): 'modern' | 'legacy' {
  return pfx === 'legacy' ? 'legacy' : 'modern'
}

/** @returns false: the user does not want it @throws UserError failed: the stick or the inventory refused */
export async function writePlanned(
  { stick, made, findings }: PlannedWrite,
  { prompts, inventory }: { readonly prompts: Prompts; readonly inventory: Inventory },
  context: Context,
): Promise<boolean> {
  const { world, terminal } = context
  const { serialNumber, userPrincipalName, device } = made.receipt
  const place = shownPath(stick.folder, world)
  for (const line of [...formatFindings(findings), ...stickLines(stick, context)]) terminal.say(line)
  if (!(await isWanted(stick, prompts))) return false
  terminal.say(`note: writing to ${shown(place)}; do not pull it out`)
  await putOnStick(stick, made, world.now())
  await inventory.write((writer) => writer.written(serialNumber, place))
  const whose = device === null ? userPrincipalName : `${userPrincipalName} on ${device}`
  terminal.report(`${shown(place)} is written for ${whose} and was read back. Eject it now.`)
  return true
}

/** The stick of the row before may still be there, or one of an earlier user. */
async function isWanted({ remove }: StickPlan, prompts: Prompts): Promise<boolean> {
  const [former] = remove.filter((path) => /\.pfx$/i.test(path))
  if (former === undefined) return true
  const message = `This stick has files of certstick already (${shown(former)}). Replace them`
  return prompts.confirm({ message, default: false })
}
