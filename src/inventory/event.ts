// The history: one event for each change, with its own hash and that of the event before, so that a changed, missing or
// swapped event is found. This finds accidents, not attacks: the owner of the file can write a new chain.
import { hash } from 'node:crypto'
import type { Instant } from '../instant.ts'
import { damaged } from './faults.ts'
import type { RevocationReason } from './reasons.ts'

/** The detail of each kind of event, besides when, who and where. */
export interface EventDetails {
  /** The certificate will be signed next. */
  readonly intended: {
    readonly userPrincipalName: string
    readonly device: string | null
    readonly name: string
    readonly notAfter: Instant
  }
  readonly issued: {
    readonly thumbprint: string
    readonly notBefore: Instant
    readonly notAfter: Instant
    /** Of the JSON text, lower-case hex. */
    readonly requestSha256: string
  }
  readonly superseded: { readonly by: string }
  /** The certificate that superseded it was never delivered. */
  readonly reinstated: { readonly withdrawn: string }
  readonly withdrawn: { readonly why: string }
  /** A revocation by another tool has its own date. */
  readonly revoked: { readonly reason: RevocationReason; readonly revokedAt: Instant }
  /** The files are on a stick too, and were read back from there. The path as the user gave it. */
  readonly written: { readonly stick: string }
  /** A certificateHold ended. */
  readonly lifted: Record<never, never>
  /** Another tool issued it. An index may have no certificate for it. */
  readonly imported: {
    readonly userPrincipalName: string
    readonly name: string
    readonly notAfter: Instant
    readonly notBefore: Instant | null
    readonly thumbprint: string | null
  }
  readonly 'crl-numbered': { readonly crlNumber: string }
  readonly 'crl-imported': { readonly crlNumber: string }
  readonly crl: {
    readonly crlNumber: string
    readonly thisUpdate: Instant
    readonly nextUpdate: Instant
    readonly sha256: string
    readonly folder: string
  }
}
export type EventKind = keyof EventDetails

/** Who did it, and where: names of account and computer. */
export interface Author {
  readonly operator: string
  readonly host: string
}

interface EventOf<Kind extends EventKind> extends Author {
  readonly id: number
  readonly at: Instant
  /** Null: an event of the CA, not of a certificate. */
  readonly serialNumber: string | null
  readonly kind: Kind
  readonly detail: EventDetails[Kind]
  /** SHA-256 of the event before, lower-case hex; zeros before the first. */
  readonly previous: string
  readonly hash: string
}
export type InventoryEvent = { [Kind in EventKind]: EventOf<Kind> }[EventKind]

/** As it is stored, with the detail as JSON. */
export interface StoredEvent extends Omit<EventOf<EventKind>, 'detail' | 'kind'> {
  readonly kind: string
  readonly detail: string
}

export const NO_HASH = '0'.repeat(64)

export function chainEvent(
  event: Omit<StoredEvent, 'id' | 'previous' | 'hash'>,
  last: Pick<StoredEvent, 'id' | 'hash'> | null,
): StoredEvent {
  const linked = { ...event, id: (last?.id ?? 0) + 1, previous: last?.hash ?? NO_HASH }
  return { ...linked, hash: hashOf(linked) }
}

/** @throws SyntaxError: it was changed after it was written */
export function readEvent(stored: StoredEvent): InventoryEvent {
  if (hashOf(stored) !== stored.hash) throw new SyntaxError(`event ${stored.id} was changed`)
  return { ...stored, detail: JSON.parse(stored.detail) } as InventoryEvent
}

/** @throws UserError failed: an event was changed */
export function readEvents(stored: readonly StoredEvent[], path: string): InventoryEvent[] {
  try {
    return stored.map(readEvent)
  } catch (error) {
    throw error instanceof SyntaxError ? damaged(path, error.message, error) : error
  }
}

/** @param request JSON text; null: the certificate has none */
export function isRecordedRequest(request: string | null, history: readonly InventoryEvent[]): boolean {
  const issued = history.find((event) => event.kind === 'issued')
  return (issued?.detail.requestSha256 ?? null) === (request === null ? null : hash('sha256', request, 'hex'))
}

function hashOf(event: Omit<StoredEvent, 'hash'>): string {
  const { id, at, serialNumber, kind, detail, operator, host, previous } = event
  const text = JSON.stringify([id, at, serialNumber, kind, detail, operator, host, previous])
  return hash('sha256', text, 'hex')
}
