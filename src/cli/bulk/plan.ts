// Plans the rows of a bulk run, compares each with what exists in its folder, and prints them or passes them on.
import { type BulkPlan, planRows } from '../../bulk/plan.ts'
import { judgeInPlace } from '../../bulk/resume.ts'
import type { UserTable } from '../../bulk/table.ts'
import { UserError } from '../../errors.ts'
import { formatFindings, limitFindings } from '../../finding.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { type Replacement, refuseOtherMedia, refuseOtherSpelling } from '../../issue/prepare.ts'
import { spellingsIn } from '../../media/disk.ts'
import type { MediaPlan } from '../../plan/plan.ts'
import { alignColumns } from '../../tables/columns.ts'
import type { WifiFile } from '../../wifi/wifi-file.ts'
import {
  type AuthorityChoice,
  type FoundAuthority,
  findOrStandIn,
  rootWarnings,
  type StandIn,
} from '../ca/authority.ts'
import { openAuthority, tryIssuer } from '../ca/authority-open.ts'
import type { Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import { openInventory, recoverOutput, requireInventory } from '../inventory.ts'
import type { Confirm } from '../stick/confirmation.ts'
import { readTemplate } from '../template-files.ts'
import type { EndOfRun } from './end.ts'

export interface AskedRows {
  readonly table: UserTable
  /** The WLAN profile of every row; null: none. */
  readonly wifi: WifiFile | null
  readonly choice: AuthorityChoice
  readonly ends: EndOfRun
  /** Whether files that exist, and are not what a row asks for, are replaced. */
  readonly replace: Replacement
  /** Whether each row’s files are then written to a stick. */
  readonly stickByStick: boolean
  readonly dryRun: boolean
  /** Shows what would be created, and asks; null: nothing is asked. */
  readonly confirm: Confirm | null
}

/** @throws UserError wrong-input with every problem of every row, before anything is made */
export async function planAndMake(asked: AskedRows, context: Context): Promise<void> {
  const { choice, ends, replace, stickByStick, dryRun, confirm } = asked
  const { terminal } = context
  let planned = await planAll(asked, context)
  const ofTable = limitFindings([...asked.table.findings, ...planned.plan.findings])
  const { weakPasswords } = await import('../../plan/weak-passwords.ts')
  const ofPasswords = weakPasswords(planned.plan.rows.map(({ plan }) => plan))
  const findings = [...rootWarnings(planned.found, context), ...limitFindings(ofPasswords), ...ofTable]
  for (const line of formatFindings(findings)) terminal.say(line)
  if (dryRun) {
    terminal.result(describe(planned.plan, ends.json, context))
    return
  }
  if (confirm !== null && !(await confirm(await summaryOf(planned, asked, context)))) {
    throw new UserError('declined', 'cancelled; nothing was created')
  }
  const { makeAll } = await import('./make.ts')
  let opened = await openAuthority(planned.found, choice, context)
  while (opened === null) {
    planned = await planAll(asked, context) // with the root CA that another process created; the rest was reported
    opened = await openAuthority(planned.found, choice, context)
  }
  const { store, issuer } = opened
  if (planned.found.kind === 'there') await tryIssuer(issuer, context)
  const inventory = planned.inventory ?? (await requireInventory({ store, authority: issuer }, context))
  await makeAll({ ...ends, plan: planned.plan, replace, stickByStick }, { issuer, inventory }, context)
}

interface PlannedTable {
  readonly plan: BulkPlan
  readonly found: FoundAuthority | StandIn
  /** Null: nothing was recorded yet. */
  readonly inventory: Inventory | null
}

async function planAll(asked: AskedRows, context: Context): Promise<PlannedTable> {
  const { table, wifi, choice, ends, dryRun } = asked
  const { world } = context
  const problems = [...table.problems]
  const found = await findOrStandIn(choice, problems, context)
  const inventory = found.kind === 'there' ? await openInventory(found, context) : null
  if (inventory !== null && !dryRun) await recoverOutput(ends.output, inventory, context)
  const { root, crlUrl } = found
  const { random } = world
  const circumstances = { now: world.now(), random, root, crlUrl, wifi, outputFolder: ends.output }
  const read = (name: string) => readTemplate(name, world, 'template')
  // Only the right CA's inventory says whose files are in the way.
  const refuse = found.kind === 'stand-in' ? () => {} : refuserOf(inventory, asked, circumstances.now)
  const plan = planRows({ rows: table.rows, problems }, { ...circumstances, readTemplate: read }, refuse)
  return { plan, found, inventory }
}

async function summaryOf(
  { plan, found }: PlannedTable,
  { ends, choice }: AskedRows,
  { world }: Context,
): Promise<string> {
  const { summarizeTable } = await import('./summary.ts')
  const places = { folder: shownPath(ends.output, world), ca: shownPath(choice.caFolder, world) }
  return summarizeTable(plan, { ...places, makesRoot: found.kind === 'planned' })
}

/** Throws for a plan whose folder holds files that are not what the row asks for. */
function refuserOf(
  inventory: Inventory | null,
  { ends, replace }: AskedRows,
  now: Date,
): (plan: MediaPlan) => void {
  const otherSpelling = spellingsIn(ends.output)
  return (plan) => {
    refuseOtherSpelling(plan, otherSpelling)
    try {
      refuseOtherMedia(plan, replace)
    } catch (refusal) {
      if (inventory === null || !(refusal instanceof UserError)) throw refusal
      const inPlace = judgeInPlace(plan, inventory, now)
      if (inPlace === null) throw refusal
      if ('unfit' in inPlace) throw replace !== 'nothing' ? refusal : notKept(refusal, inPlace.unfit)
    }
  }
}

/** With why another run of the same command does not keep the files that exist. */
function notKept({ code, message, hint, problems }: UserError, why: string): UserError {
  const details = { problems, ...(hint === undefined ? {} : { hint }) }
  return new UserError(code, `${message}, and is not what the row asks for: ${why}`, details)
}

/** `--dry-run`: a line for each row. */
function describe({ rows }: BulkPlan, json: boolean, { world, terminal }: Context): string {
  const lines = rows.map(({ row, plan: { folder, device, certificate } }) => {
    return { row, upn: certificate.userPrincipalName, device, folder }
  })
  if (json) return lines.map((line) => JSON.stringify(line)).join('\n')
  const cells = lines.map(({ row, upn, device, folder }) => {
    return [String(row), upn, device ?? '', shownPath(folder, world)]
  })
  return alignColumns([['ROW', 'USER', 'DEVICE', 'FOLDER'], ...cells], terminal.columns ?? undefined).join(
    '\n',
  )
}
