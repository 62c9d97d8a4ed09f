// Makes text safe for a screen. Text from outside may contain control characters that a terminal obeys, characters that
// reverse or hide text (Unicode Technical Report 36 §3.1), and line breaks that imitate a line of ours.

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/gu
const HIDDEN_BUT_LINE_FEED = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu

/** For text of several lines. Escaped as in JSON (`\u001b`), so that a JSON document stays valid and equal. */
export function printable(text: string): string {
  if (!/[^\x20-\x7e\n]/.test(text)) return text // long lists are ASCII, and this test is faster
  return text.replace(HIDDEN_BUT_LINE_FEED, escaped)
}

/** For a value, or one line with values: line feeds are escaped too. */
export function oneLine(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text
  return text.replace(HIDDEN, escaped)
}

/**
 * A path or another value in a message, as the user would type it: in quotes only where it is empty or holds a space, and
 * no backslash doubled.
 */
export function shown(value: string): string {
  const text = oneLine(value)
  return text === '' || /\s/.test(text) ? `"${text}"` : text
}

/** Enough of a serial number to tell certificates apart, where there is no room for all of it. */
export function shortSerial(serialNumber: string): string {
  return serialNumber.slice(0, 8)
}

/** `1 certificate`, `2 certificates`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Joins lines; each stays one line, whatever its values contain. */
export function joinLines(lines: readonly string[]): string {
  return lines.map(oneLine).join('\n')
}

/** A fact of a report. Where it is wrapped, its value goes on below itself. */
export function factLine([name, value]: readonly [name: string, value: string]): string {
  return `  ${name.padEnd(12)}${value}`
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** Of scripts that terminals show two cells wide (Unicode Standard Annex 11); marks above and below take none. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u
const HALF_WIDTH = /^[\uff61-\uffdc]/

/** How many cells of a terminal a text takes. */
export function widthOf(text: string): number {
  if (!/[^\x20-\x7e]/.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (/^\p{M}$/u.test(character)) continue
    width += WIDE.test(character) && !HALF_WIDTH.test(character) ? 2 : 1
  }
  return width
}
