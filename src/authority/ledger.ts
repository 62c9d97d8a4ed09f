// The words of the books: what can happen to a certificate of this root, and what is known of each.
// ledger-state.ts adds the events up, ledger-lines.ts writes and reads them, store-ledger.ts has the file.
import type { Instant } from '../instant.ts'
import type { RevocationReason, RevokedList } from './crl-entries.ts'

/** A serial number was drawn and a signature is about to follow. Written before the root's key is used. */
export interface Intended {
  readonly event: 'intended'
  readonly at: Instant
  readonly serialNumber: string
  readonly userPrincipalName: string
  readonly device: string | null
  /** Of the output: the device's name, or one made from the user's. */
  readonly name: string
  readonly notAfter: Instant
  /** Folder that the output goes into: what is never issued is known by it as that place's. */
  readonly output: string
}

/** A certificate exists. What an index names without its certificate has nulls. */
export interface Issued {
  readonly event: 'issued'
  readonly at: Instant
  readonly serialNumber: string
  readonly thumbprint: string | null
  readonly notBefore: Instant | null
  readonly notAfter: Instant
  readonly userPrincipalName: string
  readonly device: string | null
  readonly name: string
  /** The request's values as text, secrets left out: what the same media can be made from again. */
  readonly answers: Readonly<Record<string, string>>
  /** Base64 of the DER. */
  readonly certificate: string | null
}

/** A newer certificate took this one's place, or it never left the desk (`by` null). Still valid. */
export interface Superseded {
  readonly event: 'superseded'
  readonly at: Instant
  readonly serialNumber: string
  readonly by: string | null
}

/** For the next CRL. `removeFromCRL` lifts a `certificateHold` (RFC 5280 §5.3.1). */
export interface Revoked {
  readonly event: 'revoked'
  readonly at: Instant
  readonly serialNumber: string
  readonly reason: RevocationReason | 'removeFromCRL'
}

/** A CRL was signed. One that another tool made, known by its number only, has nulls. */
export interface CrlIssued {
  readonly event: 'crl'
  readonly at: Instant
  /** Decimal: up to 20 octets (RFC 5280 §5.2.3), more than a number holds. */
  readonly crlNumber: string
  readonly thisUpdate: Instant | null
  readonly nextUpdate: Instant | null
}

export type LedgerEvent = Intended | Issued | Superseded | Revoked | CrlIssued

/** Where a line stands in the ledger's file, in bytes. */
export interface Place {
  readonly offset: number
  /** Without the line's end. */
  readonly length: number
}

/** One certificate, as all events so far leave it; it changes with the next ones. */
export interface LedgerEntry {
  readonly serialNumber: string
  readonly state: 'intended' | 'issued' | 'superseded' | 'revoked'
  readonly userPrincipalName: string
  readonly device: string | null
  readonly name: string
  readonly intendedAt: Instant | null
  /** Of an intent, the folder that its output was for; null once issued, whose answers have it. */
  readonly output: string | null
  readonly issuedAt: Instant | null
  readonly notBefore: Instant | null
  readonly notAfter: Instant
  readonly thumbprint: string | null
  /** `by` is the serial number that took its place, if one did. */
  readonly superseded: { readonly at: Instant; readonly by: string | null } | null
  readonly revocation: { readonly at: Instant; readonly reason: RevocationReason } | null
  /** Where the certificate and the answers stand; they are read on demand. Null until issued. */
  readonly place: Place | null
}

/** All certificates on record; each is read when it is asked for. */
export interface LedgerEntries {
  readonly size: number
  /** @param serialNumber lower-case hex */
  get(serialNumber: string): LedgerEntry | undefined
  /** In the order of their first event. */
  values(): Iterable<LedgerEntry>
  /** Those whose user, device or output has that name, in any case; in the order of their first event. */
  named(text: string): readonly LedgerEntry[]
  /** What the next CRL names: all that is revoked and not lifted, expired ones too (RFC 5280 §3.3 wants them once more). */
  revoked(): RevokedList
}

export interface LedgerState {
  readonly entries: LedgerEntries
  readonly lastCrl: CrlIssued | null
}

/** One above the last; from 1 (RFC 5280 §5.2.3: it rises monotonically). */
export function nextCrlNumber(ledger: LedgerState): bigint {
  return ledger.lastCrl === null ? 1n : BigInt(ledger.lastCrl.crlNumber) + 1n
}
