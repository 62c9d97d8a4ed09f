// `--dry-run`: the plan and what would change in the answer file, secrets masked.
import { diffAnswerFiles } from '../issue/answer-file-diff.ts'
import { type PlanPlaces, planToJson, reportPlan } from '../issue/report.ts'
import type { MediaPlan, Template } from '../plan/plan.ts'

/** What would be made, as text or as JSON. */
export function formatDryRun(
  plan: MediaPlan,
  {
    places,
    template,
    answerFile,
    json,
  }: { places: PlanPlaces; template: Template; answerFile: Uint8Array; json: boolean },
): string {
  const diff = diffAnswerFiles({ name: template.name, before: template.bytes, after: answerFile })
  return json ? planToJson(plan, places, diff) : `${reportPlan(plan, places)}\n\n${diff}`
}
