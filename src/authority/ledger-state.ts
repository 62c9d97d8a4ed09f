// The sum of the ledger's events. Pure; what contradicts itself is said, never guessed at.
import {
  type CrlIssued,
  type Intended,
  type Issued,
  type LedgerEntry,
  type LedgerEvent,
  nextCrlNumber,
  type Place,
  type Revoked,
  type Superseded,
} from './ledger.ts'

type Entry = { -readonly [Key in keyof LedgerEntry]: LedgerEntry[Key] }

/** The state while it grows: the same object all along, seen by others as a `LedgerState`. */
export interface GrowingLedger {
  readonly entries: Map<string, LedgerEntry>
  lastCrl: CrlIssued | null
}

export function emptyLedger(): GrowingLedger {
  return { entries: new Map(), lastCrl: null }
}

/**
 * Adds an event to the state.
 * @returns what contradicts the events before it; the state is then as it was. Null: all is well
 */
export function applyEvent(ledger: GrowingLedger, event: LedgerEvent, place: Place): string | null {
  if (event.event === 'crl') return applyCrl(ledger, event)
  // Only this function makes entries, so what the map holds may change here and nowhere else.
  const entry = ledger.entries.get(event.serialNumber) as Entry | undefined
  switch (event.event) {
    case 'intended':
      if (entry !== undefined) return `serial number ${event.serialNumber} is already taken`
      ledger.entries.set(event.serialNumber, { ...unissued(event, event.at), output: event.output })
      return null
    case 'issued':
      return applyIssued(ledger, { event, entry, place })
    case 'superseded':
    case 'revoked':
      if (entry === undefined) return `serial number ${event.serialNumber} was never issued`
      return event.event === 'superseded' ? applySuperseded(entry, event) : applyRevoked(entry, event)
    default:
      return event satisfies never
  }
}

/**
 * Adds an intent of which no more was read than this; the rest is due, unless its issue comes.
 * @returns as `applyEvent`
 */
export function applyPeeked(
  ledger: GrowingLedger,
  { at, serialNumber }: Pick<Intended, 'at' | 'serialNumber'>,
  place: Place,
): string | null {
  if (ledger.entries.has(serialNumber)) return `serial number ${serialNumber} is already taken`
  const unknown = { serialNumber, userPrincipalName: '', device: null, name: '', notAfter: '' }
  ledger.entries.set(serialNumber, unissued(unknown, at, place))
  return null
}

/** Where the intents stand that are still due; `fillPeeked` makes them whole. */
export function* duePlaces(ledger: GrowingLedger): Generator<Place> {
  for (const entry of ledger.entries.values()) {
    if (entry.issuedAt === null && entry.place !== null) yield entry.place
  }
}

export function fillPeeked(ledger: GrowingLedger, event: LedgerEvent): null {
  const entry =
    event.event === 'intended' ? (ledger.entries.get(event.serialNumber) as Entry | undefined) : undefined
  if (entry === undefined || event.event !== 'intended') return null
  entry.userPrincipalName = event.userPrincipalName
  entry.device = event.device
  entry.name = event.name
  entry.notAfter = event.notAfter
  entry.output = event.output
  entry.place = null
  return null
}

function applyIssued(
  ledger: GrowingLedger,
  given: { event: Issued; entry: Entry | undefined; place: Place },
): string | null {
  const { event, place } = given
  const entry: Entry = given.entry ?? unissued(event, null)
  if (entry.issuedAt !== null) return `serial number ${event.serialNumber} is already issued`
  entry.userPrincipalName = event.userPrincipalName
  entry.device = event.device
  entry.name = event.name
  entry.issuedAt = event.at
  entry.output = null
  entry.notBefore = event.notBefore
  entry.notAfter = event.notAfter
  entry.thumbprint = event.thumbprint
  entry.place = place
  entry.state = stateOf(entry)
  if (given.entry === undefined) ledger.entries.set(event.serialNumber, entry)
  return null
}

function applySuperseded(entry: Entry, event: Superseded): null {
  entry.superseded ??= { at: event.at, by: event.by }
  entry.state = stateOf(entry)
  return null
}

function applyRevoked(entry: Entry, event: Revoked): string | null {
  const held = entry.revocation?.reason === 'certificateHold'
  if (event.reason === 'removeFromCRL') {
    if (!held) return `serial number ${event.serialNumber} is not on hold`
    entry.revocation = null
  } else {
    if (entry.revocation !== null && !held) return `serial number ${event.serialNumber} is already revoked`
    entry.revocation = { at: event.at, reason: event.reason }
  }
  entry.state = stateOf(entry)
  return null
}

function applyCrl(ledger: GrowingLedger, event: CrlIssued): string | null {
  if (BigInt(event.crlNumber) < nextCrlNumber(ledger)) return `CRL number ${event.crlNumber} does not rise`
  ledger.lastCrl = event
  return null
}

function stateOf(entry: LedgerEntry): LedgerEntry['state'] {
  if (entry.revocation !== null) return 'revoked'
  if (entry.superseded !== null) return 'superseded'
  return entry.issuedAt === null ? 'intended' : 'issued'
}

type Subject = Pick<Intended, 'serialNumber' | 'userPrincipalName' | 'device' | 'name' | 'notAfter'>

function unissued(event: Subject, intendedAt: string | null, place: Place | null = null): Entry {
  return {
    serialNumber: event.serialNumber,
    state: 'intended',
    userPrincipalName: event.userPrincipalName,
    device: event.device,
    name: event.name,
    intendedAt,
    output: null,
    issuedAt: null,
    notBefore: null,
    notAfter: event.notAfter,
    thumbprint: null,
    superseded: null,
    revocation: null,
    place,
  }
}
