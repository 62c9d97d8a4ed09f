// Receipts beside the files of sticks, for `ca import`: they name certificates that an old copy of the inventory does not have.
import type { IndexRow } from '../../authority/index-import.ts'
import type { Authority } from '../../authority/root-certificate.ts'
import type { SourceFile } from '../../authority/store-sources.ts'
import { isKeepable } from '../../authority/take-over-crl.ts'
import { decodeReceipt } from '../../media/receipt.ts'
import { thumbprint } from '../../x509/identifiers.ts'

/** @returns as rows of an index, which have no certificates; and the other files */
export function splitReceipts(
  files: readonly SourceFile[],
  root: Authority,
): { readonly rows: readonly IndexRow[]; readonly others: readonly SourceFile[] } {
  const read = files.map((file) => ({ file, row: rowOf(file, root) }))
  return {
    rows: read.flatMap(({ row }) => row ?? []),
    others: read.flatMap(({ file, row }) => (row === null ? file : [])),
  }
}

/** Null: it is not the receipt of a certificate of that root. */
function rowOf({ bytes }: SourceFile, root: Authority): IndexRow | null {
  const receipt = decodeReceipt(bytes)
  if (receipt === null || receipt.rootThumbprint !== thumbprint(root.certificate)) return null
  const { serialNumber, notAfter, userPrincipalName: subject } = receipt
  return isKeepable(serialNumber) && isInstant(notAfter)
    ? { serialNumber, notAfter, subject, revocation: null }
    : null
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(Date.parse(text))
}
