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
import { encodeEntries, type RevokedEntry } from './crl-entries.ts'

export interface CrlPlan {
  /** Higher than in every list before (RFC 5280 §5.2.3). */
  readonly crlNumber: bigint | number
  readonly thisUpdate: Date
  /** From then on, every sign-in that asks for this list fails. */
  readonly nextUpdate: Date
  /** Each serial number once. */
  readonly entries: readonly RevokedEntry[]
}

/** `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }`, DER */
export function signCrl(plan: CrlPlan, issuer: Issuer): Uint8Array {
  const root = inspectCertificate(issuer.certificate)
  const scheme = signatureScheme(issuer.privateKey)
  const entries = encodeEntries(plan.entries)
  const tbsCertList = joinSequence([
    encode(integer(1)), // v2
    encode(scheme.algorithm),
    root.subjectDer,
    encode(time(plan.thisUpdate)),
    encode(time(plan.nextUpdate)),
    // because §5.1.2.6 wants no empty list of entries
    ...(entries.length === 0 ? [] : [elementHeader(SEQUENCE_TAG, entries.length), entries]),
    encode(
      tagged(
        0,
        sequence(
          authorityKeyIdentifier(authorityIdentifierOf(root)),
          extension('cRLNumber', 'optional', integer(plan.crlNumber)),
        ),
      ),
    ),
  ])
  const signature = scheme.sign(tbsCertList)
  return joinSequence([tbsCertList, encode(scheme.algorithm), encode(bitString(signature))])
}

/** A SEQUENCE of parts that are DER already. */
function joinSequence(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([elementHeader(SEQUENCE_TAG, length), ...parts])
}

export { REVOCATION_REASONS, type RevocationReason, type RevokedEntry } from './crl-entries.ts'
