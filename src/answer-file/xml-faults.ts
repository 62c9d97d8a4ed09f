// Turns the XML parser's errors into messages with the place of the fault and a remedy.
import type { UserError } from '../errors.ts'
import { faultAt } from './fault.ts'
import { blankSections, unclosedSection } from './sections.ts'
import { WCM_NAMESPACE } from './vocabulary.ts'

export interface Complaint {
  readonly text: string
  /** Where the parser stands: often far past the fault, for it looks for the end of a tag or an entity. */
  readonly offset: number
  /** Past the last construct that was whole: the fault lies behind it. */
  readonly sound: number
  /** The innermost element that is still open. */
  readonly open: { readonly name: string; readonly start: number } | null
}

export function explainComplaint({ text, offset, sound, open }: Complaint, complaint: string): UserError {
  const ampersand = sound + strayAmpersand(text.slice(sound, offset))
  if (ampersand >= sound) return notWellFormed({ text, offset: ampersand }, 'a raw "&"', 'write "&amp;"')
  const message = complaint.replace(/^\d+:\d+: |\.$/g, '')
  const last = Math.max(0, offset - 1)
  if (message === 'undefined entity') {
    const start = text.lastIndexOf('&', last)
    const entity = text.slice(start, offset)
    return notWellFormed({ text, offset: start }, `unknown entity "${entity}"`, 'write the character itself')
  }
  if (message.startsWith('documents may contain only one root')) {
    const place = { text, offset: text.lastIndexOf('<', last) }
    return notWellFormed(place, 'a second root element', 'delete it, or move it into the first')
  }
  if (message.startsWith('unclosed tag') && open !== null) {
    const section = unclosedSection(text, sound)
    if (section !== null) {
      const place = { text, offset: section.start }
      return notWellFormed(place, `"${section.opening}" is never closed`, `add "${section.closing}"`)
    }
    const { name, start } = open
    return notWellFormed({ text, offset: start }, `<${name}> is never closed`, `add </${name}>`)
  }
  if (!/^\s*</.test(text) && message === 'text data outside of root node')
    return notWellFormed(
      { text, offset: 0 },
      'the file is not XML',
      'give an answer file, such as autounattend.xml',
    )
  const prefix = /^unbound namespace prefix: "(.*)"$/.exec(message)?.[1]
  if (prefix !== undefined) {
    const declaration = `xmlns:${prefix}="${prefix === 'wcm' ? WCM_NAMESPACE : '…'}"`
    const hint = `add ${declaration} to the root element`
    return notWellFormed({ text, offset: last }, `the prefix ${prefix} is not declared`, hint)
  }
  if (message === 'malformed comment')
    return notWellFormed(
      { text, offset: last },
      'a comment that contains "--"',
      'end each comment with "-->"',
    )
  if (message === 'disallowed character in tag name') {
    const place = { text, offset: text.lastIndexOf('<', last) }
    return notWellFormed(place, 'a "<" that begins no element', 'write "&lt;" if it is text')
  }
  return notWellFormed({ text, offset: last }, message)
}

export function notWellFormed(
  place: { readonly text: string; readonly offset: number },
  message: string,
  hint = 'correct it in an XML editor',
): UserError {
  return faultAt(place, { code: 'not-well-formed', message, hint })
}

/** Of the first `&` that begins no reference; sections may hold any. */
function strayAmpersand(text: string): number {
  return blankSections(text).search(/&(?!#\d+;|#x[0-9a-f]+;|[\w.-]+;)/i)
}
