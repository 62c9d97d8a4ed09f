// Checks the whole inventory: the database itself, the chain of events, each row against its events, and each stored
// certificate against its row. authority/ checks the root and the CRL on the disk.
import { hash } from 'node:crypto'
import { type Certificate, findDifference, replay } from './certificate.ts'
import { isRecordedRequest, NO_HASH, readEvent, type StoredEvent } from './event.ts'
import type { Inventory } from './inventory.ts'
import { SQL } from './statements.ts'

/** What is wrong; the subject is a serial number, or a part of the inventory. */
export interface InventoryFault {
  readonly subject: string
  readonly message: string
}

export function* checkInventory(inventory: Inventory): Generator<InventoryFault> {
  yield* checkDatabase(inventory)
  yield* checkChain(inventory)
  for (const certificate of inventory.certificates()) yield* checkCertificate(certificate, inventory)
  const unknown = inventory.connection.get<{ serialNumber: string }>(SQL.unknownEvent)
  if (unknown !== undefined) {
    yield {
      subject: unknown.serialNumber,
      message: 'the history names this certificate, but its row is missing',
    }
  }
}

function* checkDatabase({ connection }: Inventory): Generator<InventoryFault> {
  for (const row of connection.all<{ integrity_check: string }>(SQL.integrity)) {
    if (row.integrity_check !== 'ok') yield { subject: 'database', message: row.integrity_check }
  }
}

function* checkChain({ connection }: Inventory): Generator<InventoryFault> {
  let last = { id: 0, hash: NO_HASH }
  for (;;) {
    const page = connection.all<StoredEvent>(SQL.events, { after: last.id })
    const end = page.at(-1)
    if (end === undefined) return
    if (end.id <= last.id) return yield { subject: `event ${end.id}`, message: 'the events are not in order' }
    for (const event of page) {
      const subject = `event ${event.id}`
      if (event.id !== last.id + 1) yield { subject, message: `the events before it are missing` }
      else if (event.previous !== last.hash)
        yield { subject, message: 'it does not follow the event before it' }
      const changed = faultOf(() => readEvent(event))
      if (changed !== null) yield { subject, message: changed }
      last = event
    }
  }
}

function* checkCertificate({ serialNumber }: Certificate, inventory: Inventory): Generator<InventoryFault> {
  // Read again in one snapshot, because another process may write between two reads.
  const [row, events, der, request] = inventory.connection.snapshot(() => [
    inventory.find(serialNumber),
    inventory.connection.all<StoredEvent>(SQL.eventsOf, { serialNumber }),
    inventory.document(serialNumber),
    inventory.connection.get<{ request: string | null }>(SQL.request, { serialNumber })?.request ?? null,
  ])
  if (row === null) return
  const why = faultOf(() => requireRecorded(row, { events, der, request }))
  if (why !== null) yield { subject: serialNumber, message: why }
}

interface Stored {
  readonly events: readonly StoredEvent[]
  readonly der: Uint8Array | null
  readonly request: string | null
}

/** @throws SyntaxError */
function requireRecorded(row: Certificate, { events, der, request }: Stored): void {
  const history = events.map(readEvent)
  const recorded = replay(history)
  if (recorded === null) throw new SyntaxError('it has no history')
  const field = findDifference(row, recorded)
  if (field !== null) {
    throw new SyntaxError(`its ${field} is ${row[field]}, but its history says ${recorded[field]}`)
  }
  const thumbprint = der === null ? null : hash('sha1', der, 'hex').toUpperCase()
  if (thumbprint !== row.thumbprint) throw new SyntaxError('its certificate is not the one that was issued')
  if (!isRecordedRequest(request, history))
    throw new SyntaxError('its request is not the one that was recorded')
}

/** The message of a SyntaxError; null: none was thrown. */
function faultOf(check: () => unknown): string | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof SyntaxError) return error.message
    throw error
  }
}
