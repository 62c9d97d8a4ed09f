// Finds rows by what people call them, without making a text of every name there is.
import { TEXT } from './ledger-details.ts'
import type { LedgerTable } from './ledger-table.ts'
import { decodeText } from './ledger-text.ts'
import type { Span } from './serial-rows.ts'

const COLUMNS = [TEXT.name, TEXT.device, TEXT.userPrincipalName]
const BACKSLASH = 0x5c

/** The rows whose user, device or output has that name, in any case; in the order of the ledger. */
export function findNamed(table: LedgerTable, text: string): number[] {
  const wanted = text.toLowerCase()
  const bytes = Buffer.from(wanted)
  const rows: number[] = []
  const { count, details } = table
  for (let row = 0; row < count; row++) {
    for (const column of COLUMNS) {
      const name = details.getText(row, column)
      if (name === null || !isNamed(name, { wanted, bytes })) continue
      rows.push(row)
      break
    }
  }
  return rows
}

/** Letter by letter; only a name that holds an escape, as all that are not ASCII do, is made a text first. */
function isNamed(
  name: Span,
  { wanted, bytes }: { readonly wanted: string; readonly bytes: Uint8Array },
): boolean {
  const length = name.end - name.start
  let isSame = length === bytes.length
  for (let index = 0; index < length; index++) {
    const code = name.bytes[name.start + index] ?? 0
    if (code === BACKSLASH) return decodeText(name).toLowerCase() === wanted
    isSame = isSame && toLower(code) === bytes[index]
  }
  return isSame
}

function toLower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code
}
