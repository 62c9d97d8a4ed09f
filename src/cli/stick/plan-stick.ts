// What `new`, `regenerate` and the wizard ask for, planned whole before anything is made: every problem at once.
import { lintCertificatePlan } from '../../authority/lint.ts'
import { collect, type Problem, UserError } from '../../errors.ts'
import { formatFindings, isError } from '../../finding.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { acceptProblems, checkTemplate, otherUserOf } from '../../issue/prepare.ts'
import { writableProblems } from '../../media/disk-writable.ts'
import {
  bundledSettings,
  type MediaPlan,
  planMedia,
  planTemplateName,
  type Template,
} from '../../plan/plan.ts'
import { parseRequest, type Request, type RequestInput } from '../../request/request.ts'
import { toUserPrincipalName } from '../../request/user-principal-name.ts'
import { shown } from '../../screen-text.ts'
import type { StickPlan } from '../../stick/stick.ts'
import { checkStick, toStickProblem } from '../../stick/windows.ts'
import type { WifiFile } from '../../wifi/wifi-file.ts'
import { type FoundAuthority, findOrStandIn, rootWarnings } from '../ca/authority.ts'
import type { Context } from '../context.ts'
import { openInventory, recoverOutput } from '../inventory.ts'
import { readTemplate } from '../template-files.ts'
import { chooseOutputName, findInOutput, findOnStick } from './in-the-way.ts'
import { stickLines } from './stick.ts'
import type { StickJob } from './stick-job.ts'

/** A job that can be carried out. */
export interface PlannedJob {
  readonly plan: MediaPlan
  readonly found: FoundAuthority
  /** Null: nothing was recorded yet. */
  readonly inventory: Inventory | null
  readonly template: Template
  readonly stick: StickPlan | null
  /** What is reported before it is created. */
  readonly lines: readonly string[]
}

/** @throws UserError wrong-input with every problem of input, files, root, output and stick */
export async function planJob(job: StickJob, context: Context): Promise<PlannedJob> {
  const { world } = context
  const { outputFolder, outputName } = job
  const problems: Problem[] = [...job.problems, ...writableProblems('output', outputFolder)]
  const gather = <T, U>(field: string, check: () => T | Promise<T>, otherwise: U): Promise<T | U> =>
    collect<T | U>(problems, check, { field, otherwise })

  const readWifi = async ({ wifiProfile }: RequestInput): Promise<WifiFile | null> =>
    wifiProfile === undefined ? null : (await import('./wifi-file.ts')).readWifiFile(wifiProfile, world)

  const template = await gather('template', () => readTemplate(planTemplateName(job.input), world), null)
  const request = await gather('', () => parseRequest(job.input), null)
  problems.push(...acceptProblems(request?.accepted ?? []))
  const wifi = await gather('wifiProfile', () => readWifi(job.input), null)
  const found = await findOrStandIn(job, problems, context)
  const inventory = found.kind === 'there' ? await openInventory(found, context) : null
  if (inventory !== null && !job.dryRun) await recoverOutput(outputFolder, inventory, context)
  const name = nameOf(job.input, problems)
  const chosen = await gather('output', () => (name === null ? null : chooseOutputName(name, job)), null)
  if (name !== null) await findInOutput(name, { ...job, outputName: chosen }, problems)
  const stick = await findOnStick(job, { problems, world })
  if (template === null || request === null) throw cannot(problems)

  const findings = await gather('template', () => {
    const bundled = template.bundled ? bundledSettings(request) : null
    return checkTemplate(template, { ...request, computerName: request.device, bundled }, request.accepted)
  }, [])
  const { root, crlUrl } = found
  const { now, random } = world
  const of = { template, wifi, outputFolder, outputName: chosen }
  const circumstances = { now: now(), random, root, crlUrl, ...of }
  const plan = await gather('', () => planMedia(request, circumstances), null)
  if (plan === null) throw cannot(problems)
  if (found.kind === 'there')
    problems.push(...lintCertificatePlan(plan.certificate, found.authority.facts, now()))
  // Certstick's own answer files take every command, so they are rendered with the other files.
  const isTried = (stick !== null || !template.bundled) && problems.every(({ field }) => field !== 'template')
  const answerFile = isTried
    ? (await import('../../issue/produce.ts')).produceAnswerFile(template.bytes, plan.answerFile)
    : null
  const ofStick =
    stick === null || answerFile === null
      ? []
      : checkStick(stick, { answerFile, pfx: plan.pfx, accepted: request.accepted })
  problems.push(...ofStick.filter(isError).map(toStickProblem))
  if (problems.length > 0 || found.kind === 'stand-in') throw cannot(problems)

  const ofPassword = plan.pfx.passwordMade
    ? []
    : (await import('../../plan/weak-passwords.ts')).weakPasswords([plan])
  const lines = [
    ...formatFindings([...rootWarnings(found, context), ...findings, ...ofPassword, ...ofStick]),
    ...(chosen === outputName
      ? []
      : [
          `note: the folder is named ${shown(chosen ?? '')}, because another user shares the part before the @`,
        ]),
    ...(job.replace === 'files of any user' ? reassignLines(plan) : []),
    ...(stick === null ? [] : stickLines(stick, context)),
  ]
  return { plan, found, inventory, template, stick, lines }
}

/** Whom and what the output is named after; null where that itself is at fault. */
function nameOf(
  input: RequestInput,
  problems: readonly Problem[],
): Pick<Request, 'userPrincipalName' | 'device'> | null {
  if (problems.some(({ field }) => ['upn', 'device', 'output'].includes(field))) return null
  return { userPrincipalName: toUserPrincipalName(input.upn ?? ''), device: input.device ?? null }
}

/** What `--reassign` takes from the former user. */
function reassignLines(plan: MediaPlan): string[] {
  const former = otherUserOf(plan)
  if (former === null) return []
  return [
    `note: the files of ${shown(former)} for ${shown(plan.name)} are replaced, and their certificate is revoked`,
  ]
}

function cannot(problems: readonly Problem[]): UserError {
  return new UserError('wrong-input', 'nothing was created', { problems })
}
