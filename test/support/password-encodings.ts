// How a password may be written down: searched for where none of it may be.

export interface PasswordEncoding {
  readonly name: string
  readonly bytes: Buffer
}

/** UTF-8, UTF-16 both ways, each of these in hex and in base64 at its three offsets, and hex and base64 as UTF-16 too. */
export function encodingsOf(password: string): PasswordEncoding[] {
  const little = Buffer.from(password, 'utf16le')
  const plain: PasswordEncoding[] = [
    { name: 'UTF-8', bytes: Buffer.from(password) },
    { name: 'UTF-16LE', bytes: little },
    { name: 'UTF-16BE', bytes: Buffer.from(little).swap16() },
  ]
  const texts = plain.flatMap(({ name, bytes }) => [
    { name: `${name} in hex`, text: Buffer.from(bytes).toString('hex') },
    { name: `${name} in upper-case hex`, text: Buffer.from(bytes).toString('hex').toUpperCase() },
    ...[0, 1, 2].map((offset) => ({ name: `${name} in base64 at ${offset}`, text: base64At(bytes, offset) })),
  ])
  return [
    ...plain,
    ...texts.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })),
    ...texts.map(({ name, text }) => ({ name: `${name}, as UTF-16LE`, bytes: Buffer.from(text, 'utf16le') })),
  ]
}

/** The part of the base64 that depends on these bytes alone, if they begin at that offset in a group of three. */
function base64At(bytes: Uint8Array, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/, '')
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  return text.slice(first, last)
}
