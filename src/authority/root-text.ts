// Decodes PEM files to text, also UTF-16, which PowerShell's `>` writes.

/** @returns null if the bytes are not PEM; then they may be DER */
export function decodeText(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0x30 && (buffer[1] ?? 0) > 0x80) return null // DER: a SEQUENCE (X.690 §8.1.3.5). A CRL may be too long to search
  const bigEndian = buffer[0] === 0xfe && buffer[1] === 0xff
  const littleEndian = buffer[0] === 0xff && buffer[1] === 0xfe
  const even = buffer.subarray(0, buffer.length & ~1)
  const text = bigEndian
    ? Buffer.from(even).swap16().toString('utf16le')
    : buffer.toString(littleEndian ? 'utf16le' : 'latin1')
  return text.includes('-----BEGIN ') ? text : null
}
