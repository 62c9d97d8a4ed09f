// The end of a bulk run: the exit code, the report, and the files beside the stick files: the table of what was created, the
// passwords.
import { passwordsToCsv } from '../../bulk/passwords.ts'
import { countOutcomes, outcomesToCsv, reportOutcomes, type ShowZip } from '../../bulk/report.ts'
import type { RowOutcome } from '../../bulk/run.ts'
import { formatDay } from '../../instant.ts'
import { writeNumberedFile } from '../../media/disk.ts'
import { placesIn } from '../../media/layout.ts'
import { shown } from '../../screen-text.ts'
import type { World } from '../../world.ts'
import type { Context } from '../context.ts'
import { formatWarning, relativeTo } from '../error-text.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { shownPath } from '../folders.ts'
import { writeSecretFile } from '../key-folder.ts'

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
  const showZip = zipShower(job.output, world)
  const failed = outcomes.some(({ state }) => state === 'failed')
  setExitCode(stopped ? EXIT_CODES.cancelled : failed ? EXIT_CODES.failed : 0)

  for (const warning of warningsOf(outcomes)) terminal.say(formatWarning(warning, world.cwd))
  const day = formatDay(world.now())
  let table: string | null = null
  try {
    const csv = Buffer.from(outcomesToCsv(outcomes, showZip))
    const path = writeNumberedFile(job.output, `bulk-${day}`, '.csv', csv)
    table = shownPath(path, world)
  } finally {
    // Reported even where the table could not be written, as on a full disk.
    if (job.json) terminal.result(JSON.stringify({ summary: { ...countOutcomes(outcomes), table } }))
    else
      terminal.report(relativeTo(world.cwd, reportOutcomes(outcomes, { table, columns: terminal.columns })))
  }
  if (job.passwordsOut !== null) {
    terminal.say(`note: ${await writePasswords(job.passwordsOut, made, job.output, context)}`)
  } else if (outcomes.some(({ state, row }) => state === 'made' && row.plan.pfx.passwordMade)) {
    terminal.say(
      'note: passwords were generated; they are on the sticks only; certstick bulk TABLE --passwords-out FILE saves them, with the same table and options',
    )
  }
}

function warningsOf(outcomes: readonly RowOutcome[]): string[] {
  return outcomes.flatMap((outcome) => {
    const warnings = 'delivered' in outcome ? outcome.delivered.warnings : []
    return warnings.map((warning) => `row ${outcome.row.row}: ${warning}`)
  })
}

export function zipShower(output: string, world: World): ShowZip {
  return (name) => shownPath(placesIn(output, name).zip, world)
}

/** The list of passwords, which only a finished run has. @returns what to say of it */
async function writePasswords(
  path: string,
  { outcomes }: MadeRows,
  output: string,
  context: Context,
): Promise<string> {
  if (!outcomes.every((outcome) => 'delivered' in outcome)) {
    return 'the passwords are saved when every row is done; run the same command again'
  }
  const csv = await passwordsToCsv(outcomes, (name) => placesIn(output, name).zip)
  await writeSecretFile(path, csv, context)
  return `the passwords are in ${shown(shownPath(path, context.world))}; protect this file as you protect keys`
}
