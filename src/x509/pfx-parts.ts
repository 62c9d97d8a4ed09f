// Opens a PFX part by part, in less than half of OpenSSL's time, and only ever says yes: to a legacy PFX as this program
// writes them, sound from the MAC to the key that belongs to its certificate. Whatever else it meets is for OpenSSL to
// judge. With the writer it shares the keys' derivation (`legacy-keys.ts`), and nothing more. Source: RFC 7292.
import { createDecipheriv, createHmac, X509Certificate } from 'node:crypto'
import type { Secret } from '../secret.ts'
import {
  contextTag,
  type Element,
  expectTag,
  malformed,
  readElement,
  readSequence,
  TAG,
} from './der-reader.ts'
import { readObjectIdentifier, readSmallInteger } from './der-values.ts'
import { type CipherKey, takeOrDerive } from './legacy-keys.ts'
import { PKCS12_OIDS } from './oids.ts'
import { readPrivateKeyInfo } from './private-key-info.ts'

export interface OpenedPfx {
  /** The one that the key belongs to, DER. */
  readonly certificate: Uint8Array
  /** The same as OpenSSL reads it. */
  readonly x509: X509Certificate
}

/** Null where it is not for us to say. */
export function openParts(pfx: Uint8Array, password: Secret): OpenedPfx | null {
  try {
    return open(readParts(pfx), password)
  } catch {
    return null // because what is wrong, OpenSSL finds again and says
  }
}

/** What was encrypted, and with what beside the password. */
interface Shrouded {
  readonly ciphertext: Uint8Array
  readonly salt: Uint8Array
}

interface Parts {
  /** What the MAC is over. */
  readonly safe: Uint8Array
  readonly mac: { readonly digest: Uint8Array; readonly salt: Uint8Array }
  readonly certificates: Shrouded
  readonly key: Shrouded
  /** One for all. */
  readonly iterations: number
}

function open({ safe, mac, certificates, key, iterations }: Parts, password: Secret): OpenedPfx | null {
  const { salt: certificateSalt } = certificates
  const keys = takeOrDerive(password, { certificateSalt, keySalt: key.salt, macSalt: mac.salt, iterations })
  if (!createHmac('sha1', keys.mac).update(safe).digest().equals(mac.digest)) return null
  const certificate = firstCertificate(decipher(certificates, keys.certificates))
  const x509 = new X509Certificate(certificate)
  return x509.checkPrivateKey(readPrivateKeyInfo(decipher(key, keys.key))) ? { certificate, x509 } : null
}

function decipher({ ciphertext }: Shrouded, { key, iv }: CipherKey): Buffer {
  const decipherer = createDecipheriv('des-ede3-cbc', key, iv)
  return Buffer.concat([decipherer.update(ciphertext), decipherer.final()])
}

/** `SEQUENCE { version, authSafe, macData { { { sha1, NULL }, digest }, salt, iterations } }` */
function readParts(pfx: Uint8Array): Parts {
  const [, authSafe, macData] = readSequence(readElement(pfx))
  const [mac, macSalt, count] = readSequence(macData)
  const [hash, digest] = readSequence(mac)
  expectOid(readSequence(hash)[0], PKCS12_OIDS.sha1)
  const iterations = readSmallInteger(expectTag(count, TAG.integer, 'a count'))
  if (iterations < 1) throw malformed('a count of none')
  const safe = readData(authSafe)
  const [certificates, keys] = readSequence(readElement(safe))
  const [bag] = readSequence(readElement(readData(keys)))
  const key = readTagged(bag, PKCS12_OIDS.pkcs8ShroudedKeyBag)
  const [algorithm, ciphertext] = readSequence(key)
  const [, encrypted] = readSequence(readTagged(certificates, PKCS12_OIDS.encryptedData))
  const [, itsAlgorithm, itsCiphertext] = readSequence(encrypted)
  return {
    safe,
    mac: { digest: octets(digest), salt: octets(macSalt) },
    certificates: {
      ciphertext: expectTag(itsCiphertext, contextTag(0, false), 'encrypted content').content,
      salt: readSalt(itsAlgorithm, iterations),
    },
    key: { ciphertext: octets(ciphertext), salt: readSalt(algorithm, iterations) },
    iterations,
  }
}

/** `{ pbeWithSHAAnd3-KeyTripleDES-CBC, { salt, iterations } }` */
function readSalt(algorithm: Element | undefined, iterations: number): Uint8Array {
  const [scheme, parameters] = readSequence(algorithm)
  expectOid(scheme, PKCS12_OIDS['pbeWithSHAAnd3-KeyTripleDES-CBC'])
  const [salt, count] = readSequence(parameters)
  if (readSmallInteger(expectTag(count, TAG.integer, 'a count')) !== iterations) throw malformed('two counts')
  return octets(salt)
}

/** `SEQUENCE { SafeBag { certBag, [0] { x509Certificate, [0] OCTET STRING }, … }, … }`; the leaf stands first */
function firstCertificate(safeContents: Uint8Array): Uint8Array {
  const [bag] = readSequence(readElement(safeContents))
  const certificate = readTagged(bag, PKCS12_OIDS.certBag)
  return octets(readTagged(certificate, PKCS12_OIDS.x509Certificate))
}

/** The content of `ContentInfo { data, [0] { OCTET STRING } }`, RFC 2315 §7 and §8 */
function readData(info: Element | undefined): Uint8Array {
  return octets(readTagged(info, PKCS12_OIDS.data))
}

/** The value of `SEQUENCE { OID, [0] { value }, … }`, as bags and their contents are told apart. */
function readTagged(element: Element | undefined, oid: string): Element {
  const [type, value] = readSequence(element)
  expectOid(type, oid)
  return readElement(expectTag(value, contextTag(0, true), 'a value').content)
}

function expectOid(element: Element | undefined, oid: string): void {
  const type = expectTag(element, TAG.objectIdentifier, 'an OBJECT IDENTIFIER')
  if (readObjectIdentifier(type) !== oid) throw malformed(`expected ${oid}`)
}

function octets(element: Element | undefined): Uint8Array {
  return expectTag(element, TAG.octetString, 'an OCTET STRING').content
}
