// `--dry-run`: the plan and what would change in the answer file, secrets masked.
import { bundledFor } from '../../answer-file/bundled.ts'
import { diffAnswerFiles } from '../../issue/answer-file-diff.ts'
import { produceAnswerFile } from '../../issue/produce.ts'
import { type PlanPlaces, planToJson, reportPlan } from '../../issue/report.ts'
import type { MediaPlan, Template } from '../../plan/plan.ts'

/** What would be made, as text or as JSON. */
export function formatDryRun(
  plan: MediaPlan,
  { places, template, json }: { places: PlanPlaces; template: Template; json: boolean },
): string {
  const { architectures, bundled } = plan.answerFile
  const before = bundled === null ? template.bytes : bundledFor(template.bytes, architectures, bundled)
  const after = produceAnswerFile(template.bytes, plan.answerFile)
  const diff = diffAnswerFiles({ name: template.name, before, after })
  return json ? planToJson(plan, places, diff) : `${reportPlan(plan, places)}\n\n${diff}`
}
