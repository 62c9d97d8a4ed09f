// Creates the sticks of a planned bulk run, with worker threads and a progress bar. `end.ts` reports, and writes the files at the
// end.
import { dirname } from 'node:path'
import { openCrew } from '../../bulk/crew.ts'
import type { BulkPlan } from '../../bulk/plan.ts'
import { outcomeToJson } from '../../bulk/report.ts'
import { findMade } from '../../bulk/resume.ts'
import { carryOut } from '../../bulk/run.ts'
import { Batch } from '../../inventory/batch.ts'
import type { Replacement } from '../../issue/prepare.ts'
import { recordsOf } from '../../issue/records.ts'
import { makeFolder } from '../../media/disk.ts'
import { stagePath } from '../../media/disk-stage.ts'
import type { Context } from '../context.ts'
import type { OpenCa } from '../inventory.ts'
import { makeKeyFolder, sayLongPath } from '../key-folder.ts'
import { showProgress } from '../progress.ts'
import { readScriptTemplate } from '../template-files.ts'
import { type EndOfRun, endRun, type MadeRows, zipShower } from './end.ts'

export interface BulkJob extends EndOfRun {
  readonly plan: BulkPlan
  /** Whether folders that certstick made, and that are not what a row asks for, are replaced. */
  readonly replace: Replacement
  /** Whether each row's files are then written to a stick. */
  readonly stickByStick: boolean
}

export async function makeAll(job: BulkJob, opened: OpenCa, context: Context): Promise<void> {
  sayLongPath(
    job.plan.rows.map(({ plan }) => plan),
    context,
  )
  await makeKeyFolder(job.output, context)
  if (job.passwordsOut !== null) makeFolder(dirname(job.passwordsOut))
  const stop = stopOnInterrupt(context)
  const made = await makeRows(job, opened, { ...context, signal: stop.signal })
  await endRun(job, made, context)
  if (!job.stickByStick || made.stopped) return
  const { writeSticks } = await import('./sticks.ts')
  const run = {
    output: job.output,
    replace: job.replace !== 'nothing',
    inventory: opened.inventory,
    signal: stop.signal,
  }
  await writeSticks(made.outcomes, run, context)
}

/** So many rows under way on each core keep its worker busy, and share transactions of the inventory. */
const ROWS_PER_CORE = 16
/** What a row waits for others to share a transaction with. */
const BATCH_WAIT_MS = 10

async function makeRows(
  job: BulkJob,
  opened: OpenCa,
  { world, terminal, signal }: Context & { readonly signal: AbortSignal },
): Promise<MadeRows> {
  const { issuer, inventory } = opened
  const { rows, templates } = job.plan
  const { cores, now, pid } = world
  const showZip = zipShower(job.output, world)
  const batch = new Batch(inventory, BATCH_WAIT_MS)
  const crew = openCrew(world.assets.worker, {
    threads: Math.min(cores, rows.length),
    equipment: { issuer, templates: bytesOf(templates), scriptTemplate: readScriptTemplate(world) },
    now,
  })
  const progress = showProgress(rows.length, world, terminal)
  try {
    const outcomes = await carryOut({
      ...crew,
      rows,
      atOnce: cores * ROWS_PER_CORE,
      records: recordsOf((work) => batch.write(work)),
      stageOf: ({ folder, certificate: { serialNumber } }) => stagePath(folder, { pid, serialNumber }),
      findMade: (row) => findMade(row.plan, inventory, now()),
      replace: job.replace,
      signal,
      onOutcome: (outcome) => {
        progress.step(outcome.state === 'made')
        if (job.json) terminal.result(outcomeToJson(outcome, showZip))
      },
    })
    return { outcomes, stopped: signal.aborted }
  } finally {
    progress.end()
    await crew.close()
  }
}

function bytesOf(templates: BulkPlan['templates']): ReadonlyMap<string, Uint8Array> {
  return new Map([...templates].map(([name, { bytes }]) => [name, bytes]))
}

function stopOnInterrupt({ world, terminal }: Context): AbortController {
  const stop = new AbortController()
  world.onInterrupt(() => {
    stop.abort()
    terminal.say(
      '\nnote: stopping when the rows that were begun are finished; press Ctrl-C again to stop at once',
    )
  })
  return stop
}
