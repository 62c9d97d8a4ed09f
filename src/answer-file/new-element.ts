// Markup of the elements that we add, laid out like their surroundings. The only file with the XML builder.
import { fragment } from 'xmlbuilder2'

type Builder = ReturnType<typeof fragment>

export interface NewElement {
  /** With the prefix that it carries in its place. */
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly children: readonly NewElement[] | string
}

/** How to write it; null is all on one line. */
export type Layout = {
  /** White space before its own line, after the first. */
  readonly indent: string
  /** One step deeper. */
  readonly unit: string
  readonly newline: string
} | null

/** ASCII markup without a line end at its end. The first line carries no indent. */
export function formatElement(element: NewElement, layout: Layout): string {
  const root = fragment()
  build(root, element)
  if (layout === null) return toAscii(root.end({ prettyPrint: false }))
  const markup = root.end({ prettyPrint: true, indent: layout.unit, newline: '\n' })
  return toAscii(markup).replaceAll('\n', layout.newline + layout.indent)
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Text as it stands between tags, as the builder writes it, but faster: it is needed for each user. */
export function formatText(text: string): string {
  return text.replace(/[&<>]|[^\0-\x7f]/gu, (found) => ESCAPES[found] ?? reference(found))
}

/** xmlbuilder2 takes `&lt;` and the like in a text for escaped already; `&amp;` it leaves alone, so that is given. */
function ampersands(text: string): string {
  return text.replaceAll('&', '&amp;')
}

function build(parent: Builder, { name, attributes, children }: NewElement): void {
  const element = parent.ele(name, attributes)
  if (typeof children === 'string') element.txt(ampersands(children))
  else for (const child of children) build(element, child)
}

/** Windows Setup is known to read ASCII right; tags keep their characters, for names have no references. */
function toAscii(markup: string): string {
  return markup.replace(/<[^>]*>|[^\0-\x7f]/gu, (found) => (found.startsWith('<') ? found : reference(found)))
}

function reference(character: string): string {
  return `&#x${character.codePointAt(0)?.toString(16).toUpperCase()};`
}
