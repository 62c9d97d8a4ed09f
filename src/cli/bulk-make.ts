// Makes all media of a planned bulk run: under the output folder's lock, with workers, a progress bar, and at the end
// the files beside the media: the table of what was made, the passwords, the one zip.
import { lockFolder } from '../authority/store-lock.ts'
import { openBooks } from '../books/books.ts'
import { openMakers } from '../bulk/makers.ts'
import { passwordsToCsv } from '../bulk/passwords.ts'
import type { BulkPlan, PlannedRow } from '../bulk/plan.ts'
import { countOutcomes, outcomesToCsv, outcomeToJson, reportOutcomes } from '../bulk/report.ts'
import { carryOut, type RowOutcome } from '../bulk/run.ts'
import { writeArchive } from '../media/archive.ts'
import { freeName, makeFolder, removeLeftovers, writeNewFile } from '../media/disk.ts'
import type { Secret } from '../secret.ts'
import { generateKeyPair } from '../x509/key-pair.ts'
import { type AuthorityChoice, type FoundAuthority, openAuthority, sayWaiting } from './authority.ts'
import type { Context } from './context.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { shownPath } from './folders.ts'
import { showProgress } from './progress.ts'
import { printable } from './terminal.ts'

export interface BulkJob {
  readonly plan: BulkPlan
  /** Absolute path. */
  readonly output: string
  /** Whether media that are there, and are not what a row asks for, give way. */
  readonly replace: boolean
  readonly oneZip: boolean
  /** Absolute path of a file that is not there yet; null: passwords are not listed. */
  readonly passwordsOut: string | null
  readonly json: boolean
}

export async function makeAll(
  job: BulkJob,
  { found, choice }: { readonly found: FoundAuthority; readonly choice: AuthorityChoice },
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const { store, issuer } = await openAuthority(found, choice, context)
  const books = openBooks(store, { onWait: sayWaiting(context), lingerMs: 20 })
  makeFolder(job.output)
  const shownOutput = shownPath(job.output, world)
  const lock = await lockFolder(job.output, () =>
    terminal.say(`waiting for another certstick bulk that writes to ${shownOutput} …`),
  )
  const { worker, random, now, cores } = world
  const { rows, longKeys, templates } = job.plan
  const makers = await openMakers({ rows: rows.length, longKeys, cores }, worker, {
    issuer,
    templates: new Map([...templates].map(([name, { bytes }]) => [name, bytes])),
    random,
    generateKeyPair,
    replace: job.replace,
    now,
  })
  try {
    removeLeftovers(job.output, now())
    await makeRows(job, { books, lanes: makers.lanes }, context)
  } finally {
    await makers.close()
    lock.release()
  }
}

async function makeRows(
  job: BulkJob,
  means: Pick<Parameters<typeof carryOut>[0], 'books' | 'lanes'>,
  context: Context,
): Promise<void> {
  const { world, terminal, setExitCode } = context
  const { rows, planRow } = job.plan
  const shown = (path: string): string => shownPath(path, world)
  const passwords = new Map<PlannedRow, Secret>()
  const progress = showProgress(rows.length, world, terminal)
  const { signal } = stopOnInterrupt(context)
  const outcomes = await carryOut({
    ...means,
    rows,
    planRow,
    replace: job.replace,
    signal,
    now: world.now,
    onOutcome: (outcome, plan) => {
      progress.step(outcome.state === 'made')
      if (job.json) terminal.result(outcomeToJson(outcome, shown))
      if (job.passwordsOut !== null && outcome.state === 'made') passwords.set(outcome.row, plan.pfx.password)
    },
  })
  progress.end()
  const failed = outcomes.some(({ state }) => state === 'failed')
  setExitCode(signal.aborted ? EXIT_CODES.cancelled : failed ? EXIT_CODES.failed : 0)

  const day = world.now().toISOString().slice(0, 10)
  const table = freeName(job.output, `bulk-${day}`, '.csv')
  writeNewFile(table, Buffer.from(outcomesToCsv(outcomes, shown)))
  const beside = await writeBeside(job, { outcomes, passwords, day, shown })
  terminal.result(
    job.json
      ? JSON.stringify({ summary: { ...countOutcomes(outcomes), table: shown(table) } })
      : printable(reportOutcomes(outcomes, { shown, table: shown(table) })),
  )
  for (const line of beside) terminal.say(printable(line))
}

interface MadeRows {
  readonly outcomes: readonly RowOutcome[]
  readonly passwords: ReadonlyMap<PlannedRow, Secret>
  readonly day: string
  /** A path as the user would type it. */
  readonly shown: (path: string) => string
}

/** The files that only a finished run has. @returns what there is to say of them */
async function writeBeside(
  { output, oneZip, passwordsOut }: BulkJob,
  { outcomes, passwords, day, shown }: MadeRows,
): Promise<string[]> {
  if (!oneZip && passwordsOut === null) return []
  if (!outcomes.every((outcome) => 'delivered' in outcome)) {
    return ['the passwords and the one zip are written once every row is made: run the same command again']
  }
  const lines: string[] = []
  if (passwordsOut !== null) {
    writeNewFile(passwordsOut, Buffer.from(await passwordsToCsv(outcomes, passwords)))
    lines.push(`The passwords are in ${shown(passwordsOut)}. Keep it as you keep keys.`)
  }
  if (oneZip) {
    const archive = freeName(output, `bulk-${day}`, '.zip')
    const folders = outcomes.map(({ delivered }) => ({
      name: delivered.receipt.name,
      path: delivered.stickFolder,
    }))
    writeArchive(archive, folders)
    lines.push(`All media are in ${shown(archive)}, a folder each.`)
  }
  return lines
}

function stopOnInterrupt({ world, terminal }: Context): AbortController {
  const stop = new AbortController()
  world.onInterrupt(() => {
    stop.abort()
    terminal.say('\nStopping; what was begun is finished first (Ctrl-C again: at once).')
  })
  return stop
}
