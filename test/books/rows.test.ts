import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEvent, emptyLedger } from '../../src/authority/ledger-state.ts'
import { listCertificates, parseFilter } from '../../src/books/list.ts'
import { formatListAsCsv, formatListAsJson } from '../../src/books/rows.ts'
import { issued, revoked, serialOf } from '../support/ledger-events.ts'

function listOf(names: readonly string[]) {
  const ledger = emptyLedger()
  for (const [number, name] of names.entries()) {
    applyEvent(ledger, issued(number, { userPrincipalName: name, name, device: name }), {
      offset: 0,
      length: 0,
    })
  }
  applyEvent(ledger, revoked(0), { offset: 0, length: 0 })
  return listCertificates(ledger, parseFilter({}), new Date('2026-06-01T00:00:00Z'))
}

test('CSV and JSON say the same, field by field', () => {
  const listed = listOf(['jane@contoso.com', 'zoë@contoso.com'])
  const { certificates } = JSON.parse(formatListAsJson(listed, { lastCrl: null, findings: [] }))
  const rows = parse(formatListAsCsv(listed), { columns: true, record_delimiter: '\r\n' })
  const flat = certificates.map((row: object) =>
    Object.fromEntries(Object.entries(row).map(([field, value]) => [field, value ?? ''])),
  )
  expect(rows).toEqual(flat)
  expect(rows[0]).toMatchObject({ serialNumber: serialOf(0), state: 'revoked', reason: 'keyCompromise' })
})

test('no name becomes a formula, and every name comes back', () => {
  const names = fc.array(
    fc.tuple(
      fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';'),
      fc.string({ unit: 'binary' }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(names, (parts) => {
      const given = parts.map((part) => part.join(''))
      const csv = formatListAsCsv(listOf(given))
      const rows: Record<string, string>[] = parse(csv, { columns: true, record_delimiter: '\r\n' })
      const read = rows.map((row) => row['userPrincipalName'] ?? '')
      expect(read.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
      expect(read.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(given)
    }),
  )
})
