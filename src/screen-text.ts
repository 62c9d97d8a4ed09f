// Text made harmless for a screen. What came from outside may hold control characters that a terminal obeys, characters
// that turn or hide text (Unicode Technical Report 36 §3.1), and line breaks that forge a line of our own.

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/gu
const HIDDEN_BUT_LINE_FEED = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu

/** For text of several lines. Escaped as in JSON (`\u001b`), so that a JSON document stays one and says the same. */
export function printable(text: string): string {
  if (!/[^\x20-\x7e\n]/.test(text)) return text // because long lists are ASCII, and this is the faster look
  return text.replace(HIDDEN_BUT_LINE_FEED, escaped)
}

/** For a value, or a line that holds some: line feeds are escaped too. */
export function oneLine(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text
  return text.replace(HIDDEN, escaped)
}

/** Lines of which each stays one, whatever values are in it. */
export function joinLines(lines: readonly string[]): string {
  return lines.map(oneLine).join('\n')
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}
