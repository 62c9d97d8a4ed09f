// Answer file text -> a small element tree that knows where each element stands, for edits by offset.
// Strict XML 1.0 with namespaces; no DOCTYPE. The only file that knows the XML parser; builds nothing.
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { counted } from '../screen-text.ts'
import { faultAt } from './fault.ts'
import { explainComplaint, notWellFormed } from './xml-faults.ts'

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
  const append = (data: string, end: number) => {
    if (scan.open !== null) scan.open.text += data
    scan.sound = end
  }
  assertNothingAbove(text)
  assertVersion(text)
  // Six handlers and no more: with a seventh V8 keeps the parser as a hash table, and it takes seven times as long.
  parser.on('doctype', () => {
    const offset = text.lastIndexOf('<!DOCTYPE', parser.position)
    const message = 'a DOCTYPE, which no answer file needs and which can hide what the file says'
    throw faultAt({ text, offset }, { code: 'doctype', message, hint: 'delete it' })
  })
  parser.on('opentag', (tag) => {
    const element = draft(text, tag, parser.position)
    scan.depth += 1
    if (scan.depth > MAX_DEPTH) {
      throw notWellFormed({ text, offset: element.start }, `elements nest deeper than ${MAX_DEPTH} levels`)
    }
    element.parent = scan.open
    scan.open?.children.push(element)
    scan.root ??= element
    scan.open = element
    scan.sound = parser.position
  })
  parser.on('closetag', (tag) => {
    const element = scan.open
    if (element === null) return
    if (!tag.isSelfClosing) {
      element.closeStart = closeTagStart(text, element.name, parser.position)
      element.end = parser.position
    }
    scan.open = element.parent
    scan.depth -= 1
    scan.sound = parser.position
  })
  parser.on('text', (data) => append(data, parser.position - 1)) // it stands past the next "<"
  parser.on('cdata', (data) => append(data, parser.position))
  parser.on('error', ({ message }) => {
    throw explainComplaint({ text, offset: parser.position, sound: scan.sound, open: scan.open }, message)
  })
  parser.write(text).close()
  if (scan.root === null) throw notWellFormed({ text, offset: 0 }, 'no root element')
  return scan.root
}

/** Windows AFG writes a comment there; terminals and editors leave blank lines and stray characters. (XML 1.0 §2.8) */
function assertNothingAbove(text: string): void {
  const declaration = text.search(/<\?xml\s+version\s*=/)
  if (declaration <= 0) return
  for (let at = text.indexOf('<'); at < declaration; at = text.indexOf('<', at)) {
    const end = text.startsWith('<!--', at) ? text.indexOf('-->', at) : -1
    if (end === -1 || end > declaration) return // it stands in a comment, or in a second document
    at = end
  }
  const above = text.slice(0, declaration)
  const lines = above.split(/\r\n|\n|\r/).length - 1
  const what = lines === 0 ? counted(above.length, 'character') : counted(lines, 'line')
  throw notWellFormed(
    { text, offset: 0 },
    'text above the XML declaration',
    `delete the ${what} before <?xml`,
  )
}

/** XML 1.1 allows what Windows' parser does not. (XML 1.0 §2.8) */
function assertVersion(text: string): void {
  const version = /^<\?xml\s+version\s*=\s*["']([^"']*)/.exec(text)?.[1]
  if (version === undefined || version === '1.0') return
  throw notWellFormed({ text, offset: 0 }, `XML version "${version}", expected "1.0"`)
}

function draft(text: string, tag: SaxesTagNS, end: number): Draft {
  return {
    name: tag.name,
    prefix: tag.prefix,
    local: tag.local,
    namespace: tag.uri,
    attributes: Object.values(tag.attributes).map(({ name, local, uri, value }) => {
      return { name, local, namespace: uri, value }
    }),
    parent: null,
    children: [],
    text: '',
    // `<` cannot stand in an attribute's value (XML 1.0 §3.1), so the last one begins this tag.
    start: text.lastIndexOf('<', end - 1),
    openEnd: end,
    closeStart: end,
    end,
    selfClosing: tag.isSelfClosing,
  }
}

function closeTagStart(text: string, name: string, end: number): number {
  const start = text.lastIndexOf('</', end - 1)
  const written = text.slice(start, end)
  if (written.slice(2, -1).trimEnd() === name) return start
  // The parser closes what is open inside before it complains; here the inner one is still known.
  const hint = 'close each element once, the inner one first'
  throw notWellFormed({ text, offset: start }, `${written} where </${name}> is due`, hint)
}
