// `--dry-run`: the plan and what would change in the answer file, with the password masked.
import { diffAnswerFiles } from '../answer-file-diff.ts'
import { type Circumstances, type MediaPlan, planMedia } from '../plan.ts'
import { produceAnswerFile } from '../produce.ts'
import { planToJson, reportPlan } from '../report.ts'
import type { Request } from '../request.ts'
import { Secret } from '../secret.ts'
import { printable } from './terminal.ts'

const MASK = new Secret('********')

/** Text, or JSON, of what would be made. */
export function formatDryRun(
  plan: MediaPlan,
  { request, circumstances, json }: { request: Request; circumstances: Circumstances; json: boolean },
): string {
  // The mode as planned, because the mask may fit where the password does not.
  const masked = planMedia({ ...request, password: MASK, importMode: plan.importMode }, circumstances)
  const { name, bytes } = circumstances.template
  const diff = diffAnswerFiles({ name, before: bytes, after: produceAnswerFile(bytes, masked.answerFile) })
  return json ? planToJson(plan, diff) : `${reportPlan(plan)}\n\n${printable(diff)}`
}
