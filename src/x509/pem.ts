// PEM text around DER (RFC 7468). What the bytes are, and legacy encryption inside PEM, is left to others.
import { UserError } from '../errors.ts'

export interface PemBlock {
  /** What stands after BEGIN, such as `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
}

const LINE_LENGTH = 64 // RFC 7468 §2
const LINE_FEED = 0x0a
const PART_BYTES = 48 * 1024 // whole lines: 48 bytes are 64 letters
const PART_LETTERS = (PART_BYTES / 48) * LINE_LENGTH

/** Ends with a line end. */
export function encodePem(label: string, der: Uint8Array): string {
  let text = ''
  for (const part of encodePemParts(label, der)) text += part.toString('latin1')
  return text
}

/** The same in parts, for what is too large to be held twice: each is good until the next. */
export function* encodePemParts(label: string, der: Uint8Array): Generator<Buffer> {
  yield Buffer.from(`-----BEGIN ${label}-----\n`)
  const room = Math.min(PART_LETTERS, Math.ceil(der.length / 3) * 4)
  const letters = Buffer.allocUnsafe(room)
  const lines = Buffer.allocUnsafe(room + Math.ceil(room / LINE_LENGTH))
  for (let at = 0; at < der.length; at += PART_BYTES) {
    const part = der.subarray(at, at + PART_BYTES)
    const base64 = Buffer.from(part.buffer, part.byteOffset, part.length).toString('base64')
    yield lines.subarray(0, breakLines(letters.subarray(0, letters.write(base64, 'latin1')), lines))
  }
  yield Buffer.from(`-----END ${label}-----\n`)
}

/** Letter by letter, because that is faster than a call for each line. @returns how many bytes it made */
function breakLines(letters: Uint8Array, into: Uint8Array): number {
  let end = 0
  for (let start = 0; start < letters.length; start += LINE_LENGTH) {
    const next = Math.min(start + LINE_LENGTH, letters.length)
    for (let at = start; at < next; at++) into[end++] = letters[at] ?? 0
    into[end++] = LINE_FEED
  }
  return end
}

/**
 * Every block of the text, in order; text before, between and after them is passed over (RFC 7468 §2), and so are
 * blocks with headers (`Proc-Type: 4,ENCRYPTED`), which only `node:crypto` can open.
 * @throws wrong-input on a block that does not end, ends under another label, or holds no base64
 */
export function decodePem(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = []
  let label: string | null = null
  let body: string[] = []
  for (const line of text.split(/\r\n|[\r\n]/)) {
    const boundary = /^\s*-----(BEGIN|END) ([^\n]*?)-----\s*$/.exec(line)
    if (boundary === null) {
      if (label !== null) body.push(line.trim())
    } else if (boundary[1] === 'BEGIN') {
      if (label !== null) throw broken(label, 'does not end')
      label = boundary[2] ?? ''
      body = []
    } else if (label !== null) {
      if (boundary[2] !== label) throw broken(label, `ends as '${boundary[2]}'`)
      if (!body.some((part) => part.includes(':')))
        blocks.push({ label, der: decodeBase64(label, body.join('')) })
      label = null
    }
  }
  if (label !== null) throw broken(label, 'does not end')
  return blocks
}

function decodeBase64(label: string, base64: string): Uint8Array {
  const der = Buffer.from(base64, 'base64')
  // because Buffer passes over what is not base64
  if (der.length === 0 || der.toString('base64') !== base64)
    throw broken(label, 'holds something that is not base64')
  return der
}

function broken(label: string, reason: string): UserError {
  return new UserError('wrong-input', `the PEM block '${label}' ${reason}`)
}
