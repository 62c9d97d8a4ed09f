// A list of certificates as data: the same fields as JSON and as CSV, where what is unknown is empty.
import type { CrlIssued } from '../authority/ledger.ts'
import type { Finding } from '../finding.ts'
import { formatSpreadsheet } from '../tables/csv.ts'
import type { ListedCertificate } from './list.ts'

const FIELDS = [
  'serialNumber',
  'userPrincipalName',
  'device',
  'name',
  'state',
  'notBefore',
  'notAfter',
  'issuedAt',
  'thumbprint',
  'supersededBy',
  'revokedAt',
  'reason',
] as const
type Row = Readonly<Record<(typeof FIELDS)[number], string | null>>

/** @param show what each cell is made of before it is quoted */
export function formatListAsCsv(
  listed: readonly ListedCertificate[],
  show: (text: string) => string = (text) => text,
): string {
  const lines = listed.map((certificate) => {
    const row = toRow(certificate)
    return formatSpreadsheet(FIELDS.map((field) => show(row[field] ?? '')))
  })
  return formatSpreadsheet(FIELDS) + lines.join('')
}

export function formatListAsJson(
  listed: readonly ListedCertificate[],
  books: { readonly lastCrl: CrlIssued | null; readonly findings: readonly Finding[] },
): string {
  return JSON.stringify({ certificates: listed.map(toRow), ...books }, null, 2)
}

function toRow({ entry, state }: ListedCertificate): Row {
  const { serialNumber, userPrincipalName, device, name, notBefore, notAfter, issuedAt, thumbprint } = entry
  return {
    serialNumber,
    userPrincipalName,
    device,
    name,
    state,
    notBefore,
    notAfter,
    issuedAt,
    thumbprint,
    supersededBy: entry.superseded?.by ?? null,
    revokedAt: entry.revocation?.at ?? null,
    reason: entry.revocation?.reason ?? null,
  }
}
