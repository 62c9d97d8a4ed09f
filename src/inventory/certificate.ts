// One certificate of the inventory, and how each event changes it. The writer applies the events that it adds; `check`
// applies all of them again.
import type { Instant } from '../instant.ts'
import type { InventoryEvent } from './event.ts'
import type { RevocationReason } from './reasons.ts'

/**
 * `intended`: recorded before it was signed. `superseded`: replaced by a newer one, still valid. `withdrawn`: perhaps signed,
 * but never delivered.
 */
export type CertificateState = 'intended' | 'issued' | 'superseded' | 'withdrawn' | 'revoked'

export interface Certificate {
  /** Lower-case hex. */
  readonly serialNumber: string
  readonly userPrincipalName: string
  readonly device: string | null
  /** Name of the output. */
  readonly name: string
  readonly state: CertificateState
  readonly notBefore: Instant | null
  readonly notAfter: Instant
  /** SHA-1 of the DER, upper-case hex. Null: never issued, or imported from an index without the certificate. */
  readonly thumbprint: string | null
  /** Null: another tool issued it. */
  readonly intendedAt: Instant | null
  readonly issuedAt: Instant | null
  readonly supersededAt: Instant | null
  readonly supersededBy: string | null
  readonly withdrawnAt: Instant | null
  readonly revokedAt: Instant | null
  readonly reason: RevocationReason | null
}

/** Users, devices and names with the same key are the same. */
export function keyOf(text: string | null): string {
  return (text ?? '').trim().toLowerCase()
}

export const CERTIFICATE_FIELDS = [
  ...(['serialNumber', 'userPrincipalName', 'device', 'name', 'state', 'notBefore', 'notAfter'] as const),
  ...(['thumbprint', 'intendedAt', 'issuedAt', 'supersededAt', 'supersededBy'] as const),
  ...(['withdrawnAt', 'revokedAt', 'reason'] as const),
] as const satisfies readonly (keyof Certificate)[]

/** The first field in which the two differ; null: none. */
export function findDifference(one: Certificate, other: Certificate): keyof Certificate | null {
  return CERTIFICATE_FIELDS.find((field) => one[field] !== other[field]) ?? null
}

/** The certificate after all its events; null: it has no events. */
export function replay(events: Iterable<InventoryEvent>): Certificate | null {
  let certificate: Certificate | null = null
  for (const event of events) certificate = applyEvent(certificate, event)
  return certificate
}

/** @throws SyntaxError: the event cannot follow the events before it */
export function applyEvent(before: Certificate | null, event: InventoryEvent): Certificate {
  const changed = changedBy(before, event)
  return { ...changed, state: stateOf(changed) }
}

function changedBy(before: Certificate | null, { serialNumber, at, ...event }: InventoryEvent): Certificate {
  if (serialNumber === null) throw new SyntaxError(`a ${event.kind} event has no certificate`)
  switch (event.kind) {
    case 'intended':
      if (before !== null) throw new SyntaxError('it was intended twice')
      return { ...EMPTY, ...event.detail, serialNumber, intendedAt: at }
    case 'imported':
      if (before === null) return { ...EMPTY, ...event.detail, serialNumber, issuedAt: at }
      return { ...before, ...completedBy(event.detail, before), issuedAt: before.issuedAt ?? at }
    default:
      if (before === null) throw new SyntaxError(`its first event is ${event.kind}`)
      return { ...before, ...changesOf(event, at) }
  }
}

function changesOf(event: Pick<InventoryEvent, 'kind' | 'detail'>, at: Instant): Partial<Certificate> {
  const { kind, detail } = event as Change
  switch (kind) {
    case 'issued':
      return {
        thumbprint: detail.thumbprint,
        notBefore: detail.notBefore,
        notAfter: detail.notAfter,
        issuedAt: at,
      }
    case 'superseded':
      return { supersededAt: at, supersededBy: detail.by }
    case 'reinstated':
      return { supersededAt: null, supersededBy: null }
    case 'withdrawn':
      return { withdrawnAt: at }
    case 'revoked':
      return { revokedAt: detail.revokedAt, reason: detail.reason }
    case 'written':
      return {}
    case 'lifted':
      return { revokedAt: null, reason: null }
    default:
      throw new SyntaxError(`it has an event ${JSON.stringify(kind)}`)
  }
}

/** Distributes over the union, so that the kind determines the type of the detail. */
type KindAndDetail<Event> = Event extends InventoryEvent ? Pick<Event, 'kind' | 'detail'> : never
type Change = KindAndDetail<InventoryEvent>

/** A certificate that is imported later completes the row of an index, names too. Names that certstick gave are kept. */
function completedBy(detail: ImportedDetail, { intendedAt }: Certificate): Partial<Certificate> {
  const { userPrincipalName: _, name: __, ...facts } = detail
  return intendedAt === null ? detail : facts
}
type ImportedDetail = Extract<InventoryEvent, { readonly kind: 'imported' }>['detail']

function stateOf({
  revokedAt,
  withdrawnAt,
  supersededAt,
  issuedAt,
}: Omit<Certificate, 'state'>): CertificateState {
  if (revokedAt !== null) return 'revoked'
  if (withdrawnAt !== null) return 'withdrawn'
  if (supersededAt !== null) return 'superseded'
  return issuedAt === null ? 'intended' : 'issued'
}

const EMPTY = {
  device: null,
  state: 'intended',
  notBefore: null,
  thumbprint: null,
  intendedAt: null,
  issuedAt: null,
  supersededAt: null,
  supersededBy: null,
  withdrawnAt: null,
  revokedAt: null,
  reason: null,
} as const
