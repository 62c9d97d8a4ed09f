// `ca check`: checks the inventory itself, its certificates against the root, and the CRL on the disk against its record.
import { UserError } from '../errors.ts'
import type { Finding, Severity } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { checkInventory } from '../inventory/check.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { decodeCrl, inspectCrl } from './crl-reader.ts'
import { isOurs, isRecorded } from './issue-crl.ts'
import { type Authority, isSignedBy } from './root-certificate.ts'
import type { AuthorityStore } from './store.ts'

export function* checkAuthority(
  store: AuthorityStore,
  root: Authority,
  inventory: Inventory,
): Generator<Finding> {
  for (const { subject, message } of checkInventory(inventory)) {
    yield finding('error', 'inventory-damaged', { subject, message, hint: RESTORE })
  }
  for (const certificate of inventory.certificates()) {
    const der = inventory.document(certificate.serialNumber)
    const message = der === null ? null : whyForeign(der, certificate, root)
    if (message === null) continue
    yield finding('error', 'certificate-differs', {
      subject: certificate.serialNumber,
      message,
      hint: RESTORE,
    })
  }
  for (const { serialNumber, folder } of inventory.allStaging()) {
    const message = `an interrupted command left incomplete files in ${folder}`
    const hint = 'run the same command again; it completes the files, or withdraws the certificate'
    yield finding('warning', 'files-unfinished', { subject: serialNumber, message, hint })
  }
  yield* checkCrl(store, root, inventory)
}

const RESTORE = 'keep the file as it is, and restore the newest copy that `certstick ca backup` wrote'

function whyForeign(der: Uint8Array, certificate: Certificate, root: Authority): string | null {
  if (!isSignedBy(der, root.certificate)) return 'its certificate was not signed by this root CA'
  const { serialNumber, notAfter } = inspectCertificate(der)
  const isSame = serialNumber === certificate.serialNumber && formatInstant(notAfter) === certificate.notAfter
  return isSame ? null : 'its certificate differs from its row in serial number or end'
}

function checkCrl(store: AuthorityStore, root: Authority, inventory: Inventory): Finding[] {
  const last = inventory.lastCrl()
  const folder = last?.folder ?? store.folder
  const problem = (severity: Severity, message: string): Finding[] => {
    const hint = 'run `certstick crl` and publish the new CRL'
    return [finding(severity, 'crl-not-recorded', { subject: 'rootCA.crl', message, hint })]
  }
  const bytes = store.readCrl(folder)
  if (bytes === null) {
    if (last?.sha256 === null || last === null) return []
    return problem('warning', `CRL ${last.crlNumber} was written to ${folder}, but was not found there`)
  }
  try {
    const crl = decodeCrl(bytes)
    const facts = inspectCrl(crl)
    if (!isOurs(facts, root)) return problem('error', `rootCA.crl in ${folder} is the CRL of another CA`)
    if (isRecorded(crl, last)) return []
    const recorded = last === null ? 'no CRL is recorded' : `the last recorded one is ${last.crlNumber}`
    return problem(
      'warning',
      `rootCA.crl in ${folder} is CRL ${facts.crlNumber ?? 'without a number'}, and ${recorded}`,
    )
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return problem('error', `rootCA.crl in ${folder} is not a CRL: ${error.message}`)
  }
}

function finding(
  severity: Severity,
  code: string,
  rest: Pick<Finding, 'subject' | 'message' | 'hint'>,
): Finding {
  return { severity, code, ...rest }
}
