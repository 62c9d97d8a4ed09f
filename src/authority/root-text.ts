// Decodes PEM files to text, also with a byte order mark and UTF-16, as PowerShell and Notepad write them.

/** @returns null if the bytes are not PEM; then they may be DER */
export function decodeText(bytes: Uint8Array): string | null {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hasMark = whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf
  const buffer = hasMark ? whole.subarray(3) : whole
  if (buffer[0] === 0x30 && (buffer[1] ?? 0) > 0x80) return null // DER: a SEQUENCE (X.690 §8.1.3.5). A CRL may be too long to search
  const bigEndian = buffer[0] === 0xfe && buffer[1] === 0xff
  const littleEndian = buffer[0] === 0xff && buffer[1] === 0xfe
  const even = buffer.subarray(0, buffer.length & ~1)
  const text = bigEndian
    ? Buffer.from(even).swap16().toString('utf16le')
    : buffer.toString(littleEndian ? 'utf16le' : 'latin1')
  return text.includes('-----BEGIN ') ? text : null
}
