// Bytes of an answer file <-> its text, losslessly: text without a change encodes to the same bytes.
// Encodings: UTF-8 with or without BOM, UTF-16 with BOM, and ASCII alone where US-ASCII or an encoding that agrees with it
// is declared (XML 1.0 §4.3.3, appendix F): what certstick adds is ASCII, so the declaration stays true.
import type { UserError } from '../errors.ts'
import { faultAt } from './fault.ts'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

export interface EncodedText {
  /** Without the byte order mark. */
  readonly text: string
  readonly encoding: Encoding
  readonly bom: boolean
}

const BOMS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const

/** @throws UserError `wrong-input` where the bytes are not text, or not in the encoding that they declare. */
export function decodeText(bytes: Uint8Array): EncodedText {
  const mark = BOMS.find((bom) => bom.bytes.every((byte, i) => bytes[i] === byte))
  // XML 1.0 §4.3.3 demands the mark of UTF-16; without it the file reads as UTF-8 with a zero in each pair.
  if (mark === undefined && (bytes[0] === 0 || bytes[1] === 0)) {
    throw refusal('', 'the file is UTF-16 or UTF-32 without a byte order mark')
  }
  const encoding = mark?.encoding ?? 'utf-8'
  const text = decode(bytes, mark?.bytes.length ?? 0, encoding)
  if (text.startsWith('\uFEFF')) {
    throw refusal('', 'the file has two byte order marks')
  }
  const encoded = { text, encoding, bom: mark !== undefined }
  assertDeclared(encoded)
  return encoded
}

export function encodeText({ text, encoding, bom }: EncodedText): Uint8Array {
  const marked = bom ? `\uFEFF${text}` : text
  if (encoding === 'utf-8') return Buffer.from(marked, 'utf8')
  const bytes = Buffer.from(marked, 'utf16le')
  return encoding === 'utf-16le' ? bytes : bytes.swap16()
}

function decode(bytes: Uint8Array, start: number, encoding: Encoding): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start))
  } catch {
    const { text, offset } = validPrefix(bytes, start, encoding)
    throw refusal(text, `byte 0x${offset.toString(16)} of the file is not ${encoding.toUpperCase()}`)
  }
}

/** What decodes before the first bad byte, and where that byte is: bytes fed one by one until one is refused. */
function validPrefix(bytes: Uint8Array, start: number, encoding: Encoding): { text: string; offset: number } {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  let text = ''
  for (let offset = start; offset < bytes.length; offset++) {
    try {
      text += decoder.decode(bytes.subarray(offset, offset + 1), { stream: true })
    } catch {
      return { text, offset }
    }
  }
  return { text, offset: bytes.length }
}

/** The encodings that a declaration may name, and what they must be. (XML 1.0 §4.3.3) */
const DECLARABLE: Readonly<Record<string, readonly Encoding[]>> = {
  'utf-8': ['utf-8'],
  'utf-16': ['utf-16le', 'utf-16be'],
  'utf-16le': ['utf-16le'],
  'utf-16be': ['utf-16be'],
}

/** Alike in their first 128 characters, so that ASCII reads the same in each. */
const LIKE_ASCII = /^(?:(?:us-)?ascii|iso-8859-\d{1,2}|windows-125\d)$/i

function assertDeclared({ text, encoding, bom }: EncodedText): void {
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1]
  if (declared === undefined) return
  const foreign = LIKE_ASCII.test(declared) && encoding === 'utf-8' && !bom ? text.search(/[^\0-\x7f]/) : null
  if (foreign === -1) return
  if (foreign !== null)
    throw refusal(
      text.slice(0, foreign),
      `a character beyond ASCII, but the file declares encoding "${declared}"`,
    )
  const allowed = DECLARABLE[declared.toLowerCase()]
  if (allowed === undefined) throw refusal('', `the declared encoding "${declared}" is not supported`)
  if (!allowed.includes(encoding)) {
    throw refusal('', `the file is ${encoding.toUpperCase()}, but declares encoding "${declared}"`)
  }
}

/** `before`: the text up to the fault. */
function refusal(before: string, message: string): UserError {
  const hint = 'save the file as UTF-8 and declare encoding="utf-8"'
  return faultAt({ text: before, offset: before.length }, { code: 'unreadable-text', message, hint })
}
