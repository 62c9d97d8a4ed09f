// Checks the CRLs of a root in the inventory: expired, missing or outdated. Does not look at the web server. Source: RFC 5280
// §5.1.2.5; Microsoft Entra, "Understanding the certificate revocation process" of certificate-based authentication.
import type { Finding, Severity } from '../finding.ts'
import { DAY_MS, daysLeft, formatInstant } from '../instant.ts'
import type { CrlRecord, Reader } from '../inventory/reader.ts'
import { counted } from '../screen-text.ts'

/** Enough time to create and publish the next list. For a list of a shorter time, the last quarter of it. */
const SOON_MS = 7 * DAY_MS

const NEXT_CRL = 'run `certstick crl` and publish the new CRL'

/** Empty: the last list is good, or no list is needed. */
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
  if (thisUpdate === null || nextUpdate === null) return // another tool created it, so its end is not known
  const end = Date.parse(nextUpdate)
  const leftMs = end - now.getTime()
  if (thisUpdate > formatInstant(now)) {
    const message = `CRL ${crlNumber} is not valid before ${thisUpdate}; if Entra ID uses it, no user can sign in`
    yield {
      ...finding('error', 'crl-expired', message),
      hint: `check this machine's clock; if it is right, ${NEXT_CRL}`,
    }
  } else if (leftMs <= 0) {
    const message = `CRL ${crlNumber} expired at ${nextUpdate}; if Entra ID uses it, no user can sign in`
    yield finding('error', 'crl-expired', message)
  } else if (leftMs <= Math.min(SOON_MS, (end - Date.parse(thisUpdate)) / 4)) {
    const left = counted(daysLeft(new Date(end), now), 'day')
    const message = `CRL ${crlNumber} expires in ${left}, at ${nextUpdate}; if Entra ID uses it, no user can sign in after that`
    yield finding('warning', 'crl-ends-soon', message)
  }
}

function* lintBehind(count: number, { crlNumber }: CrlRecord): Generator<Finding> {
  if (count === 0) return
  yield finding(
    'warning',
    'crl-behind',
    `CRL ${crlNumber} does not include the revocation of ${stillGood(count)}`,
  )
}

function* lintMissing(count: number, crlUrl: string | null): Generator<Finding> {
  if (count > 0) {
    yield finding('warning', 'crl-missing', `no CRL was created since the revocation of ${stillGood(count)}`)
  } else if (crlUrl !== null) {
    const message = `certificates name ${crlUrl} as their CRL, but no CRL was created; programs that check it refuse them`
    yield finding('warning', 'crl-missing', message)
  }
}

function stillGood(count: number): string {
  return count === 1 ? '1 certificate: it can still sign in' : `${count} certificates: they can still sign in`
}

function finding(severity: Severity, code: string, message: string): Finding {
  return { severity, code, message, hint: NEXT_CRL, subject: 'rootCA.crl' }
}
