// Makes all media of a planned bulk run: under the output folder's lock, with workers and a progress bar. What is told and
// written at the end is `bulk-end.ts`'s affair.
import { dirname } from 'node:path'
import { lockFolder } from '../authority/store-lock.ts'
import { openBooks } from '../books/books.ts'
import { openMakers } from '../bulk/makers.ts'
import type { BulkPlan, PlannedRow } from '../bulk/plan.ts'
import { outcomeToJson } from '../bulk/report.ts'
import { carryOut } from '../bulk/run.ts'
import { makeFolder, removeLeftovers } from '../media/disk.ts'
import { oneLine } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import { type OpenAuthority, sayWaiting } from './authority-open.ts'
import { type EndOfRun, endRun, type MadeRows, zipShower } from './bulk-end.ts'
import type { Context } from './context.ts'
import { shownPath } from './folders.ts'
import { showProgress } from './progress.ts'
import { readScriptTemplate } from './template-files.ts'

export interface BulkJob extends EndOfRun {
  readonly plan: BulkPlan
  /** Whether media that are there, and are not what a row asks for, give way. */
  readonly replace: boolean
}

export async function makeAll(
  job: BulkJob,
  { store, issuer }: OpenAuthority,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const books = openBooks(store, { onWait: sayWaiting(context), lingerMs: 20 })
  makeFolder(job.output)
  if (job.passwordsOut !== null) makeFolder(dirname(job.passwordsOut))
  const shownOutput = shownPath(job.output, world)
  const lock = await lockFolder(job.output, () =>
    terminal.say(`waiting for another certstick bulk that writes to ${oneLine(shownOutput)} …`),
  )
  const { assets, random, now, cores } = world
  const { rows, longKeys, templates } = job.plan
  const makers = await openMakers({ rows: rows.length, longKeys, cores }, assets.worker, {
    issuer,
    templates: new Map([...templates].map(([name, { bytes }]) => [name, bytes])),
    scriptTemplate: readScriptTemplate(world),
    random,
    replace: job.replace,
    now,
  })
  try {
    removeLeftovers(job.output, now())
    const made = await makeRows(job, { books, lanes: makers.lanes }, context).finally(makers.close)
    await endRun(job, made, context)
  } finally {
    lock.release()
  }
}

async function makeRows(
  job: BulkJob,
  means: Pick<Parameters<typeof carryOut>[0], 'books' | 'lanes'>,
  context: Context,
): Promise<MadeRows> {
  const { world, terminal } = context
  const { rows, planRow } = job.plan
  const showZip = zipShower(job.output, world)
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
      if (job.json) terminal.result(outcomeToJson(outcome, showZip))
      if (job.passwordsOut !== null && outcome.state === 'made') passwords.set(outcome.row, plan.pfx.password)
    },
  })
  progress.end()
  return { outcomes, passwords, stopped: signal.aborted }
}

function stopOnInterrupt({ world, terminal }: Context): AbortController {
  const stop = new AbortController()
  world.onInterrupt(() => {
    stop.abort()
    terminal.say('\nStopping; what was begun is finished first (Ctrl-C again: at once).')
  })
  return stop
}
