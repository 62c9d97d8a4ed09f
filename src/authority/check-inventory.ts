// `ca check`: checks the inventory itself, its certificates against the root, and the CRL on the disk against its record.
import type { Finding, Severity } from '../finding.ts'
import { formatInstant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { checkInventory } from '../inventory/check.ts'
import { RESTORE } from '../inventory/faults.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { lintCrlFile } from './lint-crl-file.ts'
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
  yield* lintCrlFile(store, root, inventory)
}

function whyForeign(der: Uint8Array, certificate: Certificate, root: Authority): string | null {
  if (!isSignedBy(der, root.certificate)) return 'its certificate was not signed by this root CA'
  const { serialNumber, notAfter } = inspectCertificate(der)
  const isSame = serialNumber === certificate.serialNumber && formatInstant(notAfter) === certificate.notAfter
  return isSame ? null : 'its certificate differs from its row in serial number or end'
}

function finding(
  severity: Severity,
  code: string,
  rest: Pick<Finding, 'subject' | 'message' | 'hint'>,
): Finding {
  return { severity, code, ...rest }
}
