// What the next CRL names: computed from the events, because a few overwritten bytes in a row could lift a revocation, and then
// held against the rows.
import type { Instant } from '../instant.ts'
import type { Connection } from './connection.ts'
import type { InventoryEvent, StoredEvent } from './event.ts'
import { damaged } from './faults.ts'
import { readEvents } from './history.ts'
import type { RevocationReason } from './reasons.ts'
import { SQL } from './statements.ts'

export interface RevokedCertificate {
  readonly serialNumber: string
  readonly revokedAt: Instant
  readonly reason: RevocationReason
}

interface Revocations {
  /** In the order of their revocation. */
  readonly revoked: RevokedCertificate[]
  readonly sinceLastCrl: number
}

/** @throws UserError failed: an event was changed, or a row says something else */
export function collectRevocations(connection: Connection): Revocations {
  const revoked = new Map<string, RevokedCertificate>()
  let since = new Set<string>()
  for (const event of revocationEvents(connection)) {
    const { serialNumber } = event
    if (event.kind === 'crl' || event.kind === 'crl-imported') since = new Set()
    else if (serialNumber !== null) {
      revoked.delete(serialNumber) // so that the latest stands last
      since.delete(serialNumber)
      if (event.kind === 'revoked') {
        revoked.set(serialNumber, { serialNumber, ...event.detail })
        since.add(serialNumber)
      }
    }
  }
  requireSame(revoked, connection)
  return { revoked: [...revoked.values()], sinceLastCrl: since.size }
}

function* revocationEvents(connection: Connection): Generator<InventoryEvent> {
  let after = 0
  for (;;) {
    const page = connection.all<StoredEvent>(SQL.revocations, { after })
    yield* readEvents(page, connection.path)
    const last = page.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

function requireSame(revoked: ReadonlyMap<string, RevokedCertificate>, connection: Connection): void {
  const rows = connection.all<RevokedCertificate>(SQL.revoked)
  const wrong = rows.find((row) => {
    const recorded = revoked.get(row.serialNumber)
    return recorded?.reason !== row.reason || recorded.revokedAt !== row.revokedAt
  })
  const differs = wrong !== undefined || rows.length !== revoked.size
  if (!differs) return
  const which = wrong === undefined ? '' : `, of ${wrong.serialNumber} first`
  throw damaged(connection.path, `its revocations are not those of its history${which}`)
}
