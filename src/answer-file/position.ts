// Where in a text an offset is, as editors say it: line and column from 1, columns in UTF-16 code units.

export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * Finds the line starts once, so that many positions in a long text cost little more than one.
 * Line ends are CR LF, LF and CR (XML 1.0 §2.11). An offset past the end counts as the end.
 */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0]
  const lineEnd = /\r\n|\n|\r/g
  while (lineEnd.exec(text) !== null) starts.push(lineEnd.lastIndex)
  return (offset) => {
    let line = 1 // how many starts are known to lie at the offset or before it
    for (let end = starts.length; line < end; ) {
      const middle = (line + end) >> 1
      if ((starts[middle] as number) <= offset) line = middle + 1
      else end = middle
    }
    return { line, column: Math.min(offset, text.length) - (starts[line - 1] as number) + 1 }
  }
}

export function positionAt(text: string, offset: number): Position {
  return positionsIn(text)(offset)
}

export function describePosition(text: string, offset: number): string {
  const { line, column } = positionAt(text, offset)
  return `line ${line}, column ${column}`
}
