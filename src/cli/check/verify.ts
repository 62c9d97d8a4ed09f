// `certstick verify PATH`: reads a stick, a folder, a zip or many of them back, and says what would go wrong. With --log it
// reads the log of a device instead.
import { join } from 'node:path'
import { AuthorityStore } from '../../authority/store.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { exists } from '../../media/disk.ts'
import { findMedia } from '../../media/disk-find.ts'
import { shown } from '../../screen-text.ts'
import { verifyFound } from '../../verify/found.ts'
import type { RootRecords } from '../../verify/record.ts'
import { reportVerified, type VerifiedMedium, verifiedToJson } from '../../verify/report.ts'
import { isReady } from '../../verify/verify.ts'
import type { CommonOptions, Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { caFolder, caFolderIsNamed, namedPath, shownPath } from '../folders.ts'
import { readInventory } from '../inventory.ts'
import type { OutputOptions } from '../options.ts'

export interface VerifyOptions extends CommonOptions, OutputOptions {
  readonly ca?: string
  readonly warnDays?: string
  readonly log?: string
}

/** A month: long enough to make and hand out the next stick. */
const WARN_DAYS = 30
const MAX_WARN_DAYS = 36_525

/** Exit code 3 where a stick has an error. */
export async function runVerify(
  path: string | undefined,
  options: VerifyOptions,
  context: Context,
): Promise<void> {
  if ((path === undefined) === (options.log === undefined)) throw oneOfBoth(path)
  if (path !== undefined) return verifyFiles(path, options, context)
  const { runVerifyLog } = await import('./verify-log.ts')
  runVerifyLog(options.log ?? '', options, context)
}

function oneOfBoth(path: string | undefined): UserError {
  const hint = 'give the path or name of stick files, or --log FILE'
  return path === undefined
    ? new UserError('wrong-input', "missing required argument 'path|name'", { hint })
    : new UserError('wrong-input', 'a path and --log cannot go together', { hint })
}

async function verifyFiles(path: string, options: VerifyOptions, context: Context): Promise<void> {
  const { world, terminal, setExitCode } = context
  const warnDays = readWarnDays(options.warnDays)
  const found = findMedia(namedPath(path, options, world))
  const circumstances = { records: await readRecords(options, context), now: world.now(), warnDays }
  const media: VerifiedMedium[] = []
  for (const medium of found) {
    const verdict = await verifyFound(medium, circumstances)
    media.push({ path: shownPath(verdict.found.path, world), verdict })
  }
  if (!media.every(({ verdict }) => isReady(verdict))) setExitCode(FOUND_ERRORS)
  if (options.json === true) terminal.result(verifiedToJson(media))
  else terminal.report(reportVerified(media, terminal.columns))
}

/** Of the CA that was named; else of the usual one, where it exists and issued the stick's certificate. */
async function readRecords(options: VerifyOptions, context: Context): Promise<RootRecords | null> {
  const { world } = context
  const folder = caFolder(options, world)
  const insisted = caFolderIsNamed(options, world)
  if (!insisted && !exists(join(folder, 'rootCA.crt'))) return null
  const store = await AuthorityStore.open(folder)
  const authority = await store.readAuthority()
  const inventory = await readInventory({ store, authority }, context)
  return { root: authority.certificate, inventory, insisted }
}

function readWarnDays(text: string | undefined): number {
  if (text === undefined) return WARN_DAYS
  const days = /^[0-9]{1,6}$/.test(text) ? Number(text) : Number.NaN
  if (days <= MAX_WARN_DAYS) return days
  const message = `${shown(text)} is no number of days from 0 to ${MAX_WARN_DAYS}`
  throwProblems('nothing was verified', [
    { field: 'warnDays', message, hint: 'give a whole number, such as 30' },
  ])
  return WARN_DAYS
}
