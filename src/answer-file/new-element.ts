// Markup of the elements that we add, laid out like their surroundings. Written by hand: a builder's document tree cost a
// millisecond an element, and what comes out is scanned again before it is used (render.ts).

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
  return toAscii(
    format(element, layout === null ? null : { ...layout, indent: layout.newline + layout.indent }),
  )
}

/** Text as it stands between tags. */
export function formatText(text: string): string {
  return toAscii(escapeText(text))
}

/** @param layout its indent begins with the line end */
function format({ name, attributes = {}, children }: NewElement, layout: Layout): string {
  const open = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`)
  const tag = `<${name}${open.join('')}`
  if (typeof children === 'string') return `${tag}>${escapeText(children)}</${name}>`
  if (children.length === 0) return `${tag}/>`
  const inner = layout === null ? null : { ...layout, indent: layout.indent + layout.unit }
  const body = children.map((child) => (inner?.indent ?? '') + format(child, inner))
  return `${tag}>${body.join('')}${layout?.indent ?? ''}</${name}>`
}

/** XML 1.0 §2.4 and §2.11: `>` may not end `]]>`, and a bare carriage return would be read as a line feed. */
function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;')
}

/** XML 1.0 §3.3.3: white space in a value that is not a reference becomes spaces. */
function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;')
}

/** Windows Setup is known to read ASCII right; tags keep their characters, for names have no references. */
function toAscii(markup: string): string {
  return markup.replace(/<[^>]*>|[^\0-\x7f]/gu, (found) =>
    found.startsWith('<') ? found : `&#x${found.codePointAt(0)?.toString(16).toUpperCase()};`,
  )
}
