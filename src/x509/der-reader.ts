// Reads DER strictly, without copying and without recursion. Knows only tags and lengths; the caller knows their meaning.
// Source: X.690 §8 and §10.
import { UserError } from '../errors.ts'

/** One element, and its bytes. */
export interface Element {
  /** The whole tag byte: class, constructed bit and number. */
  readonly tag: number
  readonly content: Uint8Array
  /** Tag, length and content. */
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

/** The tag byte of `[number]`, primitive or constructed (0x20). */
export const contextTag = (number: number, constructed: boolean): number =>
  0x80 | (constructed ? 0x20 : 0) | number

/** The error for these bytes. The caller adds what they should have been. */
export function malformed(reason: string): UserError {
  return new UserError('wrong-input', `malformed DER: ${reason}`)
}

/**
 * All elements of the bytes, to the last byte.
 * @throws UserError wrong-input: not DER, also for indefinite and overlong lengths
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

/** The only element of the bytes. @throws UserError wrong-input: as `readElements`, or more bytes follow */
export function readElement(bytes: Uint8Array): Element {
  const element = readAt(bytes, 0)
  if (element.der.length !== bytes.length) throw malformed('more bytes after the end')
  return element
}

/** The element, if it has that tag. @throws UserError wrong-input: it is missing or has another tag */
export function expectTag(element: Element | undefined, tag: number, name: string): Element {
  if (element?.tag !== tag) throw malformed(`expected ${name}`)
  return element
}

/** The elements of a SEQUENCE. @throws UserError wrong-input: as `expectTag` and `readElements` */
export function readSequence(element: Element | undefined, name = 'a SEQUENCE'): Element[] {
  return readElements(expectTag(element, TAG.sequence, name).content)
}

/** Tag, length and start of the content of the element at that offset. @throws UserError wrong-input: as `readElements` */
export function readHeader(bytes: Uint8Array, start: number): ElementHeader {
  const tag = bytes[start]
  const first = bytes[start + 1]
  if (tag === undefined || first === undefined) throw malformed('it is truncated')
  if ((tag & 0x1f) === 0x1f) throw malformed('a tag number over 30') // X.690 §8.1.2.4; X.509 has none
  let at = start + 2
  let length = first
  if (first >= 0x80) {
    const octets = first & 0x7f
    if (octets === 0) throw malformed('an indefinite length') // X.690 §10.1
    if (octets > 4) throw malformed('a length over 4 GiB')
    length = 0
    for (const end = at + octets; at < end; at++) length = length * 256 + (bytes[at] ?? Number.NaN)
    if (Number.isNaN(length)) throw malformed('it is truncated')
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
  if (end > bytes.length) throw malformed('it is truncated')
  return { tag, content: bytes.subarray(contentStart, end), der: bytes.subarray(start, end) }
}
