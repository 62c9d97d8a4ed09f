// Creates a planned stick: confirms, signs, puts the files in place, and reports. The one way for `new`, `regenerate` and the
// wizard.

import { UserError } from '../../errors.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { buildStick } from '../../issue/build.ts'
import { type IssuedStick, issueStick } from '../../issue/issue.ts'
import { recordsOf } from '../../issue/records.ts'
import { reportPlan } from '../../issue/report.ts'
import { stagePath } from '../../media/disk-stage.ts'
import { generateUserKey } from '../../x509/user-key.ts'
import { openAuthority, tryIssuer } from '../ca/authority-open.ts'
import type { Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import { type OpenCa, requireInventory } from '../inventory.ts'
import { makeKeyFolder, sayLongPath } from '../key-folder.ts'
import { keepPassword } from '../secrets.ts'
import { readScriptTemplate } from '../template-files.ts'
import { type PlannedJob, planJob } from './plan-stick.ts'
import { endIssue } from './stick.ts'
import type { StickJob } from './stick-job.ts'

/** @throws UserError */
export async function makeStick(job: StickJob, context: Context): Promise<void> {
  const { world, terminal } = context
  let planned = await planJob(job, context)
  const { plan, found, stick } = planned
  for (const line of planned.lines) terminal.say(line)
  const places = {
    folder: shownPath(plan.folder, world),
    ca: shownPath(job.caFolder, world),
    makesRoot: found.kind === 'planned',
    stick: stick === null ? null : shownPath(stick.folder, world),
  }
  if (job.dryRun) {
    const { formatDryRun } = await import('./dry-run.ts')
    terminal.result(formatDryRun(plan, { places, ...planned, json: job.json }))
    return
  }
  if (job.confirm !== null && !(await job.confirm(reportPlan(plan, places)))) {
    throw new UserError('declined', 'cancelled; nothing was created')
  }
  let opened = await openAuthority(found, job, context)
  while (opened === null) {
    planned = await planJob(job, context) // with the root CA that another process created; the rest was reported
    opened = await openAuthority(planned.found, job, context)
  }
  const { store, issuer: authority } = opened
  if (planned.found.kind === 'there' && planned.inventory === null) await tryIssuer(authority, context)
  const inventory = planned.inventory ?? (await requireInventory({ store, authority }, context))
  const { plan: made, stick: madeOn } = planned
  const issued = await issuePlanned(planned, job, { issuer: authority, inventory }, context)
  const keepIn = made.pfx.passwordMade ? job.passwordOut : null
  let passwordKept = false
  try {
    // Only now, so that a run that is killed leaves no password behind; the stick has it in any case.
    if (keepIn !== null) await keepPassword(keepIn, made.pfx.password, context)
    passwordKept = keepIn !== null
    if (job.revokeSuperseded) requireRevoked(issued.superseded, inventory)
  } finally {
    for (const line of formerLines(issued.superseded, job.revokeSuperseded)) terminal.say(line)
    await endIssue(issued, { plan: made, stick: madeOn, json: job.json, passwordKept }, context)
  }
  if (madeOn !== null) {
    const { folder: path } = madeOn
    await inventory.write((writer) => writer.written(issued.receipt.serialNumber, shownPath(path, world)))
  }
}

/** What becomes of the certificates that the new one superseded. */
function formerLines(superseded: readonly string[], areRevoked: boolean): string[] {
  if (superseded.length === 0) return []
  const which =
    superseded.length === 1 ? 'the former certificate' : `the ${superseded.length} former certificates`
  if (areRevoked)
    return [
      `note: ${which} ${superseded.length === 1 ? 'is' : 'are'} revoked, for the next CRL: certstick crl`,
    ]
  const commands = superseded.map((serialNumber) => `certstick revoke ${serialNumber}`)
  return [`note: ${which} can still sign in; to end that: ${commands.join(' and ')}`]
}

/** Signs, puts the files in place, and keeps the password where that was asked for. */
async function issuePlanned(
  { plan, template }: PlannedJob,
  job: StickJob,
  { issuer, inventory }: OpenCa,
  context: Context,
): Promise<IssuedStick> {
  const { world, terminal } = context
  const { random, now, pid } = world
  const { certificate, folder, pfx } = plan
  sayLongPath([plan], context)
  await makeKeyFolder(job.outputFolder, context) // because it had better fail before anything is signed
  if (job.passwordOut !== null && !pfx.passwordMade) {
    terminal.say('note: --password-out writes nothing, because the password was given')
  }
  const scriptTemplate = readScriptTemplate(world)
  const templateOf = () => template.bytes
  const means = { issuer, templateOf, scriptTemplate, random, generateKey: generateUserKey }
  const workshop = { ...means, signsIn: true, now }
  return issueStick(plan, {
    records: recordsOf((work) => inventory.write(work), {
      revokesFormer: job.revokeSuperseded,
      takesDevice: job.replace === 'files of any user',
    }),
    build: (_, stage) => buildStick(plan, stage, workshop),
    stageOf: () => stagePath(folder, { pid, serialNumber: certificate.serialNumber }),
    replace: job.replace,
  })
}

/** A failure to record it is a warning of the issue; a former certificate that still works is more. @throws UserError failed */
function requireRevoked(serialNumbers: readonly string[], inventory: Inventory): void {
  const left = serialNumbers.filter((serialNumber) => inventory.find(serialNumber)?.revokedAt === null)
  if (left.length === 0) return
  const commands = left.map((serialNumber) => `certstick revoke ${serialNumber} --reason superseded`)
  throw new UserError('failed', 'the former certificate was not revoked', {
    hint: `run ${commands.join(' and ')}`,
  })
}
