// Finds the certificates that a revocation may mean, and records the revocation. The caller asks which one is meant.
// Source: RFC 5280 §5.3.1.
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { findCertificates } from '../inventory/lookup.ts'
import type { Reader } from '../inventory/reader.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../inventory/reasons.ts'
import type { Writer } from '../inventory/writer.ts'
import { shown } from '../screen-text.ts'

/** `removeFromCRL` lifts a `certificateHold`. */
export type StatedReason = RevocationReason | 'removeFromCRL'

export const STATED_REASONS: readonly StatedReason[] = [
  ...(Object.keys(REVOCATION_REASONS) as RevocationReason[]),
  'removeFromCRL',
]

/** Ignores case, because OpenSSL writes `CACompromise` for `cACompromise`. Null: it is not a reason. */
export function parseReason(text: string): StatedReason | null {
  return STATED_REASONS.find((reason) => reason.toLowerCase() === text.trim().toLowerCase()) ?? null
}

/** @throws UserError wrong-input: no certificate has that name */
export function findNamed(inventory: Reader, query: string): readonly Certificate[] {
  const found = findCertificates(inventory, query)
  if (found.length > 0) return found
  throw new UserError('wrong-input', `no certificate was issued for ${shown(query)}`, {
    hint: 'give a serial number, a user principal name or a device that `certstick list` shows',
  })
}

/**
 * The certificates that may be meant, newest first; at least one. If there are several, those that cannot be used to sign in
 * (expired, never issued or withdrawn) are left out.
 * @param query a serial number, user principal name, device or name of an output
 * @throws UserError wrong-input: no certificate has that name, or none of them can be revoked for that reason
 */
export function findRevocable(
  inventory: Reader,
  { query, reason, now }: { readonly query: string; readonly reason: StatedReason; readonly now: Date },
): { readonly current: readonly Certificate[]; readonly all: readonly Certificate[] } {
  const found = findNamed(inventory, query)
  const all = found.filter((entry) => whyNot(entry, reason) === null)
  if (all.length === 0) throw unable(found, reason)
  const at = formatInstant(now)
  const current = all.filter(
    ({ issuedAt, withdrawnAt, notAfter }) => issuedAt !== null && withdrawnAt === null && notAfter > at,
  )
  return { current: current.length > 0 ? current : all, all }
}

/**
 * Records the revocation.
 * @throws UserError wrong-input: another process has revoked one of them in the meantime
 */
export function recordRevocation(
  { serialNumbers, reason }: { readonly serialNumbers: readonly string[]; readonly reason: StatedReason },
  writer: Writer,
): void {
  const certificates = serialNumbers.flatMap((serialNumber) => writer.inventory.find(serialNumber) ?? [])
  const late = certificates.filter((certificate) => whyNot(certificate, reason) !== null)
  if (late.length > 0) throw unable(late, reason)
  for (const serialNumber of serialNumbers) {
    if (reason === 'removeFromCRL') writer.lift(serialNumber)
    else writer.revoke(serialNumber, { reason })
  }
}

/** A hold can be lifted, or changed to any other reason. All other reasons are final. */
function whyNot({ revokedAt, reason: former }: Certificate, reason: StatedReason): string | null {
  const held = former === 'certificateHold'
  if (reason === 'removeFromCRL') return held ? null : 'is not on hold; only a hold can be lifted'
  if (revokedAt === null || (held && reason !== 'certificateHold')) return null
  return `was already revoked at ${revokedAt}, for ${former}`
}

function unable(certificates: readonly Certificate[], reason: StatedReason): UserError {
  const message =
    reason === 'removeFromCRL'
      ? 'no certificate with this name can be lifted'
      : 'no certificate with this name can be revoked'
  const problems = certificates.map((certificate) => ({
    field: certificate.serialNumber,
    message: whyNot(certificate, reason) ?? 'could be',
  }))
  return new UserError('wrong-input', message, { problems })
}
