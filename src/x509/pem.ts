// Encodes and decodes PEM (RFC 7468), without looking at the bytes inside, and without the old encryption of PEM.
import { UserError } from '../errors.ts'

export interface PemBlock {
  /** The text after BEGIN, such as `CERTIFICATE`. */
  readonly label: string
  readonly der: Uint8Array
}

const LINE = /.{1,64}/g // RFC 7468 §2

/** Ends with a line end. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64')
  return `-----BEGIN ${label}-----\n${base64.replace(LINE, '$&\n')}-----END ${label}-----\n`
}

/**
 * All blocks of the text, in order. Other text (RFC 7468 §2) is ignored, and so are blocks with headers
 * (`Proc-Type: 4,ENCRYPTED`), which only `node:crypto` can open.
 * @throws UserError wrong-input: a block has no end, ends with another label, or is not base64
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
      if (label !== null) throw broken(label, 'has no end')
      label = boundary[2] ?? ''
      body = []
    } else if (label !== null) {
      if (boundary[2] !== label) throw broken(label, `ends as '${boundary[2]}'`)
      if (!body.some((part) => part.includes(':')))
        blocks.push({ label, der: decodeBase64(label, body.join('')) })
      label = null
    }
  }
  if (label !== null) throw broken(label, 'has no end')
  return blocks
}

function decodeBase64(label: string, base64: string): Uint8Array {
  const der = Buffer.from(base64, 'base64')
  // Buffer ignores what is not base64
  if (der.length === 0 || der.toString('base64') !== base64)
    throw broken(label, 'has characters that are not base64')
  return der
}

function broken(label: string, reason: string): UserError {
  return new UserError('wrong-input', `the PEM block '${label}' ${reason}`)
}
