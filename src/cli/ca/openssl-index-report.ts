// What was imported from other tools, or exported to openssl's index, as text for people and as JSON.
import type { Problem } from '../../errors.ts'
import { counted, joinLines, oneLine, shown } from '../../screen-text.ts'

export interface TakenOver {
  readonly certificates: number
  /** Certificates of rows that the inventory had without them. */
  readonly completed: number
  readonly revocations: number
  /** Decimal, of the last CRL of another tool; null: nothing new. */
  readonly crlNumber: string | null
  /** Certificates that the inventory had before. */
  readonly known: number
  readonly passedOver: readonly Problem[]
  readonly contradictions: readonly Problem[]
}

export function reportTakenOver({
  certificates,
  completed,
  revocations,
  crlNumber,
  known,
}: TakenOver): string {
  const now = completed === 0 ? '' : `, ${completed} completed`
  const already = known === 0 ? '' : `; ${known} already in the inventory`
  return joinLines([
    `Imported: ${counted(certificates, 'certificate')}${now}, ${counted(revocations, 'revocation')}${already}.`,
    ...(crlNumber === null
      ? []
      : [`The last CRL was number ${crlNumber}; the next one gets a higher number.`]),
    ...(revocations === 0 ? [] : ['Next: publish the revocations with certstick crl']),
  ])
}

const SHOWN_PROBLEMS = 10

/** What was not imported, and why; none: everything was. */
export function reportPassedOver({ passedOver, contradictions }: TakenOver): string[] {
  const lines = [
    ...passedOver.map(({ field, message }) => `not imported: ${field} ${message}`),
    ...contradictions.map(({ field, message }) => `certificate ${field} ${message}`),
  ]
  const more = lines.length - SHOWN_PROBLEMS
  const all = [...lines.slice(0, SHOWN_PROBLEMS), ...(more > 0 ? [`${more} more were not imported`] : [])]
  return all.map((line) => `warning: ${oneLine(line)}`)
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
    `Wrote the certificate inventory to ${shown(folder)} as openssl keeps it: ${counted(certificates, 'certificate')}. In that folder:`,
    '',
    '  openssl ca -config openssl.cnf -status SERIAL',
    `  openssl ca -config openssl.cnf -gencrl -keyfile ${shown(key)} -out rootCA.crl.pem`,
    '',
    'What openssl issues or revokes there is not in the certificate inventory until certstick ca import reads it back.',
  ])
}
