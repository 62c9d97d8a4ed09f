// The end of a bulk run: the exit code, the report, and the files beside the media: the table of what was made, the
// passwords.
import { passwordsToCsv } from '../bulk/passwords.ts'
import { countOutcomes, outcomesToCsv, reportOutcomes, type ShowZip } from '../bulk/report.ts'
import type { RowOutcome } from '../bulk/run.ts'
import { freeName, writeNewFile } from '../media/disk.ts'
import { placesIn } from '../media/layout.ts'
import { oneLine } from '../screen-text.ts'
import type { World } from '../world.ts'
import type { Context } from './context.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { shownPath } from './folders.ts'

/** What is wanted of it. */
export interface EndOfRun {
  /** Absolute path. */
  readonly output: string
  /** Absolute path of a file that is not there yet; null: passwords are not listed. */
  readonly passwordsOut: string | null
  readonly json: boolean
}

export interface MadeRows {
  readonly outcomes: readonly RowOutcome[]
  /** Whether Ctrl-C ended it. */
  readonly stopped: boolean
}

/** @throws UserError failed */
export async function endRun(job: EndOfRun, made: MadeRows, context: Context): Promise<void> {
  const { world, terminal, setExitCode } = context
  const { outcomes, stopped } = made
  const shown = (path: string): string => shownPath(path, world)
  const showZip = zipShower(job.output, world)
  const failed = outcomes.some(({ state }) => state === 'failed')
  setExitCode(stopped ? EXIT_CODES.cancelled : failed ? EXIT_CODES.failed : 0)

  const day = world.now().toISOString().slice(0, 10)
  const table = freeName(job.output, `bulk-${day}`, '.csv')
  writeNewFile(table, Buffer.from(outcomesToCsv(outcomes, showZip)))
  terminal.result(
    job.json
      ? JSON.stringify({ summary: { ...countOutcomes(outcomes), table: shown(table) } })
      : reportOutcomes(outcomes, { showZip, table: shown(table) }),
  )
  if (job.passwordsOut !== null)
    terminal.say(oneLine(await writePasswords(job.passwordsOut, made, job.output, world)))
}

export function zipShower(output: string, world: World): ShowZip {
  return (name) => shownPath(placesIn(output, name).zip, world)
}

/** The list of passwords, which only a finished run has. @returns what there is to say of it */
async function writePasswords(
  path: string,
  { outcomes }: MadeRows,
  output: string,
  world: World,
): Promise<string> {
  if (!outcomes.every((outcome) => 'delivered' in outcome)) {
    return 'The passwords are written when every row is done: run the same command again.'
  }
  const csv = await passwordsToCsv(outcomes, (name) => placesIn(output, name).zip)
  writeNewFile(path, Buffer.from(csv))
  return `The passwords are in ${shownPath(path, world)}. Protect this file as you protect keys.`
}
