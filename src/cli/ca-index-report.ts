// What was imported from openssl's index, or exported to it, as text for people and as JSON.
import type { Problem } from '../errors.ts'
import { joinLines, shown } from '../screen-text.ts'

export interface TakenOver {
  readonly certificates: number
  readonly revocations: number
  /** Decimal, of the last CRL that openssl made; null: nothing new. */
  readonly crlNumber: string | null
  /** Certificates that the inventory had before. */
  readonly known: number
  readonly passedOver: readonly Problem[]
}

export function reportTakenOver({ certificates, revocations, crlNumber, known }: TakenOver): string {
  const already = known === 0 ? '' : `; ${known} already in the inventory`
  return joinLines([
    `Imported: ${count(certificates, 'certificate')}, ${count(revocations, 'revocation')}${already}.`,
    ...(crlNumber === null
      ? []
      : [`The last CRL was number ${crlNumber}; the next one gets a higher number.`]),
    ...(revocations === 0 ? [] : ['Next: publish the revocations with certstick crl']),
  ])
}

const SHOWN_PROBLEMS = 10

/** What was not imported, and why; empty: everything was. */
export function reportPassedOver(passedOver: readonly Problem[]): string {
  const shown = passedOver
    .slice(0, SHOWN_PROBLEMS)
    .map(({ field, message }) => `warning: not imported: ${field} ${message}`)
  const more = passedOver.length - shown.length
  return joinLines([...shown, ...(more > 0 ? [`warning: ${more} more were not imported`] : [])])
}

export function takenOverToJson(taken: TakenOver): string {
  return JSON.stringify(taken, null, 2)
}

export interface ExportedIndex {
  /** Paths as the user would type them. */
  readonly folder: string
  readonly key: string
  readonly certificates: number
}

export function reportExport({ folder, key, certificates }: ExportedIndex): string {
  return joinLines([
    `Wrote the certificate inventory to ${shown(folder)} as openssl keeps it: ${count(certificates, 'certificate')}. In that folder:`,
    '',
    '  openssl ca -config openssl.cnf -status SERIAL',
    `  openssl ca -config openssl.cnf -gencrl -keyfile ${shown(key)} -out rootCA.crl.pem`,
    '',
    'What openssl issues or revokes there is not in the certificate inventory until certstick ca import reads it back.',
  ])
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
