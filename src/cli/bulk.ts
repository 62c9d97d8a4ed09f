// `certstick bulk USERS.csv`: media for every row. Plans and checks all rows, then makes them under the output's lock.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { lockFolder } from '../authority/store-lock.ts'
import { openBooks } from '../books.ts'
import { type BulkTerms, readUserTable } from '../bulk.ts'
import { planRows } from '../bulk-plan.ts'
import { countOutcomes, outcomesToCsv, outcomeToJson, reportOutcomes } from '../bulk-report.ts'
import { findDelivered } from '../bulk-resume.ts'
import { carryOut, type RowOutcome } from '../bulk-run.ts'
import { systemReason, UserError } from '../errors.ts'
import { exists, makeFolder, removeLeftovers, writeNewFile } from '../media/disk.ts'
import type { MediaPlan } from '../plan.ts'
import { refuseOtherMedia } from '../prepare.ts'
import { findingLines } from '../report.ts'
import type { RequestInput } from '../request.ts'
import { Secret } from '../secret.ts'
import { openWorkers } from '../worker-pool.ts'
import { findAuthority, openAuthority } from './authority.ts'
import type { CommonOptions, Context } from './context.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { caFolder, outputFolder, shownPath } from './folders.ts'
import type { AuthorityOptions, OutputOptions, RequestOptions } from './options.ts'
import { showProgress } from './progress.ts'
import { readPassphrase, readSecret, refuseTwoFromStandardInput } from './secrets.ts'
import { readScriptTemplate, readTemplate } from './template-files.ts'
import { printable } from './terminal.ts'

export interface BulkOptions extends CommonOptions, AuthorityOptions, OutputOptions, RequestOptions {
  readonly passwordFile?: string
  readonly passwordsOut?: string
  readonly allowPasswordsInCsv?: boolean
  readonly oneZip?: boolean
  readonly dryRun?: boolean
  readonly force?: boolean
}

/** Rows on their way at once, for each thread: one being made, others between the steps, waiting for the disk. */
const LANES_PER_THREAD = 16

export async function runBulk(file: string, options: BulkOptions, context: Context): Promise<void> {
  const { world, terminal, setExitCode } = context
  const { now, random, cores } = world
  refuseTwoFromStandardInput(options.passwordFile, options.caPassphraseFile)
  const table = readUserTable(readTable(resolve(world.cwd, file)), await readTerms(options, context))
  const choice = {
    caFolder: caFolder(options, world),
    passphrase: await readPassphrase(options.caPassphraseFile, world),
    makeRoot: options.yes === true,
    asks: terminal.interactive && options.yes !== true,
  }
  const found = await findAuthority(choice, context)
  const { root, crlUrl } = found
  const output = outputFolder(options, world)
  const replace = options.force === true
  const onWait = () => terminal.say('waiting for another certstick that uses this CA …')
  const known = found.kind === 'there' ? openBooks(found.store, onWait) : null
  const refuse = (plan: MediaPlan): void => {
    if (known === null || findDelivered(plan, known, now()) === null) refuseOtherMedia(plan, replace)
  }
  const circumstances = {
    now: now(),
    random,
    root,
    crlUrl,
    outputFolder: output,
    scriptTemplate: readScriptTemplate(world),
    readTemplate: (name: string) => readTemplate(name, world),
  }
  const { rows, templates, findings, planRow } = planRows(table, circumstances, refuse)
  for (const finding of findings) for (const line of findingLines(finding)) terminal.say(printable(line))

  const { store, issuer } = await openAuthority(found, choice, context)
  const books = openBooks(store, onWait)
  makeFolder(output)
  const lock = await lockFolder(output, () =>
    terminal.say(`waiting for another certstick bulk that writes to ${shownPath(output, world)} …`),
  )
  const stop = new AbortController()
  world.onInterrupt(() => {
    stop.abort()
    terminal.say('\nstopping; media that were begun are finished first (Ctrl-C again: at once)')
  })
  const threads = Math.max(1, cores)
  const bytes = new Map([...templates].map(([name, template]) => [name, template.bytes]))
  const pool = openWorkers({ worker: world.worker, threads, issuer, templates: bytes, replace, now })
  const shown = (path: string): string => shownPath(path, world)
  const progress = showProgress(rows.length, world, terminal)
  try {
    removeLeftovers(output, now())
    const outcomes = await carryOut({
      rows,
      planRow,
      books,
      pool,
      lanes: threads * LANES_PER_THREAD,
      replace,
      signal: stop.signal,
      now,
      onOutcome: (outcome) => {
        progress.step(outcome.state === 'made')
        if (options.json === true) terminal.result(outcomeToJson(outcome, shown))
      },
    })
    progress.end()
    const tablePath = writeTable(output, outcomesToCsv(outcomes, shown), now())
    const summary = { ...countOutcomes(outcomes), table: shown(tablePath) }
    terminal.result(
      options.json === true
        ? JSON.stringify({ summary })
        : printable(reportOutcomes(outcomes, { shown, table: shown(tablePath) })),
    )
    setExitCode(exitCodeOf(outcomes, stop.signal))
  } finally {
    await pool.close()
    await lock.release()
  }
}

async function readTerms(options: BulkOptions, { world }: Context): Promise<BulkTerms> {
  const { template, days, key, pfx, store, label, exportable, architecture, addWindowsPe } = options
  const source = {
    field: 'password',
    file: options.passwordFile,
    variable: 'CERTSTICK_PFX_PASSWORD',
  } as const
  const password = (await readSecret(source, world)) ?? 'made'
  const defaults: RequestInput = {
    template,
    days,
    key,
    pfx,
    store,
    label,
    exportable,
    architecture,
    addWindowsPe,
    password,
  }
  return {
    defaults,
    allowPasswords: options.allowPasswordsInCsv === true,
    readPasswordFile: (path) => {
      try {
        return new Secret(readFileSync(resolve(world.cwd, path), 'utf8').replace(/\r?\n$/, ''))
      } catch (error) {
        throw new UserError('wrong-input', `cannot read ${path}: ${systemReason(error)}`, { cause: error })
      }
    },
  }
}

function readTable(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new UserError('wrong-input', `cannot read ${path}: ${systemReason(error)}`, {
      hint: 'give a CSV file with a header and a column upn',
      cause: error,
    })
  }
}

/** Beside the media, under the day's name; a second one of the day gets a number. */
function writeTable(output: string, csv: string, now: Date): string {
  const day = now.toISOString().slice(0, 10)
  for (let count = 1; ; count++) {
    const path = join(output, `bulk-${day}${count === 1 ? '' : `-${count}`}.csv`)
    if (exists(path)) continue
    writeNewFile(path, Buffer.from(csv))
    return path
  }
}

function exitCodeOf(outcomes: readonly RowOutcome[], { aborted }: AbortSignal): number {
  if (aborted) return EXIT_CODES.cancelled
  return outcomes.some(({ state }) => state === 'failed' || state === 'open') ? EXIT_CODES.failed : 0
}
