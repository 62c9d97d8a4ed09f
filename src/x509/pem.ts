// PEM text around DER (RFC 7468). What the bytes are, and legacy encryption inside PEM, is left to others.
import { UserError } from '../errors.ts'

export interface PemBlock {
  /** What stands after BEGIN, such as `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
}

const LINE = /.{1,64}/g // RFC 7468 §2
const PART_BYTES = 48 * 1024 // whole lines

/** Ends with a line end. */
export function encodePem(label: string, der: Uint8Array): string {
  return Buffer.concat([...encodePemParts(label, der)]).toString('latin1')
}

/** The same in parts, for what is too large to be held twice. */
function* encodePemParts(label: string, der: Uint8Array): Generator<Buffer> {
  yield Buffer.from(`-----BEGIN ${label}-----\n`)
  for (let start = 0; start < der.length; start += PART_BYTES) {
    const base64 = Buffer.from(der.subarray(start, start + PART_BYTES)).toString('base64')
    yield Buffer.from(base64.replace(LINE, '$&\n'))
  }
  yield Buffer.from(`-----END ${label}-----\n`)
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
