// The certificate in the CA's books: revoked, superseded, or not known there.
import type { LedgerEntry, LedgerState } from '../authority/ledger.ts'
import type { Finding } from '../finding.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { toFinding } from './faults.ts'

/** What a CA folder knows. */
export interface RootRecords {
  /** The root's certificate, DER. */
  readonly root: Uint8Array
  readonly ledger: LedgerState
  /** Whether the medium has to be from this root; if not, media of others are none of its affair. */
  readonly insisted: boolean
}

/** Both DER. */
export interface Chain {
  readonly certificate: Uint8Array
  readonly root: Uint8Array
}

/** The certificate's entry; null: these books do not know it. */
export function findRecord({ certificate, root }: Chain, records: RootRecords): LedgerEntry | null {
  if (!isSameRoot(root, records)) return null
  const entry = records.ledger.entries.get(inspectCertificate(certificate).serialNumber)
  if (entry === undefined || entry.state === 'intended') return null
  // One taken over from an openssl index may be without its certificate, and so without a thumbprint.
  return entry.thumbprint === null || entry.thumbprint === thumbprint(certificate) ? entry : null
}

export function checkRecord(chain: Chain, records: RootRecords, subject: string): Finding[] {
  if (!isSameRoot(chain.root, records)) {
    const message = 'the stick is from another root CA than the one given, whose books say nothing about it'
    const hint = 'give --ca the folder of its root CA'
    return records.insisted ? [toFinding({ code: 'other-ca', subject, message, hint })] : []
  }
  const entry = findRecord(chain, records)
  if (entry === null) {
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

function isSameRoot(root: Uint8Array, records: RootRecords): boolean {
  return thumbprint(root) === thumbprint(records.root)
}
