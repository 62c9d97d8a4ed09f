// Where in a text an offset is, as editors say it: line and column from 1, columns in UTF-16 code units.

export interface Position {
  readonly line: number
  readonly column: number
}

/** Line ends are CR LF, LF and CR (XML 1.0 §2.11). An offset past the end counts as the end. */
export function positionAt(text: string, offset: number): Position {
  let line = 1
  let lineStart = 0
  const lineEnd = /\r\n|\n|\r/g
  for (let match = lineEnd.exec(text); match !== null; match = lineEnd.exec(text)) {
    if (lineEnd.lastIndex > offset) break
    line += 1
    lineStart = lineEnd.lastIndex
  }
  return { line, column: Math.min(offset, text.length) - lineStart + 1 }
}

export function describePosition(text: string, offset: number): string {
  const { line, column } = positionAt(text, offset)
  return `line ${line}, column ${column}`
}
