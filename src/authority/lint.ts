// Whether a certificate or CRL that is planned would be valid with this root, before it is signed. `root-rules.ts` judges the
// root itself. Pure. Source: RFC 5280 §4.1 and §5.1.
import type { Problem } from '../errors.ts'
import { formatDay } from '../instant.ts'
import type { CertificateFacts } from '../x509/inspect.ts'
import type { CertificatePlan } from '../x509/profile.ts'
import { lacksCrlSign } from './root-extension-rules.ts'
import { NEW_ROOT } from './root-finding.ts'
import { checkCrlUrl } from './settings.ts'

/** Before a CRL is signed. With a CRL that is refused, no user can sign in to Entra ID. */
export function lintCrlPlan(
  { thisUpdate, nextUpdate }: { readonly thisUpdate: Date; readonly nextUpdate: Date },
  facts: CertificateFacts,
): readonly Problem[] {
  const problems: Problem[] = []
  if (lacksCrlSign(facts)) {
    const message = 'rootCA.crt cannot sign a CRL: its keyUsage lacks cRLSign, so the CRL would be refused'
    problems.push({ field: 'ca', message, hint: NEW_ROOT })
  }
  if (nextUpdate > thisUpdate) return problems
  return [
    ...problems,
    { field: 'days', message: 'the CRL would expire before it is valid', hint: 'choose more days' },
  ]
}

/** Before a certificate is signed. Empty: this root can issue it. */
export function lintCertificatePlan(
  plan: CertificatePlan,
  root: CertificateFacts,
  now: Date,
): readonly Problem[] {
  const problems: Problem[] = []
  if (plan.notAfter > root.notAfter) {
    const message = `${formatDay(plan.notAfter)} is after the root's own end, ${formatDay(root.notAfter)}`
    problems.push({ field: 'days', message, hint: 'choose fewer days, or create a new root CA' })
  }
  if (plan.notAfter <= plan.notBefore || plan.notAfter <= now) {
    const message = `the certificate would already have expired on ${formatDay(plan.notAfter)}`
    problems.push({ field: 'days', message, hint: "choose more days, or check this machine's clock" })
  }
  if (!/^(?!0+$)[0-7][0-9a-f](?:[0-9a-f]{2}){0,19}$/.test(plan.serialNumber)) {
    problems.push({ field: 'serialNumber', message: `"${plan.serialNumber}" is not a serial number` }) // RFC 5280 §4.1.2.2
  }
  return plan.crlUrl === null ? problems : [...problems, ...checkCrlUrl(plan.crlUrl)]
}
