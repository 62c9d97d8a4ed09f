import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatListAsCsv, formatListAsJson } from '../../../src/cli/list/rows.ts'
import { formatTable } from '../../../src/cli/list/table.ts'
import { listCertificates, parseFilter } from '../../../src/inventory/list.ts'
import { imported, inventoryOf, revoked, serialOf } from '../../support/inventory.ts'

async function listOf(names: readonly string[]) {
  const steps = names.map((name, number) => imported(number, { userPrincipalName: name, name }))
  const inventory = await inventoryOf(...steps, revoked(0))
  return listCertificates(inventory, parseFilter({}), new Date('2026-06-01T00:00:00Z'))
}

test('CSV and JSON say the same, field by field', async () => {
  const listed = await listOf(['jane@contoso.com', 'zoë@contoso.com'])
  const { certificates } = JSON.parse([...formatListAsJson(listed, { lastCrl: null, findings: [] })].join(''))
  const rows = parse([...formatListAsCsv(listed)].join(''), {
    bom: true,
    columns: true,
    record_delimiter: '\r\n',
  })
  const flat = certificates.map((row: object) =>
    Object.fromEntries(Object.entries(row).map(([field, value]) => [field, value ?? ''])),
  )
  expect(rows).toEqual(flat)
  expect(rows[0]).toMatchObject({ serialNumber: serialOf(0), state: 'revoked', reason: 'keyCompromise' })
})

test('no name becomes a formula, and every name comes back', async () => {
  const names = fc.array(
    fc.tuple(
      fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';'),
      fc.string({ unit: 'binary' }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(names, async (parts) => {
      const given = parts.map((part) => part.join('').replaceAll('\0', '\u{fffd}'))
      const csv = [...formatListAsCsv(await listOf(given))].join('')
      const rows: Record<string, string>[] = parse(csv, {
        bom: true,
        columns: true,
        record_delimiter: '\r\n',
      })
      const read = rows.map((row) => row['userPrincipalName'] ?? '')
      expect(read.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
      expect(read.map((cell) => cell.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(given)
    }),
  )
})

test('an empty list is a document too', async () => {
  const listed = listCertificates(await inventoryOf(), parseFilter({}), new Date())
  const text = [...formatListAsJson(listed, { lastCrl: null, findings: [] })].join('')
  expect(JSON.parse(text)).toEqual({ certificates: [], lastCrl: null, findings: [] })
})

test('what expired while it was revoked has no days left', async () => {
  const listed = await listOf(['jane@contoso.com'])
  const table = (now: string) =>
    [...formatTable(listed, { total: 1, now: new Date(now), columns: null })].join('\n')
  expect(table('2026-06-01T00:00:00Z')).toMatch(/revoked +\S+ +\d+ d/)
  expect(table('2126-06-01T00:00:00Z')).toMatch(/revoked +\S+ +- /)
})
