// What the next CRL names: each certificate whose latest revocation event says so, held against its row, because a few overwritten
// bytes in one of the two could lift a revocation. `check` holds the events themselves against their hashes.
import type { UserError } from '../errors.ts'
import type { Instant } from '../instant.ts'
import type { Connection } from './connection.ts'
import { damaged } from './faults.ts'
import type { RevocationReason } from './reasons.ts'
import { SQL } from './statements.ts'

export interface RevokedCertificate {
  readonly serialNumber: string
  readonly revokedAt: Instant
  readonly reason: RevocationReason
}

/** @throws UserError failed: a row says something else than its history */
export function collectRevocations(connection: Connection): RevokedCertificate[] {
  const text = connection.get<{ readonly text: string | null }>(SQL.revocations)?.text ?? ''
  const revoked = text === '' ? [] : text.split('\n').map((line) => readRevoked(line, connection.path))
  const count = connection.get<{ readonly number: number }>(SQL.countRevoked)?.number
  if (count !== revoked.length) throw differs(connection.path, 'a certificate')
  return revoked
}

/** Serial number, moment, reason, and whether event and row say the same. */
function readRevoked(line: string, path: string): RevokedCertificate {
  const [serialNumber = '', revokedAt = '', reason, isSame] = line.split(' ')
  if (isSame !== '1') throw differs(path, serialNumber)
  return { serialNumber, revokedAt, reason: reason as RevocationReason }
}

function differs(path: string, which: string): UserError {
  return damaged(path, `the revocation of ${which} is not what its history says`)
}
