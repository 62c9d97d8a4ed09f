// Comments, CDATA and processing instructions in an answer file's text. Characters in them are no markup.

/** One that is never closed ends with the text, so that a search stays linear. */
const SECTION = /<!--([\s\S]*?)(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)/g

const ENDS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

interface Unclosed {
  readonly start: number
  readonly opening: string
  readonly closing: string
}

/** The section from there on that is never closed, if there is one. */
export function unclosedSection(text: string, from: number): Unclosed | null {
  const last = [...text.slice(from).matchAll(SECTION)].at(-1)
  const ends = ENDS.find(([opening]) => last?.[0].startsWith(opening))
  if (last === undefined || ends === undefined || last[0].endsWith(ends[1])) return null
  return { start: from + last.index, opening: ends[0], closing: ends[1] }
}

/** What each comment holds, and where that begins in the text. */
export function commentsIn(text: string): { readonly start: number; readonly content: string }[] {
  return [...text.matchAll(SECTION)].flatMap(({ index, 1: content }) =>
    content === undefined ? [] : [{ start: index + '<!--'.length, content }],
  )
}

/** The text with blanks in place of all sections. */
export function blankSections(text: string): string {
  return text.replace(SECTION, (section) => ' '.repeat(section.length))
}

/** The text with blanks in place of comments and processing instructions: what is left are tags and values. */
export function blankComments(text: string): string {
  return text.replace(SECTION, (section) =>
    section.startsWith('<![') ? section : ' '.repeat(section.length),
  )
}
