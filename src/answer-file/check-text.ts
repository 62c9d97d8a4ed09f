// Rules on the encoding of an answer file.
import { descendantsOf } from './document.ts'
import type { Rule } from './rule.ts'
import { blankComments } from './sections.ts'
import type { XmlElement } from './xml.ts'

const utf16: Rule = {
  code: 'utf-16',
  severity: 'warning',
  find: ({ encoded, root }) =>
    encoded.encoding === 'utf-8'
      ? []
      : [
          {
            element: root,
            message: 'the file is UTF-16; Windows Setup was seen to stop on this',
            hint: 'save it as UTF-8 and declare encoding="utf-8"',
          },
        ],
}

/** Windows 11 24H2 was seen to stumble over it. (cschneegans/unattend-generator issue 8) */
const byteOrderMark: Rule = {
  code: 'byte-order-mark',
  severity: 'note',
  find: ({ encoded, root }) =>
    encoded.encoding === 'utf-8' && encoded.bom
      ? [
          {
            element: root,
            offset: 0,
            message: 'the file begins with a byte order mark; Windows 11 24H2 was seen to fail on this',
            hint: 'save it as UTF-8 without byte order mark; certstick removes it from its output',
          },
        ]
      : [],
}

/** In values only: Setup does not read comments. */
const nonAscii: Rule = {
  code: 'non-ascii-text',
  severity: 'warning',
  find: ({ encoded, root }) => {
    if (!/[^\0-\x7f]/.test(encoded.text)) return []
    const outside = (element: XmlElement) =>
      /[^\0-\x7f]/.test(element.text) || element.attributes.some((a) => /[^\0-\x7f]/.test(a.value))
    // A character reference is ASCII in the file, however it decodes.
    const text = blankComments(encoded.text)
    const written = (element: XmlElement) => ownParts(element, text).some((part) => /[^\0-\x7f]/.test(part))
    const [first, ...more] = [root, ...descendantsOf(root)].filter((e) => outside(e) && written(e))
    if (first === undefined) return []
    const places = more.length === 0 ? '' : `, and ${more.length} more`
    return [
      {
        element: first,
        message: `<${first.name}>${places}: characters beyond ASCII, which Windows Setup may misread`,
        hint: 'write them as character references, such as &#xFC;',
      },
    ]
  },
}

/** As written, tags and text, without its children: so all elements together are no longer than the file. */
function ownParts({ start, end, children }: XmlElement, text: string): string[] {
  const starts = [start, ...children.map((child) => child.end)]
  const ends = [...children.map((child) => child.start), end]
  return starts.map((from, index) => text.slice(from, ends[index]))
}

export const TEXT_RULES: readonly Rule[] = [utf16, byteOrderMark, nonAscii]
