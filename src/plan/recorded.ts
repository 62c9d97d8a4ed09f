// The values of a plan that the inventory stores, so that `regenerate` can recreate the stick. No secret.
import { AS_WRITTEN } from '../answer-file/bundled.ts'
import type { RecordedRequest } from '../request/request.ts'
import type { MediaPlan } from './plan.ts'

/** Each value as the user would give it. `recall` in the table of options reads it back. */
export function recordRequest(plan: MediaPlan): RecordedRequest {
  const bundled = plan.answerFile.bundled ?? AS_WRITTEN
  return {
    template: plan.template.name,
    days: String(plan.validityDays),
    key: plan.certificate.keyAlgorithm,
    pfx: plan.pfx.format,
    store: plan.store,
    import: plan.importMode,
    strictImport: String(plan.strictImport),
    exportable: String(plan.exportable),
    autoSelect: String(plan.autoSelectIssuer !== null),
    wifiProfile: plan.wifi?.name ?? '',
    architecture: plan.answerFile.architectures?.join() ?? '',
    language: bundled.language ?? '',
    locale: bundled.locale ?? '',
    keyboard: bundled.keyboard ?? '',
    timeZone: bundled.timeZone ?? '',
    productKey: bundled.productKey ?? '',
    addWindowsPe: String(plan.answerFile.addWindowsPe),
    accept: plan.accepted.join(),
  }
}
