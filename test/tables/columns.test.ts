import { describe, expect, test } from 'vitest'
import { alignColumns, alignMany } from '../../src/tables/columns.ts'

/** Where the second column begins, counted in cells of a terminal: the fillers are as wide as they say. */
function secondColumn(cell: string, cells: number): number {
  const [, line = ''] = alignColumns([
    ['0123456789', '|'],
    [cell, '|'],
  ])
  return line.indexOf('|') + cells - cell.length
}

describe('a table', () => {
  test.each([
    ['plain letters', 'abc', 3],
    ['letters with marks of their own', 'Gro\u0308ße', 5],
    ['ideographs', '山田太郎', 8],
    ['Hangul and kana', '김カな', 6],
    ['half-width kana', 'ｶﾅ', 2],
    ['full-width letters', 'ＡＢ', 4],
    ['emoji', '👍x', 3],
  ])('keeps its columns with %s', (_, cell, cells) => {
    expect(secondColumn(cell, cells)).toBe(12)
  })

  test('shows what would move the cursor as escapes, and keeps its columns', () => {
    const rows = [
      ['a\tb', 'x'],
      ['\x1b[2J\ny', 'x'],
      ['plain', 'tail\nforged'],
    ]
    const shown = ['a\\u0009b          x', '\\u001b[2J\\u000ay  x', 'plain             tail\\u000aforged']
    expect(alignColumns(rows)).toEqual(shown)
    const head = rows[0] ?? []
    expect([...alignMany(rows.slice(1), [{ head, toRow: (row) => row }])].join('\n')).toBe(shown.join('\n'))
  })
})
