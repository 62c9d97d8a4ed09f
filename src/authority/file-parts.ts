// What a file of a CA contains: certificates, CRLs, a private key, a PFX. PEM, DER, PKCS#7 and bare base64, as tools and people
// leave them; the content decides, not the name. Source: RFC 7468, RFC 5652 §5.1, RFC 7292 §4.
import { UserError, unlessRefused } from '../errors.ts'
import {
  contextTag,
  type Element,
  readElement,
  readElements,
  readHeader,
  readSequence,
  TAG,
} from '../x509/der-reader.ts'
import { readObjectIdentifier } from '../x509/der-values.ts'
import { PKCS7_SIGNED_DATA_OID } from '../x509/oids.ts'
import { decodePem, type PemBlock } from '../x509/pem.ts'
import { decodeText } from './root-text.ts'

export interface Part {
  readonly kind: 'certificate' | 'crl' | 'key' | 'pfx' | 'unknown'
  /** DER; of a key, the whole file, which `decodeKey` reads. */
  readonly bytes: Uint8Array
}

/** Empty: text without any of them. @throws UserError wrong-input: a PEM block is broken */
export function readParts(bytes: Uint8Array): readonly Part[] {
  const text = decodeText(bytes)
  if (text === null) return partsOf(withoutArmor(bytes) ?? trimmed(bytes))
  const key: Part[] = /-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----/.test(text) ? [{ kind: 'key', bytes }] : []
  return [...key, ...decodePem(text).flatMap(partsOfBlock)]
}

/** PEM labels that OpenSSL (pem.h) and others use for what this file knows. certutil labels everything as a certificate. */
const LABELS = /^(?:(?:X509 )?CERTIFICATE|X509 CRL|PKCS7|PKCS #7 SIGNED DATA|CMS)$/

function partsOfBlock({ label, der }: PemBlock): readonly Part[] {
  if (LABELS.test(label)) return partsOf(der)
  if (label !== 'TRUSTED CERTIFICATE') return []
  return [{ kind: 'certificate', bytes: readElements(der)[0]?.der ?? der }] // its trust settings follow
}

function partsOf(der: Uint8Array): readonly Part[] {
  try {
    return partsOfDer(der)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [{ kind: isIndefinitePfx(der) ? 'pfx' : 'unknown', bytes: der }]
  }
}

function partsOfDer(der: Uint8Array): readonly Part[] {
  const [first, second, third] = readSequence(readElement(der))
  if (first?.tag === TAG.integer) {
    const isPfx = first.content[0] === 3 && second?.tag === TAG.sequence // a key has version 0 or 1
    return [isPfx ? { kind: 'pfx', bytes: der } : { kind: 'key', bytes: der }]
  }
  if (first?.tag === TAG.objectIdentifier) return partsOfSignedData(first, second)
  if (first?.tag === TAG.sequence && second?.tag === TAG.octetString) return [{ kind: 'key', bytes: der }]
  if (third?.tag !== TAG.bitString) return [{ kind: 'unknown', bytes: der }]
  return [{ kind: isRevocationList(readSequence(first)) ? 'crl' : 'certificate', bytes: der }]
}

/** The times of a certificate are one level below those of a list. */
function isRevocationList(fields: readonly Element[]): boolean {
  return fields.some(({ tag }) => tag === TAG.utcTime || tag === TAG.generalizedTime)
}

/** `SignedData { version, digestAlgorithms, encapContentInfo, certificates [0], crls [1], signerInfos }` */
function partsOfSignedData(type: Element, content: Element | undefined): readonly Part[] {
  if (content === undefined || readObjectIdentifier(type) !== PKCS7_SIGNED_DATA_OID)
    return [{ kind: 'unknown', bytes: type.der }]
  const fields = readSequence(readElement(content.content), 'SignedData')
  const inside = (number: number) =>
    fields
      .filter(({ tag }) => tag === contextTag(number, true))
      .flatMap((set) => readElements(set.content))
      .map(({ der }) => der)
  return [
    ...inside(0).map((bytes): Part => ({ kind: 'certificate', bytes })),
    ...inside(1).map((bytes): Part => ({ kind: 'crl', bytes })),
  ]
}

/** As NSS writes it: BER, with a length that is not known. */
function isIndefinitePfx(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 5)).toString('hex') === '3080020103'
}

/** Nobody copies more out of a page. */
const MOST_BASE64_BYTES = 1 << 20

/** Base64 that lost its first and last line, as it is copied out of a web page; null: it is not that. */
function withoutArmor(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] === TAG.sequence && (bytes[1] ?? 0) >= 0x80) return null
  if (bytes.length > MOST_BASE64_BYTES) return null
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .replace(/\s+/g, '')
  return /^M[\w+/]{40,}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null
}

/** Without the line end that editors and FTP add to DER. */
export function trimmed(bytes: Uint8Array): Uint8Array {
  const header = unlessRefused(() => readHeader(bytes, 0), null)
  if (header === null) return bytes
  const rest = Buffer.from(bytes.subarray(header.contentStart + header.length))
  const isBlank = rest.length > 0 && rest.toString('latin1').trim() === ''
  return isBlank ? bytes.subarray(0, -rest.length) : bytes
}
