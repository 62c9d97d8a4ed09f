// Builds the ASN.1 values of certificates, PFX files and CRLs, and encodes them as DER. The only file that imports node-forge.
// `der-reader.ts` reads DER, and shares no code with this on purpose.
import forge from 'node-forge/lib/asn1.js'

const { UNIVERSAL, CONTEXT_SPECIFIC } = forge.Class
const { Type } = forge
const CONSTRUCTED = 0x20 // X.690 §8.1.2.5

/** A value before `encode` turns it into DER. */
export type Asn1 = forge.Asn1

/** The DER of a value. */
export function encode(value: Asn1): Uint8Array {
  return Buffer.from(forge.toDer(value).getBytes(), 'latin1')
}

/**
 * A value that is already DER, such as a name, a key or a signed part. It is written unchanged.
 * @param der exactly one element
 */
export function encoded(der: Uint8Array): Asn1 {
  const [tag = 0, first = 0] = der
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f)
  // node-forge ORs class and type into the tag byte, so a type may carry the constructed bit over raw content
  return forge.create(tag & 0xc0, tag & 0x3f, false, latin1(der.subarray(header)))
}

export function sequence(...values: readonly Asn1[]): Asn1 {
  return forge.create(UNIVERSAL, Type.SEQUENCE, true, [...values])
}

/** `SET OF`, in the order of the elements' bytes (X.690 §11.6). */
export function setOf(...values: readonly Asn1[]): Asn1 {
  if (values.length < 2) return forge.create(UNIVERSAL, Type.SET, true, [...values])
  const sorted = values.map(encode).sort(Buffer.compare)
  return forge.create(UNIVERSAL, Type.SET, true, sorted.map(encoded))
}

/** `[number] EXPLICIT`, or an implicit tag on a constructed value, which has the same bytes. */
export function tagged(number: number, ...values: readonly Asn1[]): Asn1 {
  return forge.create(CONTEXT_SPECIFIC, number, true, [...values])
}

/** `[number] IMPLICIT` on a primitive value. */
export function taggedBytes(number: number, content: Uint8Array): Asn1 {
  return forge.create(CONTEXT_SPECIFIC, number, false, latin1(content))
}

export function objectIdentifier(dotted: string): Asn1 {
  return forge.create(UNIVERSAL, Type.OID, false, forge.oidToDer(dotted).getBytes())
}

/** @param value not negative, of any size (node-forge's own `integerToDer` is limited to 32 bits) */
export function integer(value: number | bigint): Asn1 {
  return integerOf(value.toString(16))
}

/** @param hex a number that is not negative, in hexadecimal digits */
export function integerOf(hex: string): Asn1 {
  if (!/^[0-9a-f]+$/i.test(hex)) throw new RangeError(`expected a number in hexadecimal, got '${hex}'`)
  return unsigned(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'))
}

/** @param bytes of a number that is not negative, the highest first; at least one */
function unsigned(bytes: Uint8Array): Asn1 {
  let start = 0
  while (bytes[start] === 0 && start < bytes.length - 1) start++
  const sign = (bytes[start] ?? 0) >= 0x80 ? '\0' : '' // X.690 §8.3.3: the top bit is the sign
  return forge.create(UNIVERSAL, Type.INTEGER, false, sign + latin1(bytes.subarray(start)))
}

/** `TRUE`. `FALSE` is always a default here, and DER leaves out defaults (X.690 §11.5). */
export function booleanTrue(): Asn1 {
  return forge.create(UNIVERSAL, Type.BOOLEAN, false, '\xff') // X.690 §11.1
}

export function nullValue(): Asn1 {
  return forge.create(UNIVERSAL, Type.NULL, false, '')
}

export function octetString(content: Uint8Array): Asn1 {
  return forge.create(UNIVERSAL, Type.OCTETSTRING, false, latin1(content))
}

/** @param unusedBits of the last byte, 0 to 7 */
export function bitString(content: Uint8Array, unusedBits = 0): Asn1 {
  return forge.create(UNIVERSAL, Type.BITSTRING, false, String.fromCharCode(unusedBits) + latin1(content))
}

export function utf8String(text: string): Asn1 {
  return forge.create(UNIVERSAL, Type.UTF8, false, latin1(Buffer.from(text, 'utf8')))
}

/** UTF-16, with surrogate pairs above U+FFFF, as PKCS#12 readers expect it. */
export function bmpString(text: string): Asn1 {
  return forge.create(UNIVERSAL, Type.BMPSTRING, false, text)
}

/** UTCTime through 2049, GeneralizedTime after, in whole seconds (RFC 5280 §4.1.2.5). */
export function time(date: Date): Asn1 {
  const text = formatTime(date)
  const type = text.length === UTC_TIME_LENGTH ? Type.UTCTIME : Type.GENERALIZEDTIME
  return forge.create(UNIVERSAL, type, false, text)
}

const UTC_TIME_LENGTH = 'YYMMDDHHMMSSZ'.length

/** `YYMMDDHHMMSSZ` from 1950 through 2049, `YYYYMMDDHHMMSSZ` in other years up to 9999 (RFC 5280 §4.1.2.5). */
function formatTime(date: Date): string {
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) throw new RangeError('expected a date in the years 0 to 9999')
  const century = year >= 1950 && year <= 2049 ? '' : twoDigits(Math.floor(year / 100))
  const day = twoDigits(year % 100) + twoDigits(date.getUTCMonth() + 1) + twoDigits(date.getUTCDate())
  const clock =
    twoDigits(date.getUTCHours()) + twoDigits(date.getUTCMinutes()) + twoDigits(date.getUTCSeconds())
  return `${century}${day}${clock}Z`
}

/** Tag and length for content of that many bytes, which may be too large to build as a tree. */
export function elementHeader(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length)
  const digits = length.toString(16)
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex')
  return Uint8Array.of(tag, 0x80 | bytes.length, ...bytes) // X.690 §8.1.3.5
}

export const SEQUENCE_TAG = CONSTRUCTED | Type.SEQUENCE

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : `${number}`
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
