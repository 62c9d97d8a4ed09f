// Looks up the certificate in the CA's inventory: revoked, superseded, withdrawn or unknown.
import type { Finding } from '../finding.ts'
import type { Certificate } from '../inventory/certificate.ts'
import type { Reader } from '../inventory/reader.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { toFinding } from './faults.ts'

/** From a CA folder. */
export interface RootRecords {
  /** The root's certificate, DER. */
  readonly root: Uint8Array
  readonly inventory: Reader
  /** Whether the stick must be from this root. If not, sticks of other roots are not reported. */
  readonly insisted: boolean
}

/** Both DER. */
export interface Chain {
  readonly certificate: Uint8Array
  readonly root: Uint8Array
}

/** The certificate's inventory row; null if the inventory does not have it. */
export function findRecord({ certificate, root }: Chain, records: RootRecords): Certificate | null {
  if (!isSameRoot(root, records)) return null
  const recorded = records.inventory.find(inspectCertificate(certificate).serialNumber)
  if (recorded === null || recorded.state === 'intended') return null
  // A row that was imported from an OpenSSL index may have no certificate, and so no thumbprint.
  return recorded.thumbprint === null || recorded.thumbprint === thumbprint(certificate) ? recorded : null
}

export function checkRecord(chain: Chain, records: RootRecords, subject: string): Finding[] {
  if (!isSameRoot(chain.root, records)) {
    const message =
      'the stick is from another root CA, so this CA’s certificate inventory does not have its certificate'
    const hint = 'give the folder of the stick’s own root CA with --ca'
    return records.insisted ? [toFinding({ code: 'other-ca', subject, message, hint })] : []
  }
  const recorded = findRecord(chain, records)
  if (recorded === null) {
    const message =
      'the certificate inventory does not have this certificate, so it cannot be revoked by name'
    const hint =
      'import its receipt.json with `certstick ca import FILE`, so that it can be revoked; then create a new stick with `certstick new`'
    return [toFinding({ code: 'not-on-record', subject, message, hint })]
  }
  const { revokedAt, reason, withdrawnAt, supersededAt, supersededBy } = recorded
  if (revokedAt !== null) {
    const message = `the certificate was revoked on ${revokedAt.slice(0, 10)} (${reason})`
    return [toFinding({ code: 'revoked', subject, message })]
  }
  if (withdrawnAt !== null) {
    const message = `the certificate was withdrawn on ${withdrawnAt.slice(0, 10)}: its files were never completed`
    const hint = 'recreate the stick, and revoke this certificate if somebody has it'
    return [toFinding({ code: 'withdrawn', subject, message, hint })]
  }
  if (supersededAt === null) return []
  const by = supersededBy === null ? '' : ` by ${supersededBy}`
  const message = `the certificate was superseded on ${supersededAt.slice(0, 10)}${by}; it still works`
  const hint = 'use the newer stick, and wipe this one'
  return [toFinding({ code: 'superseded', subject, message, hint, severity: 'warning' })]
}

function isSameRoot(root: Uint8Array, records: RootRecords): boolean {
  return thumbprint(root) === thumbprint(records.root)
}
