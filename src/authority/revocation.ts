// Which certificates a revocation means, and how it is recorded. Which one was meant is for the caller to ask. Source: RFC 5280 §5.3.1.
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { findCertificates } from '../inventory/lookup.ts'
import type { Reader } from '../inventory/reader.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../inventory/reasons.ts'
import type { Writer } from '../inventory/writer.ts'

/** `removeFromCRL` lifts a `certificateHold`. */
export type StatedReason = RevocationReason | 'removeFromCRL'

export const STATED_REASONS: readonly StatedReason[] = [
  ...(Object.keys(REVOCATION_REASONS) as RevocationReason[]),
  'removeFromCRL',
]

/** In any case, because OpenSSL's `CACompromise` is RFC 5280's `cACompromise`. Null: it is none. */
export function parseReason(text: string): StatedReason | null {
  return STATED_REASONS.find((reason) => reason.toLowerCase() === text.trim().toLowerCase()) ?? null
}

/**
 * What a revocation may mean, the newest first; never empty. Where that is several, those that nobody can sign in
 * with, expired, never issued or withdrawn, are left out.
 * @param query a serial number, user principal name, device or name of an output
 * @throws UserError wrong-input: no certificate has that name, or none of them can be revoked for that reason
 */
export function findRevocable(
  inventory: Reader,
  { query, reason, now }: { readonly query: string; readonly reason: StatedReason; readonly now: Date },
): { readonly current: readonly Certificate[]; readonly all: readonly Certificate[] } {
  const found = findCertificates(inventory, query)
  if (found.length === 0) {
    throw new UserError('wrong-input', `no certificate was issued for ${JSON.stringify(query)}`, {
      hint: 'give a serial number, a user principal name or a device that `certstick list` shows',
    })
  }
  const all = found.filter((entry) => whyNot(entry, reason) === null)
  if (all.length === 0) throw unable(found, reason)
  const at = formatInstant(now)
  const current = all.filter(
    ({ issuedAt, withdrawnAt, notAfter }) => issuedAt !== null && withdrawnAt === null && notAfter > at,
  )
  return { current: current.length > 0 ? current : all, all }
}

/**
 * Records what was chosen before.
 * @throws UserError wrong-input: another process was faster
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

/** A hold can be lifted, or made final by any other reason; all other reasons are final. */
function whyNot({ revokedAt, reason: former }: Certificate, reason: StatedReason): string | null {
  const held = former === 'certificateHold'
  if (reason === 'removeFromCRL') return held ? null : 'is not on hold, and only a hold can be lifted'
  if (revokedAt === null || (held && reason !== 'certificateHold')) return null
  return `has been revoked since ${revokedAt}, for ${former}`
}

function unable(certificates: readonly Certificate[], reason: StatedReason): UserError {
  const message = reason === 'removeFromCRL' ? 'nothing here can be lifted' : 'nothing here can be revoked'
  const problems = certificates.map((certificate) => ({
    field: certificate.serialNumber,
    message: whyNot(certificate, reason) ?? 'could be',
  }))
  return new UserError('wrong-input', message, { problems })
}
