// All that is decided about new media before anything is made: root CA, plan, answer file, stick. Changes nothing.
import { collect, type Problem } from '../errors.ts'
import { type Finding, formatFindings } from '../finding.ts'
import { checkTemplate } from '../issue/prepare.ts'
import { produceAnswerFile } from '../issue/produce.ts'
import type { PlanPlaces } from '../issue/report.ts'
import { type MediaPlan, planMedia } from '../plan/plan.ts'
import type { StickPlan } from '../stick/stick.ts'
import { type FoundAuthority, findOrStandIn, type StandIn } from './authority.ts'
import type { Context } from './context.ts'
import { shownPath } from './folders.ts'
import { chooseOutputName, findInOutput, findOnStick } from './in-the-way.ts'
import type { BegunJob } from './new-media-job.ts'
import { stickLines } from './stick.ts'

export interface PreparedMedia {
  readonly found: FoundAuthority | StandIn
  readonly plan: MediaPlan
  readonly answerFile: Uint8Array
  /** Null: the media stay in the output folder. */
  readonly stick: StickPlan | null
  readonly places: PlanPlaces
  /** What the person should hear before it is done. */
  readonly lines: readonly string[]
}

/** @throws UserError wrong-input with every reason why the media cannot be made */
export async function prepareMedia(
  { job, request, template }: BegunJob,
  context: Context,
): Promise<PreparedMedia> {
  const { world } = context
  const problems: Problem[] = []
  const found = await findOrStandIn(job, problems, context)
  const { root, crlUrl } = found
  const check = (): readonly Finding[] =>
    checkTemplate(template, { ...request, computerName: request.device })
  const findings = await collect(problems, check, { field: 'template', otherwise: [] })
  const choose = () => chooseOutputName(request, job)
  const outputName = await collect<string | null>(problems, choose, { field: 'output', otherwise: null })
  await findInOutput(request, { ...job, outputName }, problems)
  const stick = await findOnStick(job, { problems, world })
  const { random, now } = world
  const circumstances = {
    now: now(),
    random,
    root,
    crlUrl,
    template,
    outputFolder: job.outputFolder,
    outputName,
  }
  const plan = planMedia(request, circumstances, problems)
  const answerFile = produceAnswerFile(template.bytes, plan.answerFile)
  const places = {
    folder: shownPath(plan.folder, world),
    ca: shownPath(job.caFolder, world),
    makesRoot: found.kind === 'planned',
    stick: stick === null ? null : shownPath(stick.folder, world),
  }
  const lines = [
    ...formatFindings(findings),
    ...(outputName === job.outputName
      ? []
      : [`${outputName} names the output: another user has the shorter name`]),
    ...(stick === null ? [] : stickLines(stick, context)),
  ]
  return { found, plan, answerFile, stick, places, lines }
}
