// Encodes a key, its certificate and the certificates above it as a password-protected PFX (PKCS#12). `pkcs12-encryption.ts`
// encrypts it. `pfx-reader.ts` reads it, and shares no code with this on purpose. Source: RFC 7292.
import { hash } from 'node:crypto'
import {
  type Asn1,
  bmpString,
  encode,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
  taggedBytes,
} from './asn1.ts'
import { PKCS12_OIDS } from './oids.ts'
import type { PfxFormat } from './pfx-formats.ts'
import {
  legacyProtection,
  modernProtection,
  type Protection,
  type ProtectionChoice,
} from './pkcs12-encryption.ts'

export interface PfxContent {
  /** PrivateKeyInfo, DER. */
  readonly privateKeyInfo: Uint8Array
  /** The key's own certificate, DER. */
  readonly certificate: Uint8Array
  /** The certificates above it, DER, nearest first. */
  readonly chain: readonly Uint8Array[]
  /** The name that Windows and macOS show. */
  readonly friendlyName: string
}

const PROTECTIONS = { legacy: legacyProtection, modern: modernProtection } as const
const VERSION = 3 // RFC 7292 §4

/** Derives the keys, which takes longest. For one PFX only, because it has random salts. */
export function protectPfx(format: PfxFormat, choice: ProtectionChoice): Protection {
  return PROTECTIONS[format](choice)
}

/** `PFX ::= SEQUENCE { version, authSafe ContentInfo, macData }`, DER */
export function encodePfx(content: PfxContent, protection: Protection): Uint8Array {
  const authenticatedSafe = encode(
    sequence(
      encryptedCertificates(content, protection),
      data(encode(sequence(shroudedKey(content, protection)))),
    ),
  )
  const mac = protection.authenticate(authenticatedSafe)
  return encode(sequence(integer(VERSION), data(authenticatedSafe), mac))
}

/** `ContentInfo { data, [0] OCTET STRING }`, RFC 2315 §7 and §8 */
function data(content: Uint8Array): Asn1 {
  return sequence(objectIdentifier(PKCS12_OIDS.data), tagged(0, octetString(content)))
}

/** `ContentInfo { encryptedData, [0] { version 0, { data, algorithm, [0] IMPLICIT OCTET STRING } } }`, RFC 2315 §13 */
function encryptedCertificates(content: PfxContent, protection: Protection): Asn1 {
  const leaf = certificateBag(content.certificate, setOf(...pairingAttributes(content)))
  const above = content.chain.map((certificate) => certificateBag(certificate))
  const { algorithm, ciphertext } = protection.encrypt(encode(sequence(leaf, ...above)))
  const info = sequence(objectIdentifier(PKCS12_OIDS.data), algorithm, taggedBytes(0, ciphertext))
  return sequence(objectIdentifier(PKCS12_OIDS.encryptedData), tagged(0, sequence(integer(0), info)))
}

/** `SafeBag { certBag, [0] { x509Certificate, [0] OCTET STRING }, attributes }`, RFC 7292 §4.2.3 */
function certificateBag(certificate: Uint8Array, ...attributes: readonly Asn1[]): Asn1 {
  const value = sequence(objectIdentifier(PKCS12_OIDS.x509Certificate), tagged(0, octetString(certificate)))
  return sequence(objectIdentifier(PKCS12_OIDS.certBag), tagged(0, value), ...attributes)
}

/** `SafeBag { pkcs8ShroudedKeyBag, [0] EncryptedPrivateKeyInfo, attributes }`, RFC 7292 §4.2.2 */
function shroudedKey(content: PfxContent, protection: Protection): Asn1 {
  const { algorithm, ciphertext } = protection.encrypt(content.privateKeyInfo)
  const bag = tagged(0, sequence(algorithm, octetString(ciphertext)))
  const attributes = setOf(
    ...pairingAttributes(content),
    attribute('keyProviderName', bmpString(KEY_PROVIDER)),
  )
  return sequence(objectIdentifier(PKCS12_OIDS.pkcs8ShroudedKeyBag), bag, attributes)
}

/**
 * The provider in which Windows stores the key, for RSA and EC. Without it Windows uses an older provider for RSA keys, which
 * signs with SHA-1 only and so cannot be used with TLS 1.3.
 * @see learn.microsoft.com/windows/win32/api/wincrypt/nf-wincrypt-pfximportcertstore, Remarks
 */
const KEY_PROVIDER = 'Microsoft Software Key Storage Provider'

/** The same for key and certificate, because readers pair them by it: RFC 7292 §4.2 with RFC 2985 §5.5. */
function pairingAttributes({ friendlyName, certificate }: PfxContent): Asn1[] {
  const localKeyId = hash('sha1', certificate, 'buffer')
  return [
    attribute('friendlyName', bmpString(friendlyName)),
    attribute('localKeyId', octetString(localKeyId)),
  ]
}

function attribute(type: 'friendlyName' | 'localKeyId' | 'keyProviderName', value: Asn1): Asn1 {
  return sequence(objectIdentifier(PKCS12_OIDS[type]), setOf(value))
}
