// Distinguished names: encodes ours, and shows any. Names are compared by their bytes.
// Source: X.501, RFC 5280 §4.1.2.4 and appendix A.1.
import { oneLine } from '../screen-text.ts'
import { type Asn1, encode, objectIdentifier, sequence, setOf, utf8String } from './asn1.ts'
import {
  type Element,
  expectTag,
  malformed,
  readElement,
  readElements,
  readSequence,
  TAG,
} from './der-reader.ts'
import { readObjectIdentifier, readText } from './der-values.ts'

export interface NameAttribute {
  readonly type: 'commonName' | 'organizationName'
  readonly value: string
}

const OIDS = {
  commonName: '2.5.4.3', // RFC 5280 appendix A.1, id-at-commonName
  organizationName: '2.5.4.10', // RFC 5280 appendix A.1, id-at-organizationName
} as const

/** The most characters of each (RFC 5280 appendix A.1, ub-common-name and ub-organization-name). */
export const MOST_NAME_CHARACTERS = 64

/** Why the text cannot be a value of these attributes; null if it can. */
export function nameFault(text: string): string | null {
  if (text.trim() === '') return 'is empty'
  if (text !== text.trim()) return 'begins or ends with a space'
  const characters = [...text].length
  if (characters > MOST_NAME_CHARACTERS)
    return `has ${characters} characters; at most ${MOST_NAME_CHARACTERS} are allowed`
  if (!text.isWellFormed()) return 'is not well-formed Unicode'
  if (text.includes('\ufffd')) return 'contains U+FFFD, which replaces a lost character'
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? 'contains a line break or another control character' : null
}

/** The DER of a Name: one attribute per RDN, in the given order, as UTF8String. */
export function encodeName(attributes: readonly NameAttribute[]): Uint8Array {
  return encode(sequence(...attributes.map(relativeName)))
}

function relativeName({ type, value }: NameAttribute): Asn1 {
  return setOf(sequence(objectIdentifier(OIDS[type]), utf8String(value)))
}

/** One attribute; `value` is null if it is not a string. */
export interface ReadAttribute {
  readonly oid: string
  readonly value: string | null
  /** The value's DER. */
  readonly der: Uint8Array
}

/** The RDNs in encoded order, each with its attributes. @throws UserError wrong-input: not a Name */
export function readName(nameDer: Uint8Array): readonly (readonly ReadAttribute[])[] {
  const name = expectTag(readElement(nameDer), TAG.sequence, 'a Name')
  return readElements(name.content).map((rdn) =>
    readElements(expectTag(rdn, TAG.set, 'a RelativeDistinguishedName').content).map(readAttribute),
  )
}

function readAttribute(attribute: Element): ReadAttribute {
  const [type, value, ...more] = readSequence(attribute, 'an attribute')
  const oid = readObjectIdentifier(expectTag(type, TAG.objectIdentifier, 'an attribute type'))
  if (value === undefined || more.length > 0) throw malformed('expected an attribute of type and value')
  return { oid, value: readText(value), der: value.der }
}

/** Null: the name has none, several, or one that is not text. @throws UserError wrong-input: not a Name */
export function commonNameOf(nameDer: Uint8Array): string | null {
  const [only, ...others] = readName(nameDer)
    .flat()
    .filter(({ oid }) => oid === OIDS.commonName)
  return only === undefined || others.length > 0 ? null : only.value
}

/** Short names of attribute types: RFC 4514 §3, RFC 4519 §2, and OpenSSL's names of two others. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
}

/**
 * A name for users, in encoded order: `C=DE, O=Größe & Söhne, CN=Root`. Always one line that is safe to show: separators
 * inside values are escaped, and control characters are shown as `\u001b`.
 * @throws UserError wrong-input: not a Name
 */
export function formatName(nameDer: Uint8Array): string {
  return readName(nameDer)
    .map((rdn) => rdn.map(formatAttribute).join(' + '))
    .join(', ')
}

function formatAttribute({ oid, value, der }: ReadAttribute): string {
  const shown = value === null ? `#${Buffer.from(der).toString('hex')}` : escapeText(value) // RFC 4514 §2.4
  return `${SHORT_NAMES[oid] ?? oid}=${shown}`
}

function escapeText(text: string): string {
  return oneLine(text.replace(/[\\,+";<>]/g, '\\$&'))
}
