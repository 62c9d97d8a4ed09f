// The entries of the next CRL: each certificate whose latest revocation event is `revoked`. Events are compared with rows,
// because a few overwritten bytes in one of them could lift a revocation. `check` verifies the events' own hashes.
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

/** An array is one too. */
export interface RevokedList extends Iterable<RevokedCertificate> {
  readonly length: number
}

/**
 * Ordered by serial number, created one by one, because there may be a hundred thousand.
 * @throws UserError failed: a row differs from its history; also during iteration
 */
export function collectRevocations(connection: Connection): RevokedList {
  const text = connection.get<{ readonly text: string | null }>(SQL.revocations)?.text ?? ''
  const length = connection.get<{ readonly number: number }>(SQL.countRevoked)?.number ?? 0
  return { length, [Symbol.iterator]: () => readAll({ text, length }, connection.path) }
}

function* readAll(
  { text, length }: { readonly text: string; readonly length: number },
  path: string,
): Generator<RevokedCertificate> {
  let count = 0
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start)
    if (end === -1) end = text.length
    yield readRevoked(text.slice(start, end), path)
    count++
  }
  if (count !== length) throw differs(path, 'a certificate')
}

/** Serial number, moment, reason, and whether event and row are equal. */
function readRevoked(line: string, path: string): RevokedCertificate {
  const [serialNumber = '', revokedAt = '', reason, isSame] = line.split(' ')
  if (isSame !== '1') throw differs(path, serialNumber)
  return { serialNumber, revokedAt, reason: reason as RevocationReason }
}

function differs(path: string, which: string): UserError {
  return damaged(path, `the revocation of ${which} differs from its history`)
}
