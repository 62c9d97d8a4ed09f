// The bytes that tools write for a text, in each encoding whose bytes say what it is.

export interface Encoding {
  readonly name: string
  readonly encode: (text: string) => Uint8Array
}

export const ENCODINGS: readonly Encoding[] = [
  { name: 'UTF-8', encode: (text) => Buffer.from(text) },
  { name: 'UTF-8 with a mark', encode: (text) => Buffer.from(`\uFEFF${text}`) },
  { name: 'UTF-16LE', encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le') },
  { name: 'UTF-16BE', encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16() },
]
