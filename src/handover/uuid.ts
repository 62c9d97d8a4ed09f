// UUIDs that are computed from the certificate: the same certificate gives the same profile, which macOS then replaces
// instead of adding a second one. Source: RFC 9562 §5.8 (version 8), with SHA-256 as its appendix B.2 shows.
import { createHash } from 'node:crypto'

/** @param purpose tells apart the UUIDs of one certificate, such as `root` and `identity` */
export function uuidOf(purpose: string, certificate: Uint8Array): string {
  const bytes = createHash('sha256').update(`certstick:${purpose}\0`).update(certificate).digest()
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80 // version 8, RFC 9562 §4.2
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80 // variant 10, RFC 9562 §4.1
  const hex = bytes.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)]
  return parts.join('-').toUpperCase()
}
