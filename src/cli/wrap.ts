// Breaks lines between words, so that a terminal need not break them inside one. How a line begins says what it is: in the
// first column prose, or a line of a log; indented, something to look up or to copy.
import { widthOf } from '../screen-text.ts'

/** Longer lines of prose are hard to read. */
const PROSE_COLUMNS = 80

const LOG_LINE = /^ *(?:error|hint|warning|note): /
/** Of a numbered list, or of a plan that adds and removes. */
const ITEM = /^(?:\d+\.|[-+]) +/
/** `  valid until  ` before a fact. */
const LABEL = /^ +(?:\S+(?: \S+)* {2,})?/

/**
 * @param columns of the screen; null: none, and only prose is wrapped then, so that a program finds a line of a log, or a
 * fact, in one piece
 */
export function wrapLines(text: string, columns: number | null): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number | null): string[] {
  const indent = /^ */.exec(line)?.[0].length ?? 0
  if (LOG_LINE.test(line)) {
    return columns === null
      ? [line]
      : fill(line, Math.min(columns, PROSE_COLUMNS), { indent, hang: indent + 2 })
  }
  if (indent === 0) {
    const hang = ITEM.exec(line)?.[0].length ?? 0
    return fill(line, Math.min(columns ?? PROSE_COLUMNS, PROSE_COLUMNS), { indent, hang })
  }
  if (columns === null) return [line]
  const label = LABEL.exec(line)?.[0].length ?? indent
  return label > indent && label <= columns / 2
    ? fill(line, columns, { indent: label, hang: label })
    : fill(line, columns, { indent, hang: indent + 2 })
}

/**
 * @param indent number of characters that stay as they are; lines that follow begin after `hang` spaces, or fewer where a word
 * needs the room
 */
function fill(
  line: string,
  columns: number,
  { indent, hang }: { readonly indent: number; readonly hang: number },
): string[] {
  if (widthOf(line) <= columns) return [line]
  const words = line.slice(indent).split(/ +/)
  const most = Math.max(0, columns - Math.max(...words.map(widthOf)))
  const start = line.slice(0, indent)
  const lines: string[] = []
  let current = start.trim() === '' ? start.slice(0, most) : start
  let gap = ''
  for (const word of words) {
    const longer = current + gap + word
    if (current.trim() !== '' && widthOf(longer) > columns) {
      lines.push(current.trimEnd())
      current = ' '.repeat(Math.min(hang, most)) + word
    } else current = longer
    gap = ' '
  }
  return [...lines, current]
}
