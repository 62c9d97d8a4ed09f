// What the inventory keeps of a plan, so that `regenerate` can make the same stick again. No secret.
import type { RecordedRequest } from '../request/request.ts'
import type { MediaPlan } from './plan.ts'

/** Each as the user would give it: the table's `recall` reads it back. */
export function recordRequest(plan: MediaPlan): RecordedRequest {
  return {
    template: plan.template.name,
    days: String(plan.validityDays),
    key: plan.certificate.keyAlgorithm,
    pfx: plan.pfx.format,
    store: plan.store,
    import: plan.importMode,
    strictImport: String(plan.strictImport),
    exportable: String(plan.exportable),
    architecture: plan.answerFile.architectures?.join() ?? '',
    addWindowsPe: String(plan.answerFile.addWindowsPe),
    accept: plan.accepted.join(),
  }
}
