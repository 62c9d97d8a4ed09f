// Which certificates a revocation means, and the events that record it. Pure: the caller appends them, and asks where
// a name means several. Source: RFC 5280 §5.3.1.
import { UserError } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { REVOCATION_REASONS, type RevocationReason } from './crl-entries.ts'
import type { LedgerEntry, LedgerState, Revoked } from './ledger.ts'
import { findEntries } from './lookup.ts'

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
 * with, expired or never issued, are passed over.
 * @param query a serial number, user principal name, device or name of an output
 * @throws UserError wrong-input: nothing by that name is on record, or none of it can be revoked for that reason
 */
export function findRevocable(
  state: LedgerState,
  { query, reason, now }: { readonly query: string; readonly reason: StatedReason; readonly now: Date },
): { readonly current: readonly LedgerEntry[]; readonly all: readonly LedgerEntry[] } {
  const found = findEntries(state, query)
  if (found.length === 0) {
    throw new UserError('wrong-input', `nothing is on record for ${JSON.stringify(query)}`, {
      hint: 'give a serial number, a user principal name or a device that `certstick list` shows',
    })
  }
  const all = found.filter((entry) => whyNot(entry, reason) === null)
  if (all.length === 0) throw unable(found, reason)
  const at = formatInstant(now)
  const current = all.filter(({ issuedAt, notAfter }) => issuedAt !== null && notAfter > at)
  return { current: current.length > 0 ? current : all, all }
}

/**
 * The events for what was chosen before, as the ledger is now.
 * @throws UserError wrong-input: another process was faster
 */
export function planRevocation(
  state: LedgerState,
  chosen: { readonly serialNumbers: readonly string[]; readonly reason: StatedReason },
  now: Date,
): readonly Revoked[] {
  const { serialNumbers, reason } = chosen
  const entries = serialNumbers.flatMap((serialNumber) => state.entries.get(serialNumber) ?? [])
  const late = entries.filter((entry) => whyNot(entry, reason) !== null)
  if (late.length > 0) throw unable(late, reason)
  const at = formatInstant(now)
  return serialNumbers.map((serialNumber) => ({ event: 'revoked', at, serialNumber, reason }))
}

/** A hold can be lifted, or made final by any other reason; all other reasons are final. */
function whyNot({ revocation }: LedgerEntry, reason: StatedReason): string | null {
  const held = revocation?.reason === 'certificateHold'
  if (reason === 'removeFromCRL') return held ? null : 'is not on hold, and only a hold can be lifted'
  if (revocation === null || (held && reason !== 'certificateHold')) return null
  return `has been revoked since ${revocation.at}, for ${revocation.reason}`
}

function unable(entries: readonly LedgerEntry[], reason: StatedReason): UserError {
  const message = reason === 'removeFromCRL' ? 'nothing here can be lifted' : 'nothing here can be revoked'
  const problems = entries.map((entry) => ({
    field: entry.serialNumber,
    message: whyNot(entry, reason) ?? 'could be',
  }))
  return new UserError('wrong-input', message, { problems })
}
