// Finds the issued certificate that a name means.
import { UserError } from '../errors.ts'
import type { Certificate } from '../inventory/certificate.ts'
import { findCertificates } from '../inventory/lookup.ts'
import type { Reader } from '../inventory/reader.ts'
import { shown } from '../screen-text.ts'

/**
 * The current certificate of that name. If there is none, also one that was superseded, withdrawn or revoked.
 * @param query a serial number, user principal name, device or name of an output
 * @throws UserError wrong-input: no certificate has that name, or several have; then each is a problem
 */
export function chooseCertificate(inventory: Reader, query: string): Certificate {
  const issued = findCertificates(inventory, query).filter(({ issuedAt }) => issuedAt !== null)
  const current = issued.filter((entry) => entry.state === 'issued')
  const [meant, ...others] = current.length > 0 ? current : issued
  if (meant === undefined) {
    throw new UserError('wrong-input', `no certificate was issued for ${shown(query)}`, {
      hint: 'give a serial number, a user principal name or a device that `certstick list` shows',
    })
  }
  if (others.length === 0) return meant
  throw new UserError('wrong-input', `${shown(query)} is the name of ${others.length + 1} certificates`, {
    hint: 'give the serial number of the one you mean',
    problems: [meant, ...others].map((entry) => ({ field: entry.serialNumber, message: describe(entry) })),
  })
}

function describe({ userPrincipalName, device, issuedAt, notAfter, state }: Certificate): string {
  const where = device === null ? '' : ` on ${device}`
  const since = issuedAt === null ? '' : `, issued ${issuedAt.slice(0, 10)}`
  return `${userPrincipalName}${where}${since}, valid until ${notAfter.slice(0, 10)}, ${state}`
}
