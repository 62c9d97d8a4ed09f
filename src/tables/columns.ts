// Tables in plain text, for the screen: two spaces between columns, the last one left ragged. A cell is one line, whatever
// it holds, and is as wide as a terminal shows it.
import { oneLine } from '../screen-text.ts'

export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) widen(widths, row)
  return rows.map((row) => alignRow(row, widths))
}

const BATCH = 500

/**
 * The same for any number of rows, some lines at a time. The items are iterated and each row is made twice, so that few
 * are kept at a time.
 */
export function* alignMany<Item>(
  head: readonly string[],
  items: Iterable<Item>,
  toRow: (item: Item) => readonly string[],
): Generator<string> {
  const widths: number[] = []
  widen(widths, head)
  for (const item of items) widen(widths, toRow(item))
  yield alignRow(head, widths)
  let batch: string[] = []
  for (const item of items) {
    batch.push(alignRow(toRow(item), widths))
    if (batch.length < BATCH) continue
    yield batch.join('\n')
    batch = []
  }
  if (batch.length > 0) yield batch.join('\n')
}

// Plain loops, because this is where the time of a long list goes.
function widen(widths: number[], row: readonly string[]): void {
  for (let column = 0; column < row.length; column++) {
    const width = widthOf(oneLine(row[column] ?? ''))
    if (width > (widths[column] ?? 0)) widths[column] = width
  }
}

function alignRow(row: readonly string[], widths: readonly number[]): string {
  const last = row.length - 1
  let line = ''
  for (let column = 0; column < last; column++) {
    const cell = oneLine(row[column] ?? '')
    line += `${cell}${' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))}  `
  }
  return line + oneLine(row[last] ?? '')
}

/** Of scripts that terminals show two cells wide (Unicode Standard Annex 11); marks above and below take none. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u
const HALF_WIDTH = /^[\uff61-\uffdc]/

/** How many cells of a terminal a text takes. */
function widthOf(text: string): number {
  if (!/[^\x20-\x7e]/.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (/^\p{M}$/u.test(character)) continue
    width += WIDE.test(character) && !HALF_WIDTH.test(character) ? 2 : 1
  }
  return width
}
