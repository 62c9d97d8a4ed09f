// The X.509 v3 extensions that certstick writes, one function each. `profile.ts` chooses them for each certificate.
import {
  type Asn1,
  bitString,
  booleanTrue,
  encode,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
  taggedBytes,
  utf8String,
} from './asn1.ts'
import { EXTENSION_OIDS, USER_PRINCIPAL_NAME_OID } from './oids.ts'

/** In the order of their bits, RFC 5280 §4.2.1.3. */
export const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

/** `critical`: a program that does not know the extension must refuse the certificate (RFC 5280 §4.2). */
type Criticality = 'critical' | 'optional'

/** `Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }`, RFC 5280 §4.1 */
export function extension(name: keyof typeof EXTENSION_OIDS, criticality: Criticality, value: Asn1): Asn1 {
  const critical = criticality === 'critical' ? [booleanTrue()] : []
  return sequence(objectIdentifier(EXTENSION_OIDS[name]), ...critical, octetString(encode(value)))
}

/** `SEQUENCE { cA BOOLEAN DEFAULT FALSE, … }`, RFC 5280 §4.2.1.9: empty for an end entity. */
export function basicConstraints(kind: 'authority' | 'end-entity'): Asn1 {
  const isAuthority = kind === 'authority'
  return extension('basicConstraints', 'critical', isAuthority ? sequence(booleanTrue()) : sequence())
}

/** @param usages at least one */
export function keyUsage(usages: readonly KeyUsage[]): Asn1 {
  const bits = usages.map((usage) => KEY_USAGES.indexOf(usage))
  const last = Math.max(...bits) // X.690 §11.2.2: a named bit list ends with its last set bit
  const bytes = new Uint8Array((last >> 3) + 1)
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return extension('keyUsage', 'critical', bitString(bytes, 7 - (last & 7)))
}

export function extendedKeyUsage(...purposes: readonly string[]): Asn1 {
  return extension('extendedKeyUsage', 'optional', sequence(...purposes.map(objectIdentifier)))
}

/**
 * `SEQUENCE { [0] OtherName { type-id, [0] EXPLICIT UTF8String } }`, RFC 5280 §4.2.1.6. Entra requires the UTF8String.
 */
export function userPrincipalName(upn: string): Asn1 {
  const otherName = tagged(0, objectIdentifier(USER_PRINCIPAL_NAME_OID), tagged(0, utf8String(upn)))
  return extension('subjectAltName', 'optional', sequence(otherName))
}

/**
 * `SEQUENCE { [2] dNSName IA5String, [7] iPAddress OCTET STRING }`, RFC 5280 §4.2.1.6
 * @param address four bytes, or sixteen
 */
export function serverNames(dnsName: string, address: Uint8Array): Asn1 {
  const names = sequence(taggedBytes(2, Buffer.from(dnsName, 'latin1')), taggedBytes(7, address))
  return extension('subjectAltName', 'optional', names)
}

export function subjectKeyIdentifierExtension(identifier: Uint8Array): Asn1 {
  return extension('subjectKeyIdentifier', 'optional', octetString(identifier))
}

/** `SEQUENCE { [0] keyIdentifier }`, RFC 5280 §4.2.1.1 */
export function authorityKeyIdentifier(identifier: Uint8Array): Asn1 {
  return extension('authorityKeyIdentifier', 'optional', sequence(taggedBytes(0, identifier)))
}

/**
 * `SEQUENCE OF { [0] distributionPoint { [0] fullName { [6] uniformResourceIdentifier IA5String } } }`,
 * RFC 5280 §4.2.1.13
 * @param url percent-encoded: ASCII only
 */
export function crlDistributionPoint(url: string): Asn1 {
  if (!/^[\x21-\x7e]+$/.test(url)) throw new RangeError(`expected a URL in ASCII, got '${url}'`)
  const fullName = tagged(0, taggedBytes(6, Buffer.from(url, 'latin1')))
  return extension('cRLDistributionPoints', 'optional', sequence(sequence(tagged(0, fullName))))
}
