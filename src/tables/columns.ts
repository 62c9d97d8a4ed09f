// Tables in plain text, for the screen: two spaces between columns, the last one left ragged. A cell is one line, whatever
// it holds, and is as wide as a terminal shows it. What a screen has no room for goes on below, indented.
import { oneLine, widthOf } from '../screen-text.ts'

const GAP = 2
/** Of the columns that go on below. */
const INDENT = 4

/** @param room cells of a line; a row that needs more becomes several lines, each row broken at the same column */
export function alignColumns(
  rows: readonly (readonly string[])[],
  room = Number.POSITIVE_INFINITY,
): string[] {
  const widths: number[] = []
  for (const row of rows) widen(widths, row)
  const breaks = breaksOf(widths, room)
  return rows.map((row) => alignRow(row, widths, breaks))
}

/** The same below a line of prose: indented by two. @param columns of the screen; null: none */
export function indentedTable(rows: readonly (readonly string[])[], columns: number | null): string[] {
  const room = columns === null ? Number.POSITIVE_INFINITY : columns - 2
  return alignColumns(rows, room).map((row) => row.replace(/^/gm, '  '))
}

const BATCH = 500

/** A kind of row for a table; of several, the first that fits on the screen is taken, and the last one breaks its rows. */
export interface Layout<Item> {
  readonly head: readonly string[]
  readonly toRow: (item: Item) => readonly string[]
}

/**
 * A table of any number of rows, some lines at a time. The items are iterated and each row is made twice or more, so that
 * few are kept at a time. Without rows there is no head either.
 * @returns how many rows there are
 */
export function* alignMany<Item>(
  items: Iterable<Item>,
  layouts: readonly [Layout<Item>, ...Layout<Item>[]],
  room = Number.POSITIVE_INFINITY,
): Generator<string, number> {
  let [{ head, toRow }] = layouts
  let widths: number[] = []
  for (const layout of layouts) {
    ;({ head, toRow } = layout)
    widths = []
    widen(widths, head)
    for (const item of items) widen(widths, toRow(item))
    if (totalOf(widths) <= room) break
  }
  const breaks = breaksOf(widths, room)
  let count = 0
  let batch = [alignRow(head, widths, breaks)]
  for (const item of items) {
    count++
    batch.push(alignRow(toRow(item), widths, breaks))
    if (batch.length < BATCH) continue
    yield batch.join('\n')
    batch = []
  }
  if (count > 0 && batch.length > 0) yield batch.join('\n')
  return count
}

// Plain loops, because this is where the time of a long list goes.
function widen(widths: number[], row: readonly string[]): void {
  for (let column = 0; column < row.length; column++) {
    const width = widthOf(oneLine(row[column] ?? ''))
    if (width > (widths[column] ?? 0)) widths[column] = width
  }
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP, -GAP)
}

/** The columns that begin a line. */
function breaksOf(widths: readonly number[], room: number): ReadonlySet<number> {
  const breaks = new Set<number>()
  let used = 0
  for (const [column, width] of widths.entries()) {
    if (column > 0 && used + GAP + width > room) {
      breaks.add(column)
      used = INDENT + width
    } else used += column === 0 ? width : GAP + width
  }
  return breaks
}

function alignRow(row: readonly string[], widths: readonly number[], breaks: ReadonlySet<number>): string {
  const last = row.length - 1
  let line = ''
  for (let column = 0; column < last; column++) {
    const cell = oneLine(row[column] ?? '')
    line += breaks.has(column + 1)
      ? `${cell}\n${' '.repeat(INDENT)}`
      : `${cell}${' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))}  `
  }
  return line + oneLine(row[last] ?? '')
}
