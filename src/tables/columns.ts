// Tables in plain text, for the screen: two spaces between columns, the last one left ragged.

export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) widen(widths, row)
  return rows.map((row) => alignRow(row, widths))
}

const BATCH = 500

/**
 * The same for any number of rows, some lines at a time. Each row is made twice and few are kept at a time, because
 * keeping a hundred thousand of them takes longer than making them.
 */
export function* alignMany<Item>(
  head: readonly string[],
  items: readonly Item[],
  toRow: (item: Item) => readonly string[],
): Generator<string> {
  const widths: number[] = []
  widen(widths, head)
  for (const item of items) widen(widths, toRow(item))
  yield alignRow(head, widths)
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH)
    yield batch.map((item) => alignRow(toRow(item), widths)).join('\n')
  }
}

// Plain loops, because this is where the time of a long list goes.
function widen(widths: number[], row: readonly string[]): void {
  for (let column = 0; column < row.length; column++) {
    const { length } = row[column] ?? ''
    if (length > (widths[column] ?? 0)) widths[column] = length
  }
}

function alignRow(row: readonly string[], widths: readonly number[]): string {
  const last = row.length - 1
  let line = ''
  for (let column = 0; column < last; column++) {
    line += `${(row[column] ?? '').padEnd(widths[column] ?? 0)}  `
  }
  return line + (row[last] ?? '')
}
