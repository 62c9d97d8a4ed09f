import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCalendar } from '../../../src/cli/list/calendar.ts'
import type { CertificateList } from '../../../src/inventory/list.ts'
import { inventoryOf, issued, serialOf } from '../../support/inventory.ts'

const NOW = new Date('2026-06-01T12:34:56Z')
const ROOT = 'AB'.repeat(20)

const [certificate] = (await inventoryOf(issued(1))).certificates()

function calendarOf(name: string, ends: { crlEnds: string | null; rootEnds: string | null }): string {
  if (certificate === undefined) throw new Error('nothing was issued')
  const whose = { ...certificate, userPrincipalName: name, name }
  const listed: CertificateList = [{ certificate: whose, state: 'issued' }]
  return [...formatCalendar({ listed, rootThumbprint: ROOT, ...ends }, NOW)].join('')
}

/** Unfolds and reads as RFC 5545 §3.1 says; components become nested lists. */
function unfold(text: string): readonly (readonly [name: string, value: string])[] {
  const lines = text.replaceAll('\r\n ', '').split('\r\n')
  expect(lines.pop()).toBe('')
  return lines.map((line) => {
    const [, name = '', value = ''] = /^([A-Z-]+(?:;[A-Z]+=[A-Z]+)?):(.*)$/su.exec(line) ?? []
    expect(name).not.toBe('')
    return [name, value]
  })
}

const unescapeText = (text: string) =>
  text.replace(/\\([\\;,n])/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped))

describe('the calendar', () => {
  test('has an event of a day for each certificate, the CRL and the root, with alarms', () => {
    const ends = { crlEnds: '2026-06-30T00:00:00Z', rootEnds: '2036-01-01T00:00:00Z' }
    const lines = unfold(calendarOf('jane@contoso.com', ends))
    const valuesOf = (name: string) => lines.filter(([each]) => each === name).map(([, value]) => value)
    expect(valuesOf('BEGIN')).toEqual(['VCALENDAR', ...Array(3).fill(['VEVENT', 'VALARM']).flat()])
    expect(valuesOf('END')).toEqual([...Array(3).fill(['VALARM', 'VEVENT']).flat(), 'VCALENDAR'])
    expect(valuesOf('UID')).toEqual([`${serialOf(1)}.${ROOT}`, `crl.${ROOT}`, `root.${ROOT}`])
    expect(valuesOf('DTSTART;VALUE=DATE')).toEqual(['20270301', '20260630', '20360101'])
    expect(new Set(valuesOf('DTSTAMP'))).toEqual(new Set(['20260601T123456Z']))
    expect(valuesOf('TRIGGER')).toEqual(['-P14D', '-P7D', '-P400D'])
    expect(valuesOf('VERSION')).toEqual(['2.0'])
    expect(valuesOf('PRODID')).toHaveLength(1)
  })

  test('holds any name, in lines of at most 75 octets that cut no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const text = calendarOf(name, { crlEnds: null, rootEnds: null })
        const lines = text.split('\r\n')
        expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        const summary = unfold(text).find(([field]) => field === 'SUMMARY')?.[1] ?? ''
        expect(unescapeText(summary)).toBe(`Certificate of ${name} on LAPTOP-1 ends`)
      }),
    )
  })

  test('lets no name end a line and begin another', () => {
    const text = calendarOf('x\r\nEND:VCALENDAR\r\nBEGIN:X\u0000\u2028', { crlEnds: null, rootEnds: null })
    expect(unfold(text).filter(([name]) => name === 'END')).toHaveLength(3)
  })
})
