// Changes to a text by offset, each written the way its surroundings are: indentation, line ends, or one line.
// render.ts and specialize.ts decide what to insert, and where.
import { formatElement, formatText, type Layout, type NewElement } from './new-element.ts'
import type { XmlElement } from './xml.ts'

/** Puts `text` in the place of the characters from `start` up to `end`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Edits at one offset are carried out in the order of the list. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start < at) throw new Error(`edits overlap at offset ${edit.start}`)
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** After all that the parent holds, trailing comments included. */
export function insertInto(text: string, parent: XmlElement, elements: readonly NewElement[]): Edit {
  const last = parent.children.at(-1)
  if (last !== undefined) {
    const { layout, separator } = likeSibling(text, last)
    return { ...at(contentEnd(text, parent)), text: separator + joined(elements, layout, separator) }
  }
  const layout = insideEmpty(text, parent)
  const newline = layout === null ? '' : layout.newline
  const body = `${newline}${layout?.indent ?? ''}${joined(elements, layout, newline + (layout?.indent ?? ''))}`
  const closing = layout === null ? '' : newline + lineIndent(text, parent.start)
  if (parent.selfClosing) {
    return {
      start: openTagContentEnd(text, parent),
      end: parent.end,
      text: `>${body}${closing}</${parent.name}>`,
    }
  }
  const start = contentEnd(text, parent)
  const closesOnOwnLine = /[\r\n]/.test(text.slice(start, parent.closeStart))
  return closesOnOwnLine
    ? { ...at(start), text: body }
    : { start, end: parent.closeStart, text: body + closing }
}

/** After the sibling, and after a comment on its line. */
export function insertAfter(text: string, sibling: XmlElement, element: NewElement): Edit {
  const { layout, separator } = likeSibling(text, sibling)
  const comment = /[ \t]*<!--(?:(?!-->)[^\r\n])*-->(?=[ \t]*[\r\n])/y
  comment.lastIndex = sibling.end
  const start = comment.test(text) ? comment.lastIndex : sibling.end
  return { ...at(start), text: separator + formatElement(element, layout) }
}

export function insertBefore(text: string, sibling: XmlElement, element: NewElement): Edit {
  const { layout, separator } = likeSibling(text, sibling)
  return { ...at(sibling.start), text: formatElement(element, layout) + separator }
}

/** Takes the element out, and its line where it has one to itself. */
export function removeElement(text: string, element: XmlElement): Edit {
  const indent = ownIndent(text, element.start)
  const line = indent === null ? 0 : indent.length + newlineBefore(text, element.start).length
  return { start: element.start - line, end: element.end, text: '' }
}

/** Makes the element hold that text and nothing else. */
export function replaceContent(text: string, element: XmlElement, content: string): Edit {
  const markup = formatText(content)
  if (!element.selfClosing) return { start: element.openEnd, end: element.closeStart, text: markup }
  return { start: openTagContentEnd(text, element), end: element.end, text: `>${markup}</${element.name}>` }
}

/** Adds an attribute after the others. */
export function addAttribute(
  text: string,
  element: XmlElement,
  { name, value }: { readonly name: string; readonly value: string },
): Edit {
  return { ...at(openTagContentEnd(text, element)), text: ` ${name}="${value}"` }
}

function at(offset: number): { start: number; end: number } {
  return { start: offset, end: offset }
}

function joined(elements: readonly NewElement[], layout: Layout, separator: string): string {
  return elements.map((element) => formatElement(element, layout)).join(separator)
}

/** Written like the sibling: on lines of its own, or glued to it where the sibling is glued to what is before. */
function likeSibling(text: string, sibling: XmlElement): { layout: Layout; separator: string } {
  const own = ownIndent(text, sibling.start)
  const newline = newlineBefore(text, sibling.start)
  if (own === null && !/[\r\n]/.test(text.slice(sibling.openEnd, sibling.closeStart))) {
    return { layout: null, separator: '' }
  }
  const layout = { indent: lineIndent(text, sibling.start), unit: unitAround(text, sibling), newline }
  return { layout, separator: own === null ? '' : newline + own }
}

function insideEmpty(text: string, parent: XmlElement): Layout {
  let root = parent
  while (root.parent !== null) root = root.parent
  if (!/[\r\n]/.test(text.slice(root.openEnd, root.end))) return null
  const unit = unitAround(text, parent)
  return { indent: lineIndent(text, parent.start) + unit, unit, newline: newlineBefore(text, parent.start) }
}

/** One step of indentation as it is written nearest to the element, else anywhere in the file. */
function unitAround(text: string, element: XmlElement): string {
  let root = element
  for (let inner = element.children[0] ?? element; inner.parent !== null; inner = inner.parent) {
    const step = stepInto(text, inner)
    if (step) return step
    root = inner.parent
  }
  return firstStep(text, root) ?? (stepInto(text, root.children[0] ?? root) === '' ? '' : '  ')
}

function firstStep(text: string, element: XmlElement): string | undefined {
  for (const child of element.children) {
    const step = stepInto(text, child) || firstStep(text, child)
    if (step) return step
  }
  return undefined
}

/** How much deeper than its parent the element is indented, or null where that cannot be seen. */
function stepInto(text: string, { start, parent }: XmlElement): string | null {
  if (parent === null) return null
  const [deep, shallow] = [ownIndent(text, start), ownIndent(text, parent.start)]
  return deep === null || shallow === null || !deep.startsWith(shallow) ? null : deep.slice(shallow.length)
}

/** The white space before the offset where nothing else stands before it on its line, else null. */
function ownIndent(text: string, offset: number): string | null {
  let start = offset
  while (start > 0 && /[ \t]/.test(text.charAt(start - 1))) start -= 1
  return start === 0 || /[\r\n]/.test(text.charAt(start - 1)) ? text.slice(start, offset) : null
}

function lineIndent(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStartOf(text, offset), offset))?.[0] ?? ''
}

function lineStartOf(text: string, offset: number): number {
  let start = offset
  while (start > 0 && !/[\r\n]/.test(text.charAt(start - 1))) start -= 1
  return start
}

/** The line end nearest before the offset, else the first of the text. */
function newlineBefore(text: string, offset: number): string {
  const lineStart = lineStartOf(text, offset)
  const before = /(?:\r\n|\n|\r)$/.exec(text.slice(Math.max(0, lineStart - 2), lineStart))
  return (before ?? /\r\n|\n|\r/.exec(text))?.[0] ?? '\n'
}

/** Past the last character inside the element that is not white space. */
function contentEnd(text: string, { openEnd, closeStart }: XmlElement): number {
  let end = closeStart
  while (end > openEnd && /[ \t\r\n]/.test(text.charAt(end - 1))) end -= 1
  return end
}

/** Past the open tag's name and attributes: before its `>` or `/>` and the white space there. */
function openTagContentEnd(text: string, { start, openEnd, selfClosing }: XmlElement): number {
  return start + text.slice(start, openEnd - (selfClosing ? 2 : 1)).trimEnd().length
}
