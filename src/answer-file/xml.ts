// Answer file text -> a small element tree that knows where each element stands, for edits by offset.
// Strict XML 1.0 with namespaces; no DOCTYPE. The only file that knows the XML parser; builds nothing.
import { SaxesParser } from 'saxes'
import { UserError } from '../errors.ts'
import { describePosition } from './position.ts'

/** Offsets are UTF-16 code units into the scanned text; ends are exclusive. */
export interface XmlElement {
  /** As written, with its prefix. */
  readonly name: string
  readonly prefix: string
  readonly local: string
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  readonly parent: XmlElement | null
  readonly children: readonly XmlElement[]
  /** Character data directly inside, decoded, CDATA included; without that of its children. */
  readonly text: string
  /** Of its `<`. */
  readonly start: number
  /** Past the `>` of its open tag. */
  readonly openEnd: number
  /** Of the `<` of its close tag; `openEnd` where it closes itself. */
  readonly closeStart: number
  /** Past its last `>`. */
  readonly end: number
  readonly selfClosing: boolean
}

export interface XmlAttribute {
  readonly name: string
  readonly local: string
  /** Empty where unprefixed. */
  readonly namespace: string
  readonly value: string
}

/** Real answer files are seven deep; the cap keeps a hostile one from the stack. */
const MAX_DEPTH = 64

type Draft = { -readonly [K in keyof XmlElement]: XmlElement[K] } & {
  children: Draft[]
  parent: Draft | null
}

/** What the parser's events build up. */
interface Scan {
  root: Draft | null
  /** The innermost element that is still open. */
  open: Draft | null
  depth: number
  /** Past the last construct that was whole: a fault lies behind it. */
  sound: number
}

/** The root element. @throws UserError `wrong-input` with line and column of the first fault. */
export function scanXml(text: string): XmlElement {
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  })
  const scan: Scan = { root: null, open: null, depth: 0, sound: 0 }
  const append = (data: string) => {
    if (scan.open !== null) scan.open.text += data
  }
  const pass = () => {
    scan.sound = parser.position
  }
  parser.on('xmldecl', ({ version }) => {
    if (version !== '1.0') throw fault(text, 0, `XML version "${version}", expected "1.0"`)
  })
  parser.on('doctype', () => {
    const start = text.lastIndexOf('<!DOCTYPE', parser.position)
    throw fault(
      text,
      start,
      'a DOCTYPE, which no answer file needs and which can hide what the file says',
      'delete it',
    )
  })
  parser.on('opentag', (tag) => {
    // `<` cannot stand in an attribute's value (XML 1.0 §3.1), so the last one begins this tag.
    const start = text.lastIndexOf('<', parser.position - 1)
    scan.depth += 1
    if (scan.depth > MAX_DEPTH) throw fault(text, start, `elements nest deeper than ${MAX_DEPTH} levels`)
    const element: Draft = {
      name: tag.name,
      prefix: tag.prefix,
      local: tag.local,
      namespace: tag.uri,
      attributes: Object.values(tag.attributes).map(({ name, local, uri, value }) => {
        return { name, local, namespace: uri, value }
      }),
      parent: scan.open,
      children: [],
      text: '',
      start,
      openEnd: parser.position,
      closeStart: parser.position,
      end: parser.position,
      selfClosing: tag.isSelfClosing,
    }
    scan.open?.children.push(element)
    scan.root ??= element
    scan.open = element
    pass()
  })
  parser.on('closetag', ({ isSelfClosing }) => {
    if (scan.open === null) return
    if (!isSelfClosing) {
      const start = text.lastIndexOf('</', parser.position - 1)
      const written = text.slice(start, parser.position)
      // The parser closes what is open inside before it complains.
      if (written.slice(2, -1).trimEnd() !== scan.open.name) {
        throw fault(
          text,
          start,
          `${written} where </${scan.open.name}> is due`,
          'close each element once, the inner one first',
        )
      }
      scan.open.end = parser.position
      scan.open.closeStart = start
    }
    scan.open = scan.open.parent
    scan.depth -= 1
    pass()
  })
  parser.on('text', append)
  parser.on('cdata', (data) => {
    append(data)
    pass()
  })
  parser.on('comment', pass)
  parser.on('processinginstruction', pass)
  parser.on('error', ({ message }) => {
    throw explain(text, scan, { message: message.replace(/^\d+:\d+: /, ''), offset: parser.position })
  })
  parser.write(text).close()
  if (scan.root === null) throw fault(text, 0, 'no root element')
  return scan.root
}

/** What the parser's first complaint means; it looks for the end of an entity or a tag far past where it began. */
function explain(text: string, scan: Scan, complaint: { message: string; offset: number }): UserError {
  const { message, offset } = complaint
  const last = Math.max(0, offset - 1)
  const ampersand = scan.sound + text.slice(scan.sound, offset).search(/&(?!#\d+;|#x[0-9a-f]+;|[\w.-]+;)/i)
  if (ampersand >= scan.sound) return fault(text, ampersand, 'a raw "&"', 'write "&amp;"')
  if (message.startsWith('undefined entity')) {
    const start = text.lastIndexOf('&', last)
    return fault(text, start, `unknown entity "${text.slice(start, offset)}"`, 'write the character itself')
  }
  if (message.startsWith('unclosed tag') && scan.open !== null) {
    return fault(text, scan.open.start, `<${scan.open.name}> is never closed`, `add </${scan.open.name}>`)
  }
  return fault(text, last, message.replace(/\.$/, ''))
}

function fault(text: string, offset: number, message: string, hint?: string): UserError {
  const details = hint === undefined ? {} : { hint }
  return new UserError('wrong-input', `${describePosition(text, offset)}: ${message}`, details)
}
