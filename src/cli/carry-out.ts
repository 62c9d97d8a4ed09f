// From a request to media, their report and nothing left open: what `new`, `regenerate` and the wizard do once all is
// asked. One module, so that all of it loads at once while the key is made.

import { type Books, openBooks } from '../books/books.ts'
import { findPredecessors } from '../books/predecessors.ts'
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { deliver } from '../issue/deliver.ts'
import { placeMedia } from '../issue/place-media.ts'
import { produceMedia, produceProtection } from '../issue/produce.ts'
import { reportPlan } from '../issue/report.ts'
import { makeFolder } from '../media/disk.ts'
import { encodeZip } from '../media/zip.ts'
import type { UserKey } from '../x509/user-key.ts'
import { type OpenAuthority, openAuthority, sayWaiting } from './authority-open.ts'
import type { Context } from './context.ts'
import type { BegunJob, NewMediaJob } from './new-media-job.ts'
import { type PreparedMedia, prepareMedia } from './prepare-media.ts'
import { keepPassword } from './secrets.ts'
import { endDelivery } from './stick.ts'
import { readScriptTemplate } from './template-files.ts'

const PLACING = { stage: 'new', encodeZip } as const

/** @throws UserError */
export async function carryOut(begun: BegunJob, context: Context): Promise<void> {
  const { job, template, userKey } = begun
  const { terminal } = context
  let prepared = await prepareMedia(begun, context)
  for (const line of prepared.lines) terminal.say(line)
  const { plan, places, answerFile } = prepared
  if (userKey === null) {
    const { formatDryRun } = await import('./dry-run.ts')
    terminal.result(formatDryRun(plan, { places, template, answerFile, json: job.json }))
    return
  }
  if (job.confirm !== null && !(await job.confirm(reportPlan(plan, places)))) {
    throw new UserError('cancelled', 'cancelled; nothing was made')
  }
  for (;;) {
    const opened = await openAuthority(prepared.found, job, context)
    if (opened !== null) return make(job, { ...prepared, userKey }, { ...context, ...opened })
    prepared = await prepareMedia(begun, context) // with that root; what there is to hear was said
  }
}

/** Signs, writes, reads back and reports. */
async function make(
  job: NewMediaJob,
  { plan, answerFile, stick, userKey }: PreparedMedia & { readonly userKey: Promise<UserKey> },
  { store, issuer, ...context }: Context & OpenAuthority,
): Promise<void> {
  const { world, terminal } = context
  const { random, now } = world
  const scriptTemplate = readScriptTemplate(world)
  makeFolder(job.outputFolder) // because it had better fail before anything is signed
  const books = openBooks(store, { onWait: sayWaiting(context), lingerMs: 0 })
  const replaces = [...new Set([...findPredecessors(books)(plan), ...job.replaces])]
  const { password, passwordMade } = plan.pfx
  const keepIn = passwordMade ? job.passwordOut : null
  if (job.passwordOut !== keepIn) terminal.say('The password was given, so that it is not written down here.')
  const delivered = await deliver(plan, {
    books,
    make: async (_, record) => {
      const protection = produceProtection(plan.pfx, random)
      const ingredients = { answerFile, scriptTemplate, userKey: await userKey, issuer, protection }
      const produced = produceMedia(plan, ingredients)
      const issued = record(produced.certificate)
      const { certificate: root } = issuer
      return placeMedia(plan, produced, { ...PLACING, root, replace: job.replace, issued, now: now() })
    },
    replaces,
    now,
  })
  if (job.revokeReplaced) await revoke(replaces, books, now())
  let passwordKept = false
  try {
    // Only now, so that a run that is killed leaves no password behind; the stick has it in any case.
    if (keepIn !== null) keepPassword(keepIn, password)
    passwordKept = keepIn !== null
  } finally {
    await endDelivery(delivered, { plan, stick, json: job.json, passwordKept }, context)
  }
}

/** For the next CRL, with the reason that says it best (RFC 5280 §5.3.1). What was never issued cannot be used. */
async function revoke(serialNumbers: readonly string[], books: Books, now: Date): Promise<void> {
  const issued = serialNumbers.filter((serial) => books.state().entries.get(serial)?.issuedAt != null)
  const at = formatInstant(now)
  await books.record(
    issued.map((serialNumber) => ({ event: 'revoked', at, serialNumber, reason: 'superseded' })),
  )
}
