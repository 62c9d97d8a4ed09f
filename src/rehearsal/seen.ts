// What the server sees of a sign-in with a certificate. Entra ID sees the same.
import type { TLSSocket } from 'node:tls'
import { UserError } from '../errors.ts'
import { formatDay } from '../instant.ts'
import { certificateUserIds } from '../x509/certificate-user-ids.ts'
import { thumbprint } from '../x509/identifiers.ts'
import { inspectCertificate } from '../x509/inspect.ts'
import { formatName } from '../x509/name.ts'

/** The client's certificate; the handshake has proved that the client has its key. */
export interface Seen {
  readonly userPrincipalName: string
  /** One line, safe to show. */
  readonly issuer: string
  readonly serialNumber: string
  /** SHA-1 of the DER, upper-case hex. */
  readonly thumbprint: string
  /** `2026-11-22`, UTC. */
  readonly validUntil: string
  /** The values by which Entra ID can find the user, as far as the certificate has them. */
  readonly certificateUserIds: readonly string[]
  /** Such as `TLSv1.3`. */
  readonly protocol: string
}

export type SignIn =
  | { readonly accepted: true; readonly seen: Seen }
  | { readonly accepted: false; readonly why: string }

/** Checks the result of the handshake. */
export function judgeSignIn(socket: TLSSocket): SignIn {
  const certificate = socket.getPeerX509Certificate()?.raw
  if (certificate === undefined) return refused('the client sent no certificate')
  if (!socket.authorized) return refused(whyUnauthorized(String(socket.authorizationError)))
  try {
    return look(certificate, socket.getProtocol() ?? 'TLS')
  } catch (error) {
    if (error instanceof UserError) return refused(error.message)
    throw error
  }
}

function look(certificate: Uint8Array, protocol: string): SignIn {
  const { userPrincipalNames, issuerDer, serialNumber, notAfter } = inspectCertificate(certificate)
  const [userPrincipalName, ...others] = userPrincipalNames
  if (userPrincipalName === undefined || others.length > 0) {
    return refused(`the certificate names ${userPrincipalNames.length} users, but must name one`)
  }
  const ids = Object.values(certificateUserIds(certificate)).filter((id): id is string => id !== null)
  const seen = {
    userPrincipalName,
    issuer: formatName(issuerDer),
    serialNumber,
    thumbprint: thumbprint(certificate),
    validUntil: formatDay(notAfter),
    certificateUserIds: ids,
    protocol,
  }
  return { accepted: true, seen }
}

function refused(why: string): SignIn {
  return { accepted: false, why }
}

const FOREIGN = 'the certificate was not signed by the stick’s Certs/rootCA.cer'

/** OpenSSL's codes for a refused chain, as Node gives them. See openssl-verification-options(1). */
const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  CERT_SIGNATURE_FAILURE: FOREIGN,
  DEPTH_ZERO_SELF_SIGNED_CERT: FOREIGN,
  INVALID_PURPOSE: 'the certificate is not for signing in: its extended key usage lacks clientAuth',
  SELF_SIGNED_CERT_IN_CHAIN: FOREIGN,
  UNSPECIFIED:
    'OpenSSL refuses the certificate under the stick’s Certs/rootCA.cer, and does not name the reason',
  UNABLE_TO_GET_ISSUER_CERT: FOREIGN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: FOREIGN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: FOREIGN,
}

function whyUnauthorized(code: string): string {
  return REASONS[code] ?? `the certificate was refused: ${code}`
}
