// A list of certificates as data: the same fields as JSON and as CSV, where what is unknown is empty.
import type { Finding } from '../../finding.ts'
import type { CertificateList, ListedCertificate } from '../../inventory/list.ts'
import type { CrlRecord } from '../../inventory/reader.ts'
import { oneLine } from '../../screen-text.ts'
import { formatSpreadsheet, SPREADSHEET_MARK } from '../../tables/csv.ts'
import type { FoldersList } from './folders.ts'

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

/** For several customers, in one document. */
export function formatFoldersAsJson({ listed, customers }: FoldersList): string {
  const certificates = listed.map((one) => ({ customer: one.customer, ...toRow(one) }))
  return `${JSON.stringify({ certificates, customers }, null, 2)}\n`
}

/**
 * Some lines at a time, each with its end.
 * @param isScreen each record is one line then, and there is no byte order mark
 * @param customerOf the first column, for several customers
 */
export function* formatListAsCsv<Listed extends ListedCertificate>(
  listed: Iterable<Listed>,
  isScreen = false,
  customerOf?: (listed: Listed) => string,
): Generator<string> {
  const head = customerOf === undefined ? FIELDS : ['customer', ...FIELDS]
  yield `${isScreen ? '' : SPREADSHEET_MARK}${formatSpreadsheet(head)}`
  for (const one of listed) {
    const row = toRow(one)
    const cells = FIELDS.map((field) => row[field] ?? '')
    if (customerOf !== undefined) cells.unshift(customerOf(one))
    yield formatSpreadsheet(isScreen ? cells.map(oneLine) : cells)
  }
}

/** One document, some lines at a time, each with its end. */
export function* formatListAsJson(
  listed: CertificateList,
  { lastCrl, findings }: { readonly lastCrl: CrlRecord | null; readonly findings: readonly Finding[] },
): Generator<string> {
  yield '{\n  "certificates": ['
  let before = '\n'
  for (const one of listed) {
    yield `${before}${indented(toRow(one), '    ')}`
    before = ',\n'
  }
  yield `${before === '\n' ? '' : '\n  '}],\n`
  yield `  "lastCrl": ${indented(lastCrl, '  ').trimStart()},\n`
  yield `  "findings": ${indented(findings, '  ').trimStart()}\n}\n`
}

function indented(value: unknown, by: string): string {
  return JSON.stringify(value, null, 2).replace(/^/gm, by)
}

function toRow({ certificate, state }: ListedCertificate): Row {
  const { serialNumber, userPrincipalName, device, name, notBefore, notAfter } = certificate
  const { issuedAt, thumbprint, supersededBy, revokedAt, reason } = certificate
  const whose = { serialNumber, userPrincipalName, device, name, state }
  return { ...whose, notBefore, notAfter, issuedAt, thumbprint, supersededBy, revokedAt, reason }
}
