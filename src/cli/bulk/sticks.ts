// `bulk --stick-by-stick`: for each row asks for a stick, writes the row's files to it and reads them back. What was written
// is recorded, so that another run of the same command asks for the other sticks only.
import type { RowOutcome } from '../../bulk/run.ts'
import { UserError } from '../../errors.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import type { Context } from '../context.ts'
import { formatError } from '../error-text.ts'
import { makePrompts, type Prompts } from '../prompts.ts'
import { chooseStick } from '../stick/ask-stick.ts'
import { planWrite, writePlanned } from '../stick/write-stick.ts'

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
      const files = { output: run.output, name: row.delivered.name }
      const plan = planWrite(files, answer.folder, run.replace)
      if (await writePlanned(plan, run, context)) return 'written'
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
