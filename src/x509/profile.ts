// The plans of a root and of a user's certificate, and their extensions.
import type { Asn1 } from './asn1.ts'
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoint,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifierExtension,
  userPrincipalName,
} from './extensions.ts'
import { isEllipticCurve, type KeyAlgorithm } from './key-algorithms.ts'
import { CLIENT_AUTH_OID } from './oids.ts'

/** A user's certificate. */
export interface CertificatePlan {
  /** In the spelling of the directory. */
  readonly userPrincipalName: string
  /** Lower-case hex. */
  readonly serialNumber: string
  readonly notBefore: Date
  /** Inclusive, whole seconds. */
  readonly notAfter: Date
  readonly keyAlgorithm: KeyAlgorithm
  /** URL of the CRL, http only (RFC 5280 §4.2.1.13); null for no distribution point. */
  readonly crlUrl: string | null
}

/** A root CA's own certificate. */
export interface RootPlan {
  readonly commonName: string
  readonly organization: string | null
  /** Lower-case hex. */
  readonly serialNumber: string
  readonly notBefore: Date
  /** Inclusive, whole seconds. */
  readonly notAfter: Date
  readonly keyAlgorithm: KeyAlgorithm
}

export interface KeyIdentifiers {
  readonly subject: Uint8Array
  readonly authority: Uint8Array
}

/** For Entra certificate-based authentication, and for the filters of Chromium and Windows. */
export function clientExtensions(plan: CertificatePlan, identifiers: KeyIdentifiers): readonly Asn1[] {
  return [
    basicConstraints('end-entity'),
    // RSA key exchange encrypts with the key; an EC key cannot do that (RFC 3279 §2.3.1, RFC 5480 §3)
    keyUsage(
      isEllipticCurve(plan.keyAlgorithm) ? ['digitalSignature'] : ['digitalSignature', 'keyEncipherment'],
    ),
    extendedKeyUsage(CLIENT_AUTH_OID),
    userPrincipalName(plan.userPrincipalName),
    subjectKeyIdentifierExtension(identifiers.subject),
    authorityKeyIdentifier(identifiers.authority),
    ...(plan.crlUrl === null ? [] : [crlDistributionPoint(plan.crlUrl)]),
  ]
}

/** Signs certificates and CRLs, nothing else (RFC 5280 §4.2.1.3 and §4.2.1.9). */
export function rootExtensions(subjectKeyIdentifier: Uint8Array): readonly Asn1[] {
  return [
    basicConstraints('authority'),
    keyUsage(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifierExtension(subjectKeyIdentifier),
  ]
}
