// Which certificate on record a name means, where one is to be handed over.
import type { LedgerEntry, LedgerState } from '../authority/ledger.ts'
import { findEntries } from '../authority/lookup.ts'
import { UserError } from '../errors.ts'

/**
 * The one that is meant: what has been superseded or revoked only where nothing else bears the name.
 * @param query a serial number, user principal name, device or name of an output
 * @throws UserError wrong-input: nothing by that name, or several, each a problem
 */
export function chooseCertificate(state: LedgerState, query: string): LedgerEntry {
  const issued = findEntries(state, query).filter(({ place }) => place !== null)
  const current = issued.filter((entry) => entry.state === 'issued')
  const [meant, ...others] = current.length > 0 ? current : issued
  if (meant === undefined) {
    throw new UserError('wrong-input', `no certificate is on record for ${JSON.stringify(query)}`, {
      hint: 'give a serial number, a user principal name or a device that certstick list shows',
    })
  }
  if (others.length === 0) return meant
  throw new UserError(
    'wrong-input',
    `${JSON.stringify(query)} is the name of ${others.length + 1} certificates`,
    {
      hint: 'give the serial number of the one you mean',
      problems: [meant, ...others].map((entry) => ({ field: entry.serialNumber, message: describe(entry) })),
    },
  )
}

function describe({ userPrincipalName, device, issuedAt, notAfter, state }: LedgerEntry): string {
  const where = device === null ? '' : ` on ${device}`
  const since = issuedAt === null ? '' : `, issued ${issuedAt.slice(0, 10)}`
  return `${userPrincipalName}${where}${since}, valid until ${notAfter.slice(0, 10)}, ${state}`
}
