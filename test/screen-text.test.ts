import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinLines, oneLine, printable } from '../src/screen-text.ts'

/** Any text, of which much is what a screen would obey, hide or break a line at. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\t',
      '\x1b',
      '\x9b',
      '\u202e',
      '\u2028',
      '\u200d',
      '\ufeff',
      '\u{e0041}',
      '\ud800',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

describe('text for a screen', () => {
  test('holds nothing that a screen would obey or hide but line feeds', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(printable(any)).not.toMatch(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/u)
      }),
    )
    expect(printable('a\n\x1b[2J\r\u202eb')).toBe('a\n\\u001b[2J\\u000d\\u202eb')
  })

  test('is the same JSON where it was JSON', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(JSON.parse(printable(JSON.stringify({ any }, null, 2)))).toEqual({ any })
      }),
    )
  })

  test('stays as it is where it is harmless', () => {
    for (const harmless of ['a b ~', 'Größe & Söhne', '山田 太郎', '👍']) {
      expect(printable(harmless)).toBe(harmless)
      expect(oneLine(harmless)).toBe(harmless)
    }
  })
})

test('a value is one line', () => {
  fc.assert(
    fc.property(text, (any) => {
      expect(oneLine(any)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
    }),
  )
  expect(joinLines(['device  evil\nready', 'b'])).toBe('device  evil\\u000aready\nb')
})
