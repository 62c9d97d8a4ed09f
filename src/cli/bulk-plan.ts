// The rows of a bulk run planned, each held against what is in its place, and told, or handed on to be made.
import type { LedgerState } from '../authority/ledger.ts'
import { type BulkPlan, planRows } from '../bulk/plan.ts'
import { judgeInPlace } from '../bulk/resume.ts'
import type { UserTable } from '../bulk/table.ts'
import { UserError } from '../errors.ts'
import { formatFindings } from '../finding.ts'
import { refuseOtherMedia, refuseOtherSpelling } from '../issue/prepare.ts'
import { spellingsIn } from '../media/disk.ts'
import { joinLines } from '../screen-text.ts'
import { type AuthorityChoice, type FoundAuthority, findOrStandIn, type StandIn } from './authority.ts'
import { openAuthority } from './authority-open.ts'
import type { EndOfRun } from './bulk-end.ts'
import type { Context } from './context.ts'
import { readTemplate } from './template-files.ts'

export interface AskedRows {
  readonly table: UserTable
  readonly choice: AuthorityChoice
  readonly ends: EndOfRun
  /** Whether media that are there, and are not what a row asks for, give way. */
  readonly replace: boolean
  readonly dryRun: boolean
}

/** @throws UserError wrong-input with every problem of every row, before anything is made */
export async function planAndMake(asked: AskedRows, context: Context): Promise<void> {
  const { choice, ends, replace, dryRun } = asked
  const { terminal } = context
  let { found, plan } = await prepareRows(asked, context)
  for (const line of formatFindings(plan.findings)) terminal.say(line)
  if (dryRun) {
    terminal.result(describe(plan, ends.json))
    return
  }
  const { makeAll } = await import('./bulk-make.ts')
  for (;;) {
    const opened = await openAuthority(found, choice, context)
    if (opened !== null) return makeAll({ ...ends, plan, replace }, opened, context)
    ;({ found, plan } = await prepareRows(asked, context)) // with that root; what there is to hear was said
  }
}

async function prepareRows(
  asked: AskedRows,
  context: Context,
): Promise<{ readonly found: FoundAuthority | StandIn; readonly plan: BulkPlan }> {
  const { table, choice } = asked
  const problems = [...table.problems]
  const found = await findOrStandIn(choice, problems, context)
  const plan = planRows({ rows: table.rows, problems }, ...planningOf(found, asked, context))
  return { found, plan }
}

/** What is so for every row, and which plans stand before media that are not theirs. */
function planningOf(
  found: FoundAuthority | StandIn,
  { ends, replace }: AskedRows,
  { world }: Context,
): [Parameters<typeof planRows>[1], Parameters<typeof planRows>[2]] {
  const { root, crlUrl } = found
  const now = world.now()
  const otherSpelling = spellingsIn(ends.output)
  const circumstances = {
    now,
    random: world.random,
    root,
    crlUrl,
    outputFolder: ends.output,
    readTemplate: (name: string) => readTemplate(name, world),
  }
  return [
    circumstances,
    (plan) => {
      if (found.kind === 'stand-in') return // because only the right CA's books say whose media are there
      refuseOtherSpelling(plan, otherSpelling)
      try {
        refuseOtherMedia(plan, replace)
      } catch (refusal) {
        if (found.kind !== 'there' || !(refusal instanceof UserError)) throw refusal
        // Read only now, because another run may be at it: what is in place was on record before.
        const state = (): LedgerState => found.store.readLedger().state
        const inPlace = judgeInPlace(plan, { store: found.store, state }, now)
        if (inPlace === null) throw refusal
        if ('unfit' in inPlace) throw replace ? refusal : notKept(refusal, inPlace.unfit)
      }
    },
  ]
}

/** With why another run of the same command does not take the media for its own. */
function notKept({ code, message, hint, problems }: UserError, why: string): UserError {
  const details = { problems, ...(hint === undefined ? {} : { hint }) }
  return new UserError(code, `${message}, and is not what the row asks for: ${why}`, details)
}

/** `--dry-run`: a line for each row. */
function describe({ rows, planRow }: BulkPlan, json: boolean): string {
  const lines = rows.map((row) => {
    const { folder, device, certificate } = planRow(row)
    return { row: row.row, upn: certificate.userPrincipalName, device, folder }
  })
  if (json) return lines.map((line) => JSON.stringify(line)).join('\n')
  return joinLines(lines.map(({ row, upn, folder }) => `row ${row}  ${upn}  ${folder}`))
}
