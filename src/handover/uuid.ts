// UUIDs that are computed from the certificate: the same certificate gives the same profile, which macOS then replaces
// instead of adding a second one. Source: RFC 9562 §5.8 (version 8), with SHA-256 as its appendix B.2 shows.
import { createHash } from 'node:crypto'
import { formatUuid } from '../entra/uuid.ts'

/** @param purpose tells apart the UUIDs of one certificate, such as `root` and `identity` */
export function uuidOf(purpose: string, certificate: Uint8Array): string {
  const digest = createHash('sha256').update(`certstick:${purpose}\0`).update(certificate).digest()
  return formatUuid(digest, 8).toUpperCase()
}
