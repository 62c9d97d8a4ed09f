// Reads DER that others made: strict, by slices of the very bytes, without recursion.
// Knows tags and lengths only; what they mean is for the caller. Source: X.690 §8 and §10.
import { UserError } from '../errors.ts'

/** One element: what was tagged, and the bytes it was read from. */
export interface Element {
  /** The whole tag byte: class, constructed bit and number. */
  readonly tag: number
  readonly content: Uint8Array
  /** Tag, length and content, as they stood. */
  readonly der: Uint8Array
}

/** Tag bytes, X.680 §8.4 with the constructed bit of X.690 §8.1.2.5 where DER sets it. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The tag byte of `[number]` over something primitive, or constructed (0x20). */
export const contextTag = (number: number, constructed: boolean): number =>
  0x80 | (constructed ? 0x20 : 0) | number

/** What is wrong with these bytes; the caller knows what they were meant to be and says so. */
export function malformed(reason: string): UserError {
  return new UserError('wrong-input', `malformed DER: ${reason}`)
}

/**
 * The elements that the bytes consist of, to the last byte.
 * @throws wrong-input on anything that is not DER, among it indefinite and overlong lengths
 */
export function readElements(bytes: Uint8Array): Element[] {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const element = readAt(bytes, at)
    elements.push(element)
    at += element.der.length
  }
  return elements
}

/** The one element that the bytes consist of. @throws wrong-input as `readElements`, and on bytes after it */
export function readElement(bytes: Uint8Array): Element {
  const element = readAt(bytes, 0)
  if (element.der.length !== bytes.length) throw malformed('more bytes after the end')
  return element
}

/** The element, if it is there and has that tag. @throws wrong-input, naming what was expected */
export function expectTag(element: Element | undefined, tag: number, name: string): Element {
  if (element?.tag !== tag) throw malformed(`expected ${name}`)
  return element
}

/** What it consists of, if it is there and a SEQUENCE. @throws wrong-input as `expectTag` and `readElements` */
export function readSequence(element: Element | undefined, name = 'a SEQUENCE'): Element[] {
  return readElements(expectTag(element, TAG.sequence, name).content)
}

/** Tag and length of the element that starts there, and where its content starts. @throws wrong-input as `readElements` */
export function readHeader(bytes: Uint8Array, start: number): ElementHeader {
  const tag = bytes[start]
  const first = bytes[start + 1]
  if (tag === undefined || first === undefined) throw malformed('it ends in the middle')
  if ((tag & 0x1f) === 0x1f) throw malformed('a tag number over 30') // X.690 §8.1.2.4; X.509 has none
  let at = start + 2
  let length = first
  if (first >= 0x80) {
    const octets = first & 0x7f
    if (octets === 0) throw malformed('an indefinite length') // X.690 §10.1
    if (octets > 4) throw malformed('a length over 4 GiB')
    length = 0
    for (const end = at + octets; at < end; at++) length = length * 256 + (bytes[at] ?? Number.NaN)
    if (Number.isNaN(length)) throw malformed('it ends in the middle')
    if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed('an overlong length') // X.690 §10.1
  }
  return { tag, contentStart: at, length }
}

export interface ElementHeader {
  readonly tag: number
  readonly contentStart: number
  /** Of the content. */
  readonly length: number
}

function readAt(bytes: Uint8Array, start: number): Element {
  const { tag, contentStart, length } = readHeader(bytes, start)
  const end = contentStart + length
  if (end > bytes.length) throw malformed('it ends in the middle')
  return { tag, content: bytes.subarray(contentStart, end), der: bytes.subarray(start, end) }
}
