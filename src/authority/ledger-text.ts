// A text as a line of the ledger has it between its quotes: ASCII, with the escapes of JSON (RFC 8259 §7).
import type { Span } from './serial-rows.ts'

export function decodeText({ bytes, start, end }: Span): string {
  const text = (bytes as Buffer).toString('latin1', start, end)
  return text.includes('\\') ? JSON.parse(`"${text}"`) : text
}
