// The certificate in the CA's books: revoked, superseded, or not known there.
import type { LedgerState } from '../authority/ledger.ts'
import type { Finding } from '../finding.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { toFinding } from './faults.ts'

/** What a CA folder knows. */
export interface RootRecords {
  /** The root's certificate, DER. */
  readonly root: Uint8Array
  readonly ledger: LedgerState
}

/** @param der the user's certificate; `root` is the stick's, both DER */
export function checkRecord(
  der: Uint8Array,
  {
    records,
    root,
    subject,
  }: { readonly records: RootRecords; readonly root: Uint8Array; readonly subject: string },
): Finding[] {
  if (thumbprint(root) !== thumbprint(records.root)) {
    const message = 'the stick is from another root CA than the one given, whose books say nothing about it'
    return [toFinding({ code: 'other-ca', subject, message, hint: 'give --ca the folder of its root CA' })]
  }
  const entry = records.ledger.entries.get(inspectCertificate(der).serialNumber)
  if (entry === undefined || entry.state === 'intended' || entry.thumbprint !== thumbprint(der)) {
    const message = 'the certificate is not on record, so it cannot be revoked by name'
    return [toFinding({ code: 'not-on-record', subject, message })]
  }
  if (entry.revocation !== null) {
    const { at, reason } = entry.revocation
    const message = `the certificate was revoked on ${at.slice(0, 10)} (${reason})`
    return [toFinding({ code: 'revoked', subject, message })]
  }
  if (entry.superseded === null) return []
  const { at, by } = entry.superseded
  const message = `the certificate was superseded on ${at.slice(0, 10)}${by === null ? '' : ` by ${by}`}; it still works`
  const hint = 'use the newer media, and wipe this stick'
  return [toFinding({ code: 'superseded', subject, message, hint, severity: 'warning' })]
}
