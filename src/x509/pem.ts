// PEM text around DER (RFC 7468). What the bytes are, and legacy encryption inside PEM, is left to others.
import { UserError } from '../errors.ts'

export interface PemBlock {
  /** What stands after BEGIN, such as `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
}

/** RFC 7468 §2: 64 letters a line, which are 48 bytes. */
const LINE_LETTERS = 64
const LINE_BYTES = 48
const PART_LINES = 1024
const LETTERS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') // RFC 4648 §4
const LINE_FEED = 0x0a

/** Ends with a line end. */
export function encodePem(label: string, der: Uint8Array): string {
  let text = ''
  for (const part of encodePemParts(label, der)) text += part.toString('latin1')
  return text
}

/** The same in parts, for what is too large to be held twice: each is good until the next. */
export function* encodePemParts(label: string, der: Uint8Array): Generator<Buffer> {
  yield Buffer.from(`-----BEGIN ${label}-----\n`)
  const wholeLines = Math.floor(der.length / LINE_BYTES)
  const lines = Buffer.allocUnsafe(Math.min(PART_LINES, wholeLines) * (LINE_LETTERS + 1))
  for (let line = 0; line < wholeLines; line += PART_LINES) {
    const end = Math.min(line + PART_LINES, wholeLines) * LINE_BYTES
    yield lines.subarray(0, writeLines(der, { start: line * LINE_BYTES, end }, lines))
  }
  const rest = Buffer.from(der.subarray(wholeLines * LINE_BYTES))
  if (rest.length > 0) yield Buffer.from(`${rest.toString('base64')}\n`)
  yield Buffer.from(`-----END ${label}-----\n`)
}

/** Letter by letter, because a string of them, broken into lines, takes three times as long. @returns where it ends */
function writeLines(der: Uint8Array, bytes: { start: number; end: number }, into: Uint8Array): number {
  let at = 0
  for (let line = bytes.start; line < bytes.end; line += LINE_BYTES) {
    for (let index = line; index < line + LINE_BYTES; index += 3) {
      const three = ((der[index] ?? 0) << 16) | ((der[index + 1] ?? 0) << 8) | (der[index + 2] ?? 0)
      into[at++] = LETTERS[three >> 18] ?? 0
      into[at++] = LETTERS[(three >> 12) & 63] ?? 0
      into[at++] = LETTERS[(three >> 6) & 63] ?? 0
      into[at++] = LETTERS[three & 63] ?? 0
    }
    into[at++] = LINE_FEED
  }
  return at
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
