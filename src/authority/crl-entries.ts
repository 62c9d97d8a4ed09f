// Encodes the entries of a CRL as bytes, because a list may have 100,000 small and similar entries.
// Source: RFC 5280 §5.1.2.6 and §5.3.
import type { Instant } from '../instant.ts'
import { REVOCATION_REASONS, type RevocationReason } from '../inventory/reasons.ts'
import type { RevokedList } from '../inventory/revocations.ts'
import { encode, objectIdentifier } from '../x509/asn1.ts'
import { TAG } from '../x509/der-reader.ts'
import { EXTENSION_OIDS } from '../x509/oids.ts'

const MAXIMUM_SERIAL_BYTES = 20 // RFC 5280 §4.1.2.2
/** Short enough for a length of one byte. */
const MAXIMUM_ENTRY_BYTES = 127
const ENUMERATED = 0x0a

/**
 * All entries as DER, without the SEQUENCE around them:
 * `SEQUENCE { userCertificate INTEGER, revocationDate Time, crlEntryExtensions OPTIONAL }`
 */
export function encodeEntries(entries: RevokedList): Uint8Array {
  const buffer = Buffer.alloc(entries.length * MAXIMUM_ENTRY_BYTES)
  let end = 0
  let last = { revokedAt: '', reason: '', der: Buffer.alloc(0) } // many are revoked at the same time
  for (const { serialNumber, revokedAt, reason } of entries) {
    if (revokedAt !== last.revokedAt || reason !== last.reason) {
      last = { revokedAt, reason, der: Buffer.concat([encodeTime(revokedAt), encodeReason(reason)]) }
    }
    const hex = signedHex(serialNumber)
    const length = hex.length / 2
    buffer[end++] = TAG.sequence
    buffer[end++] = 2 + length + last.der.length
    buffer[end++] = TAG.integer
    buffer[end++] = length
    end += buffer.write(hex, end, 'hex')
    end += last.der.copy(buffer, end)
  }
  return buffer.subarray(0, end)
}

/** Without leading zero bytes, except one that keeps the number positive (X.690 §8.3.3). */
function signedHex(serialNumber: string): string {
  const hex = serialNumber.replace(/^(?:00)+(?=..)/, '')
  if (hex.length < 2 || hex.length > 2 * MAXIMUM_SERIAL_BYTES) {
    throw new RangeError(`expected a serial number of 1 to 20 bytes, got ${hex.length / 2}`)
  }
  return /^[89a-f]/i.test(hex) ? `00${hex}` : hex
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). */
function encodeTime(instant: Instant): Uint8Array {
  const isUtcTime = instant >= '1950' && instant < '2050'
  const text = instant.replace(/[-:T]/g, '').slice(isUtcTime ? 2 : 0)
  return Buffer.from([isUtcTime ? TAG.utcTime : TAG.generalizedTime, text.length, ...Buffer.from(text)])
}

/** `SEQUENCE { Extension { reasonCode, OCTET STRING { ENUMERATED } } }`; none for `unspecified` (§5.3.1). */
function encodeReason(reason: RevocationReason): Uint8Array {
  const code = REVOCATION_REASONS[reason]
  if (code === REVOCATION_REASONS.unspecified) return Buffer.alloc(0)
  const oid = encode(objectIdentifier(EXTENSION_OIDS.reasonCode))
  const value = [TAG.octetString, 3, ENUMERATED, 1, code]
  const extension = [TAG.sequence, oid.length + value.length, ...oid, ...value]
  return Buffer.from([TAG.sequence, extension.length, ...extension])
}
