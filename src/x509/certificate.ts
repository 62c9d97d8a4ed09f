// Builds and signs X.509 v3 certificates. `profile.ts` defines their content. Source: RFC 5280 §4.1.
import type { KeyObject } from 'node:crypto'
import { UserError } from '../errors.ts'
import { formatDay } from '../instant.ts'
import { type Asn1, bitString, encode, encoded, integer, integerOf, sequence, tagged, time } from './asn1.ts'
import { authorityIdentifierOf, keyIdentifierOf } from './identifiers.ts'
import type { CertificateFacts } from './inspect.ts'
import type { KeyPair } from './key-pair.ts'
import { encodeName, MOST_NAME_CHARACTERS } from './name.ts'
import { type CertificatePlan, clientExtensions, type RootPlan, rootExtensions } from './profile.ts'
import { signatureScheme } from './signature.ts'

/** The CA that signs. */
export interface Issuer {
  /** DER. */
  readonly certificate: Uint8Array
  readonly privateKey: KeyObject
  /** What its certificate says, read once for all that it signs. */
  readonly facts: CertificateFacts
}

/**
 * The user's certificate, DER. Its issuer is the root's subject, byte for byte, in any encoding.
 * @param publicKeyInfo SubjectPublicKeyInfo, DER, of a key of the planned kind
 * @throws UserError wrong-input: it would expire after the root
 */
export function signClientCertificate(
  plan: CertificatePlan,
  publicKeyInfo: Uint8Array,
  issuer: Issuer,
): Uint8Array {
  const root = issuer.facts
  if (plan.notAfter > root.notAfter)
    throw new UserError(
      'wrong-input',
      `${formatDay(plan.notAfter)} is after the root's own end, ${formatDay(root.notAfter)}`,
      {
        hint: 'choose fewer days, or create a new root CA',
      },
    )
  const identifiers = { subject: keyIdentifierOf(publicKeyInfo), authority: authorityIdentifierOf(root) }
  const body = {
    serialNumber: plan.serialNumber,
    issuer: root.subjectDer,
    validity: plan,
    subject: encodeName([{ type: 'commonName', value: commonNameOf(plan.userPrincipalName) }]),
    publicKeyInfo,
    extensions: clientExtensions(plan, identifiers),
  }
  return signCertificate(body, issuer.privateKey)
}

/** The part before the @ is never too long. */
export function commonNameOf(userPrincipalName: string): string {
  const isLong = userPrincipalName.length > MOST_NAME_CHARACTERS
  return isLong ? userPrincipalName.slice(0, userPrincipalName.lastIndexOf('@')) : userPrincipalName
}

/** A self-signed root certificate, DER. */
export function signRootCertificate(plan: RootPlan, keyPair: KeyPair): Uint8Array {
  const organization = plan.organization
  const name = encodeName([
    ...(organization === null ? [] : [{ type: 'organizationName', value: organization } as const]),
    { type: 'commonName', value: plan.commonName },
  ])
  const publicKeyInfo = keyPair.publicKey.export({ type: 'spki', format: 'der' })
  const body = {
    serialNumber: plan.serialNumber,
    issuer: name,
    validity: plan,
    subject: name,
    publicKeyInfo,
    extensions: rootExtensions(keyIdentifierOf(publicKeyInfo)),
  }
  return signCertificate(body, keyPair.privateKey)
}

/** The fields that are signed. */
export interface CertificateBody {
  readonly serialNumber: string
  /** Name, DER. */
  readonly issuer: Uint8Array
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date }
  /** Name, DER. */
  readonly subject: Uint8Array
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array
  readonly extensions: readonly Asn1[]
}

/** `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }` */
export function signCertificate(body: CertificateBody, privateKey: KeyObject): Uint8Array {
  if (!/^(?!0+$)[0-7][0-9a-f](?:[0-9a-f]{2}){0,19}$/.test(body.serialNumber))
    throw new RangeError('expected a positive serial number of at most 20 bytes') // RFC 5280 §4.1.2.2
  const scheme = signatureScheme(privateKey)
  const tbsCertificate = encode(
    sequence(
      tagged(0, integer(2)), // v3
      integerOf(body.serialNumber),
      scheme.algorithm,
      encoded(body.issuer),
      sequence(time(body.validity.notBefore), time(body.validity.notAfter)),
      encoded(body.subject),
      encoded(body.publicKeyInfo),
      tagged(3, sequence(...body.extensions)),
    ),
  )
  return encode(sequence(encoded(tbsCertificate), scheme.algorithm, bitString(scheme.sign(tbsCertificate))))
}
