// Encodes and signs a certificate revocation list, version 2. What is revoked, and the next number, is the ledger's;
// the entries' bytes are `crl-entries.ts`. Source: RFC 5280 §5.
import {
  bitString,
  elementHeader,
  encode,
  integer,
  SEQUENCE_TAG,
  sequence,
  tagged,
  time,
} from '../x509/asn1.ts'
import type { Issuer } from '../x509/certificate.ts'
import { authorityKeyIdentifier, extension } from '../x509/extensions.ts'
import { authorityIdentifierOf } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { signatureScheme } from '../x509/signature.ts'
import { entriesRoom, type RevokedList, writeEntries } from './crl-entries.ts'

export interface CrlPlan {
  /** Higher than in every list before (RFC 5280 §5.2.3). */
  readonly crlNumber: bigint | number
  readonly thisUpdate: Date
  /** From then on, every sign-in that asks for this list fails. */
  readonly nextUpdate: Date
  /** Each serial number once. */
  readonly entries: RevokedList
}

/** RSA-16384, with the BIT STRING around it. */
const SIGNATURE_ROOM = 2_048 + 16
/** Before the entries: their own header, and those of the list and of what is signed; X.690 §8.1.3.5, 4 bytes of length. */
const HEADERS_ROOM = 3 * (1 + 1 + 4)

/**
 * `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }`, DER. It is written into
 * one piece of memory, the entries first and their headers before them, because a list may have many megabytes.
 */
export function signCrl(plan: CrlPlan, issuer: Issuer): Uint8Array {
  const root = inspectCertificate(issuer.certificate)
  const scheme = signatureScheme(issuer.privateKey)
  const algorithm = encode(scheme.algorithm)
  const before = Buffer.concat([
    encode(integer(1)), // v2
    algorithm,
    root.subjectDer,
    encode(time(plan.thisUpdate)),
    encode(time(plan.nextUpdate)),
  ])
  const after = encode(
    tagged(
      0,
      sequence(
        authorityKeyIdentifier(authorityIdentifierOf(root)),
        extension('cRLNumber', 'optional', integer(plan.crlNumber)),
      ),
    ),
  )
  const head = HEADERS_ROOM + before.length
  const room = head + entriesRoom(plan.entries) + after.length + algorithm.length + SIGNATURE_ROOM
  const buffer = Buffer.allocUnsafeSlow(room)
  let end = writeEntries(buffer, head, plan.entries)
  let start = head
  const wrap = (header: Uint8Array) => {
    start -= header.length
    buffer.set(header, start)
  }
  // because §5.1.2.6 wants no empty list of entries
  if (end > head) wrap(elementHeader(SEQUENCE_TAG, end - head))
  wrap(before)
  buffer.set(after, end)
  end += after.length
  wrap(elementHeader(SEQUENCE_TAG, end - start))
  const signature = encode(bitString(scheme.sign(buffer.subarray(start, end))))
  for (const part of [algorithm, signature]) {
    buffer.set(part, end)
    end += part.length
  }
  wrap(elementHeader(SEQUENCE_TAG, end - start))
  return buffer.subarray(start, end)
}

export {
  REVOCATION_REASONS,
  type RevocationReason,
  type RevokedEntry,
  type RevokedList,
} from './crl-entries.ts'
