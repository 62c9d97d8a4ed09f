// From a request to media, their report and nothing left open: what `new`, `regenerate` and the wizard do once all is
// asked. One module, so that all of it loads at once while the key is made.

import { type Books, openBooks } from '../books/books.ts'
import { findPredecessors } from '../books/predecessors.ts'
import { collect, type Problem, UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { findingLines } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import { type Delivered, deliver } from '../issue/deliver.ts'
import { placeMedia } from '../issue/place-media.ts'
import { checkTemplate, refuseOtherMedia, refuseOtherSpelling } from '../issue/prepare.ts'
import { produceAnswerFile, produceMedia, produceProtection } from '../issue/produce.ts'
import { reportPlan } from '../issue/report.ts'
import { exists, makeFolder, spellingsIn } from '../media/disk.ts'
import { encodeZip } from '../media/zip.ts'
import { planMedia, type Template } from '../plan/plan.ts'
import type { Request, RequestInput } from '../request/request.ts'
import type { UserKey } from '../x509/user-key.ts'
import { type AuthorityChoice, findOrStandIn } from './authority.ts'
import { openAuthority, sayWaiting } from './authority-open.ts'
import type { Context } from './context.ts'
import { shownPath } from './folders.ts'
import { keepSecret } from './secrets.ts'
import { endDelivery, openStick } from './stick.ts'
import { readScriptTemplate } from './template-files.ts'

export interface NewMediaJob extends AuthorityChoice {
  readonly input: RequestInput
  /** Found while files were read for it; told with those of the input. */
  readonly problems: readonly Problem[]
  /** Absolute path. */
  readonly outputFolder: string
  /** Null: the device names the output, or else the user. */
  readonly outputName: string | null
  /** Serial numbers of certificates that these media take the place of, beside those of the same output. */
  readonly replaces: readonly string[]
  /** Whether those certificates are revoked too, once the media are delivered. */
  readonly revokeReplaced: boolean
  /** Of a mounted stick that the media go on as well; null: none. */
  readonly stick: string | null
  /** Absolute path of a new file for a password that is made; null: it is not kept. */
  readonly passwordOut: string | null
  readonly dryRun: boolean
  /** Whether media that are there give way. */
  readonly replace: boolean
  /** Whether another answer file on the stick is put aside. */
  readonly replaceOnStick: boolean
  readonly json: boolean
  /** Asked before anything is made, with the plan in words; null: nobody is asked. */
  readonly confirm: ((summary: string) => Promise<boolean>) | null
}

const PLACING = { stage: 'new', encodeZip } as const

/** A job whose request has been read. */
export interface BegunJob {
  readonly job: NewMediaJob
  readonly request: Request
  readonly template: Template
  /** In the making; null for a dry run. */
  readonly userKey: Promise<UserKey> | null
}

/** @throws UserError */
export async function carryOut(begun: BegunJob, context: Context): Promise<void> {
  const { job, request, template, userKey } = begun
  const { world, terminal } = context
  const problems: Problem[] = []
  const found = await findOrStandIn(job, problems, context)
  const { root, crlUrl } = found
  const { random, now } = world
  const { outputFolder, outputName } = job
  const scriptTemplate = readScriptTemplate(world)
  const makesRoot = found.kind === 'planned'
  const check = (): readonly Finding[] => checkTemplate(template, request)
  const findings = await collect(problems, check, { field: 'template', otherwise: [] })
  const circumstances = { now: now(), random, root, crlUrl, template, outputFolder, outputName }
  const plan = planMedia(request, circumstances, problems)
  refuseOtherMedia(plan, job.replace)
  if (!exists(plan.folder)) refuseOtherSpelling(plan, spellingsIn(outputFolder))
  const answerFile = produceAnswerFile(template.bytes, plan.answerFile)
  for (const line of findings.flatMap(findingLines)) terminal.say(line)
  const stick =
    job.stick === null ? null : openStick(job.stick, { plan, replace: job.replaceOnStick }, context)
  const places = {
    folder: shownPath(plan.folder, world),
    ca: shownPath(job.caFolder, world),
    makesRoot,
    stick: stick === null ? null : shownPath(stick.folder, world),
  }
  if (userKey === null) {
    const { formatDryRun } = await import('./dry-run.ts')
    terminal.result(formatDryRun(plan, { places, template, answerFile, json: job.json }))
    return
  }
  if (job.confirm !== null && !(await job.confirm(reportPlan(plan, places)))) {
    throw new UserError('cancelled', 'cancelled; nothing was made')
  }

  const opened = await openAuthority(found, job, context)
  if (opened === null) return carryOut(begun, context)
  const { store, issuer } = opened
  makeFolder(outputFolder) // because it had better fail before anything is signed
  const books = openBooks(store, { onWait: sayWaiting(context), lingerMs: 0 })
  const replaces = [...new Set([...findPredecessors(books)(plan), ...job.replaces])]
  const work = (): Promise<Delivered> =>
    deliver(plan, {
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
  const { password, passwordMade } = plan.pfx
  const keepIn = passwordMade ? job.passwordOut : null
  if (job.passwordOut !== keepIn) terminal.say('The password was given, so that it is not written down here.')
  const delivered = keepIn === null ? await work() : await keepSecret(keepIn, password, work)
  if (job.revokeReplaced) await revoke(replaces, books, now())
  const end = { plan, stick, json: job.json, passwordKept: keepIn !== null }
  await endDelivery(delivered, end, context)
}

/** For the next CRL, with the reason that says it best (RFC 5280 §5.3.1). What was never issued cannot be used. */
async function revoke(serialNumbers: readonly string[], books: Books, now: Date): Promise<void> {
  const issued = serialNumbers.filter((serial) => books.state().entries.get(serial)?.issuedAt != null)
  const at = formatInstant(now)
  await books.record(
    issued.map((serialNumber) => ({ event: 'revoked', at, serialNumber, reason: 'superseded' })),
  )
}
