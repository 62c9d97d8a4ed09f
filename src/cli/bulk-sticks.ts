// `bulk --stick-by-stick`: for each row asks for a stick, writes the row's files to it and reads them back. What was written
// is recorded, so that another run of the same command asks for the other sticks only.
import { join } from 'node:path'
import type { RowOutcome } from '../bulk/run.ts'
import { throwProblems, UserError } from '../errors.ts'
import { type Finding, formatFindings, isError } from '../finding.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { readReceipt } from '../issue/prepare.ts'
import { readIfThere } from '../media/disk.ts'
import { MEDIA_PATHS, placesIn } from '../media/layout.ts'
import { shown } from '../screen-text.ts'
import { planStick, putOnStick, type StickPlan } from '../stick/stick.ts'
import { checkStick } from '../stick/windows.ts'
import { chooseStick } from './ask-stick.ts'
import type { Context } from './context.ts'
import { formatError } from './error-text.ts'
import { shownPath } from './folders.ts'
import { makePrompts, type Prompts } from './prompts.ts'
import { stickLines } from './stick.ts'

export interface StickRun {
  /** Absolute path of the output folder. */
  readonly output: string
  /** Whether other answer files on a stick may be renamed. */
  readonly replace: boolean
  readonly inventory: Inventory
  /** Aborted by Ctrl-C while a stick is written: that stick is finished, and no other is asked for. */
  readonly signal: AbortSignal
}

type DeliveredOutcome = Extract<RowOutcome, { readonly delivered: unknown }>

/** @throws UserError cancelled: the user ended it at a question, or by Ctrl-C */
export async function writeSticks(
  outcomes: readonly RowOutcome[],
  run: StickRun,
  context: Context,
): Promise<void> {
  const { terminal } = context
  const rows = outcomes.filter((outcome) => 'delivered' in outcome)
  const isDone = ({ delivered }: DeliveredOutcome) => run.inventory.isOnStick(delivered.serialNumber)
  const sum = () => `${rows.filter(isDone).length} of ${rows.length} sticks are written`
  const prompts = makePrompts(context.world)
  try {
    for (const [index, row] of rows.entries()) {
      if (isDone(row)) continue
      const title = `Stick ${index + 1} of ${rows.length}, for ${whose(row)}`
      const answer = await writeOne({ row, title }, { ...run, prompts }, context)
      if (run.signal.aborted) throw new UserError('cancelled', 'stopped')
      if (answer === 'stop') break
    }
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'cancelled') throw error
    throw new UserError('cancelled', `stopped; ${sum()}`, { hint: GO_ON, cause: error })
  }
  terminal.report(`\n${sum()}.${rows.every(isDone) ? '' : ` To go on, ${GO_ON}.`}`)
}

const GO_ON = 'run the same command again; it asks for the other sticks only'

function whose({ row: { plan } }: DeliveredOutcome): string {
  const { userPrincipalName } = plan.certificate
  return plan.device === null ? userPrincipalName : `${userPrincipalName} on ${plan.device}`
}

interface OneStick {
  readonly row: DeliveredOutcome
  readonly title: string
}

/** Asks until a stick was written, or the user wants none for this row. */
async function writeOne(
  { row, title }: OneStick,
  run: StickRun & { readonly prompts: Prompts },
  context: Context,
): Promise<'written' | 'skip' | 'stop'> {
  const { world, terminal } = context
  for (;;) {
    const question = { message: `${title}: insert a stick and choose it`, first: [], last: OTHERS }
    const answer = await chooseStick<'skip' | 'stop'>(question, { prompts: run.prompts, context })
    if (typeof answer === 'string') return answer
    try {
      const plan = planRow(row, answer.folder, run)
      const place = shownPath(plan.stick.folder, world)
      for (const line of [...formatFindings(plan.findings), ...stickLines(plan.stick, context)])
        terminal.say(line)
      if (!(await isWanted(plan.stick, run.prompts))) continue
      terminal.say(`note: writing to ${shown(place)}; do not pull it out`)
      await putOnStick(plan.stick, plan.made, world.now())
      await run.inventory.write((writer) => writer.written(row.delivered.serialNumber, place))
      terminal.report(`${shown(place)} is written for ${whose(row)} and was read back. Eject it now.`)
      return 'written'
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'cancelled') throw error
      terminal.say(formatError(error, world.cwd))
      if (run.signal.aborted) return 'stop'
    }
  }
}

const OTHERS = [
  { name: 'no stick for this row now', value: 'skip' },
  { name: 'stop here', value: 'stop' },
] as const

interface PlannedStick {
  readonly stick: StickPlan
  readonly made: Parameters<typeof putOnStick>[1]
  /** Warnings and notes. */
  readonly findings: readonly Finding[]
}

/** @throws UserError wrong-input: the stick cannot be used; failed: the row's files are gone */
function planRow(
  { row, delivered }: DeliveredOutcome,
  folder: string,
  { output, replace }: StickRun,
): PlannedStick {
  const stick = planStick(folder, replace)
  const places = placesIn(output, delivered.name)
  const receipt = readReceipt(places)
  const answerFile = readIfThere(join(places.stickFolder, MEDIA_PATHS.answerFile))
  if (receipt === null || answerFile === null)
    throw new UserError('failed', `the files in ${places.folder} are gone`, { hint: 'run the command again' })
  const { pfx } = row.plan
  const coming = { answerFile, pfx, accepted: receipt.accepted ?? [] }
  const findings = checkStick(stick, coming)
  const problems = findings.filter(isError).map(({ message, hint }) => ({ field: 'stick', message, hint }))
  throwProblems('the stick cannot be used', problems)
  return { stick, made: { zip: places.zip, receipt }, findings }
}

/** The stick of the row before may still be there, or one of an earlier user. */
async function isWanted({ remove }: StickPlan, prompts: Prompts): Promise<boolean> {
  const [former] = remove.filter((path) => /\.pfx$/i.test(path))
  if (former === undefined) return true
  const message = `This stick has files of certstick already (${former}). Replace them`
  return prompts.confirm({ message, default: false })
}
