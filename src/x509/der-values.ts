// Reads simple values of DER elements strictly: numbers, identifiers, times, text.
import { type Element, malformed, TAG } from './der-reader.ts'

/** Lower-case hex of whole bytes without the sign byte: `00ff` is `ff`; a minus before a negative number. */
export function readIntegerHex(element: Element): string {
  const bytes = element.content
  const [first, second = 0] = bytes
  if (element.tag !== TAG.integer || first === undefined) throw malformed('expected an INTEGER')
  const padded = bytes.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
  if (padded) throw malformed('an INTEGER with a byte too many') // X.690 §8.3.2
  const hex = Buffer.from(bytes).toString('hex')
  if (first < 0x80) return bytes.length > 1 && first === 0 ? hex.slice(2) : hex
  const magnitude = ((1n << BigInt(8 * bytes.length)) - BigInt(`0x${hex}`)).toString(16)
  return `-${magnitude.padStart(magnitude.length + (magnitude.length % 2), '0')}`
}

/** For small numbers such as versions and path lengths. */
export function readSmallInteger(element: Element): number {
  const hex = readIntegerHex(element)
  if (hex.startsWith('-') || hex.length > 8) throw malformed('a number out of range')
  return Number.parseInt(hex, 16)
}

export function readBoolean(element: Element): boolean {
  const [value] = element.content
  if (element.tag !== TAG.boolean || element.content.length !== 1 || (value !== 0 && value !== 0xff))
    throw malformed('expected a BOOLEAN') // X.690 §11.1
  return value === 0xff
}

/** Dotted. */
export function readObjectIdentifier(element: Element): string {
  const bytes = element.content
  const last = bytes.at(-1)
  if (element.tag !== TAG.objectIdentifier || last === undefined || last >= 0x80)
    throw malformed('expected an OBJECT IDENTIFIER')
  const arcs: bigint[] = []
  let arc = 0n
  let fresh = true
  for (const byte of bytes) {
    if (fresh && byte === 0x80) throw malformed('an OBJECT IDENTIFIER with a byte too many') // X.690 §8.19.2
    if (arc >> 128n !== 0n) throw malformed('an OBJECT IDENTIFIER with a number over 128 bits')
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    fresh = byte < 0x80
    if (fresh) {
      arcs.push(arc)
      arc = 0n
    }
  }
  const [head = 0n, ...rest] = arcs
  const top = head < 40n ? 0n : head < 80n ? 1n : 2n // X.690 §8.19.4
  return [top, head - top * 40n, ...rest].join('.')
}

/** The bits of a BIT STRING as bytes, and the number of unused bits in the last byte. */
export function readBitString(element: Element): { readonly bytes: Uint8Array; readonly unusedBits: number } {
  const [unusedBits] = element.content
  if (element.tag !== TAG.bitString || unusedBits === undefined || unusedBits > 7)
    throw malformed('expected a BIT STRING')
  const bytes = element.content.subarray(1)
  const last = bytes.at(-1) ?? 0
  if ((bytes.length === 0 && unusedBits > 0) || (last & ((1 << unusedBits) - 1)) !== 0)
    throw malformed('a BIT STRING with unused bits that are set') // X.690 §11.2.1
  return { bytes, unusedBits }
}

/** UTCTime or GeneralizedTime in the one form that RFC 5280 §4.1.2.5 allows: seconds, and `Z`. */
export function readTime(element: Element | undefined): Date {
  const text = Buffer.from(element?.content ?? []).toString('latin1')
  const shape =
    element?.tag === TAG.utcTime ? /^\d{12}Z$/ : element?.tag === TAG.generalizedTime ? /^\d{14}Z$/ : null
  if (shape === null || !shape.test(text)) throw malformed('expected a time, with seconds, in UTC')
  const century = Number(text.slice(0, 2)) >= 50 ? '19' : '20' // RFC 5280 §4.1.2.5.1
  const digits = element?.tag === TAG.utcTime ? century + text : text
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6.000Z')
  const date = new Date(iso)
  // Date would turn February 30 and 24:00 into later days
  if (Number.isNaN(date.getTime()) || date.toISOString() !== iso) throw malformed(`'${text}' is not a time`)
  return date
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf16 = new TextDecoder('utf-16be', { fatal: false, ignoreBOM: true })

/** The text of any string type of X.680; null if the tag is not a string. T61 is read as Latin-1, as in OpenSSL. */
export function readText(element: Element): string | null {
  const { tag, content } = element
  switch (tag) {
    case TAG.utf8String:
      try {
        return utf8.decode(content)
      } catch {
        throw malformed('a UTF8String that is not UTF-8')
      }
    case TAG.bmpString:
      if (content.length % 2 !== 0) throw malformed('a BMPString of half characters')
      return utf16.decode(content)
    case TAG.universalString:
      return readUniversalString(content)
    case TAG.numericString:
    case TAG.printableString:
    case TAG.t61String:
    case TAG.ia5String:
    case TAG.visibleString:
      return Buffer.from(content).toString('latin1')
    default:
      return null
  }
}

function readUniversalString(content: Uint8Array): string {
  if (content.length % 4 !== 0) throw malformed('a UniversalString of parts of characters')
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  let text = ''
  for (let at = 0; at < content.length; at += 4) {
    const codePoint = view.getUint32(at)
    if (codePoint > 0x10ffff) throw malformed('a UniversalString past U+10FFFF')
    text += String.fromCodePoint(codePoint)
  }
  return text
}
