// PEM files as text, whatever wrote them: PowerShell's `>` makes UTF-16 of what openssl prints.

/** @returns null where the bytes hold no PEM: they are DER then, or nothing that we know */
export function decodeText(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0x30 && (buffer[1] ?? 0) > 0x80) return null // because a list may be long: a SEQUENCE, X.690 §8.1.3.5
  const bigEndian = buffer[0] === 0xfe && buffer[1] === 0xff
  const littleEndian = buffer[0] === 0xff && buffer[1] === 0xfe
  const even = buffer.subarray(0, buffer.length & ~1)
  const text = bigEndian
    ? Buffer.from(even).swap16().toString('utf16le')
    : buffer.toString(littleEndian ? 'utf16le' : 'latin1')
  return text.includes('-----BEGIN ') ? text : null
}
