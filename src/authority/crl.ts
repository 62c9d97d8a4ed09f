// Encodes and signs a CRL, version 2. The inventory knows the entries and the next number; `crl-entries.ts` encodes the
// entries. Source: RFC 5280 §5.
import type { RevokedList } from '../inventory/revocations.ts'
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
import { encodeEntries } from './crl-entries.ts'

export interface CrlPlan {
  /** Higher than in all earlier lists (RFC 5280 §5.2.3). */
  readonly crlNumber: bigint | number
  readonly thisUpdate: Date
  /** After this moment every sign-in that needs this list fails. */
  readonly nextUpdate: Date
  /** Each serial number once. */
  readonly entries: RevokedList
}

/** `CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }`, DER. */
export function signCrl(plan: CrlPlan, issuer: Issuer): Uint8Array {
  const root = inspectCertificate(issuer.certificate)
  const scheme = signatureScheme(issuer.privateKey)
  const algorithm = encode(scheme.algorithm)
  const entries = encodeEntries(plan.entries)
  const extensions = sequence(
    authorityKeyIdentifier(authorityIdentifierOf(root)),
    extension('cRLNumber', 'optional', integer(plan.crlNumber)),
  )
  const tbsCertList = wrap(
    encode(integer(1)), // v2
    algorithm,
    root.subjectDer,
    encode(time(plan.thisUpdate)),
    encode(time(plan.nextUpdate)),
    ...(entries.length === 0 ? [] : [wrap(entries)]), // an empty list is not allowed (§5.1.2.6)
    encode(tagged(0, extensions)),
  )
  return wrap(tbsCertList, algorithm, encode(bitString(scheme.sign(tbsCertList))))
}

/** A SEQUENCE of DER bytes, because a list may have many megabytes. */
function wrap(...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([elementHeader(SEQUENCE_TAG, length), ...parts])
}
