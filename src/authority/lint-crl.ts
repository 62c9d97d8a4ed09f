// What is amiss with the revocation lists of a root, as the inventory knows them: late, missing, or behind. Pure; what
// lies on the web server is not looked at. Source: RFC 5280 §5.1.2.5; Microsoft Entra, "Understanding the certificate
// revocation process" of certificate-based authentication.
import { type Finding, formatDays, type Severity } from '../finding.ts'
import type { CrlRecord, Reader } from '../inventory/reader.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Time enough to notice, make the next list and publish it; of a short-lived list, the last quarter. */
const SOON_MS = 7 * DAY_MS

/** Empty: the last list is good, or none is needed. */
export function lintCrl(
  inventory: Reader,
  { crlUrl, now }: { readonly crlUrl: string | null; readonly now: Date },
): readonly Finding[] {
  const lastCrl = inventory.lastCrl()
  const lacking = inventory.revokedSinceLastCrl()
  if (lastCrl === null) return [...lintMissing(lacking, crlUrl)]
  return [...lintEnd(lastCrl, now), ...lintBehind(lacking, lastCrl)]
}

function* lintEnd({ crlNumber, thisUpdate, nextUpdate }: CrlRecord, now: Date): Generator<Finding> {
  if (thisUpdate === null || nextUpdate === null) return // because another tool made it, and knows when it ends
  const end = Date.parse(nextUpdate)
  const leftMs = end - now.getTime()
  if (leftMs <= 0) {
    const message = `CRL ${crlNumber} ended at ${nextUpdate}: where Entra ID fetches it, nobody can sign in`
    yield finding('error', 'crl-expired', message)
  } else if (leftMs <= Math.min(SOON_MS, (end - Date.parse(thisUpdate)) / 4)) {
    const left = formatDays(Math.floor(leftMs / DAY_MS))
    const message = `CRL ${crlNumber} ends in ${left}, at ${nextUpdate}: where Entra ID fetches it, nobody can sign in then`
    yield finding('warning', 'crl-ends-soon', message)
  }
}

function* lintBehind(count: number, { crlNumber }: CrlRecord): Generator<Finding> {
  if (count === 0) return
  yield finding('warning', 'crl-behind', `CRL ${crlNumber} lacks the revocation of ${stillGood(count)}`)
}

function* lintMissing(count: number, crlUrl: string | null): Generator<Finding> {
  if (count > 0) {
    yield finding('warning', 'crl-missing', `no CRL was made since the revocation of ${stillGood(count)}`)
  } else if (crlUrl !== null) {
    const message = `certificates name ${crlUrl} as their CRL, and none was ever made: who looks there refuses them`
    yield finding('warning', 'crl-missing', message)
  }
}

function stillGood(count: number): string {
  return count === 1 ? '1 certificate: it can still sign in' : `${count} certificates: they can still sign in`
}

function finding(severity: Severity, code: string, message: string): Finding {
  const hint = 'run `certstick crl` and publish what it writes'
  return { severity, code, message, hint, subject: 'rootCA.crl' }
}
