// Reads the private key of a PFX, to convert the PFX or to check the key's numbers. OpenSSL decrypts it. `pfx-reader.ts`
// must check PFX and password first. Source: RFC 7292 §4.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { UserError, unlessRefused } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { contextTag, type Element, expectTag, readElement, readSequence, TAG } from './der-reader.ts'
import { readObjectIdentifier } from './der-values.ts'
import { PKCS12_OIDS } from './oids.ts'

/** Null if there is not exactly one key, or it is not in a shrouded key bag outside encrypted data, as in most PFX files. */
export function readPrivateKey(pfx: Uint8Array, password: Secret): KeyObject | null {
  const [key, ...others] = shroudedKeys(pfx)
  if (key === undefined || others.length > 0) return null
  try {
    const passphrase = password.reveal()
    return createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8', passphrase })
  } catch {
    return null // OpenSSL may open the PFX, but not such a key by itself
  }
}

/** Why `readPrivateKey` found none in a PFX that OpenSSL opens. */
export function keyOutOfReach(pfx: Uint8Array): UserError {
  const isBer = pfx[0] === TAG.sequence && pfx[1] === 0x80 // a length that is not given, X.690 §8.1.3.6
  const why = isBer
    ? 'it is BER, as Firefox, Thunderbird and NSS write it'
    : 'it has not one key where others have it'
  return new UserError('wrong-input', `the private key cannot be taken out of this PFX: ${why}`, {
    hint: 'rewrite it with openssl: pkcs12 -in OLD.pfx -noenc -out KEY.pem, then pkcs12 -export -in KEY.pem -out NEW.pfx',
  })
}

/** The EncryptedPrivateKeyInfo of each `pkcs8ShroudedKeyBag`, DER; empty if the PFX is not DER. */
function shroudedKeys(pfx: Uint8Array): Uint8Array[] {
  const read = (): Uint8Array[] => {
    const [, authSafe] = readSequence(readElement(pfx))
    const bags = dataOf(authSafe).flatMap(dataOf)
    return bags.flatMap((bag) => contentOf(bag, PKCS12_OIDS.pkcs8ShroudedKeyBag)?.der ?? [])
  }
  return unlessRefused(read, [])
}

/** The elements in `ContentInfo { data, [0] { OCTET STRING { SEQUENCE } } }`; empty for other content. */
function dataOf(info: Element | undefined): Element[] {
  const value = contentOf(info, PKCS12_OIDS.data)
  if (value === null) return []
  return readSequence(readElement(expectTag(value, TAG.octetString, 'data').content))
}

/** The value of `SEQUENCE { OID, [0] { value }, … }`; null for another OID. */
function contentOf(element: Element | undefined, oid: string): Element | null {
  const [type, value] = readSequence(element)
  const found = readObjectIdentifier(expectTag(type, TAG.objectIdentifier, 'an OBJECT IDENTIFIER'))
  if (found !== oid) return null
  return readElement(expectTag(value, contextTag(0, true), 'a value').content)
}

/**
 * Whether all eight numbers of an RSA key belong together (RFC 8017 §3.2). OpenSSL does not need five of them to sign, so it
 * does not notice; Windows uses them.
 */
export function areNumbersSound(key: KeyObject): boolean {
  const jwk = key.export({ format: 'jwk' })
  const number = (name: 'n' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi'): bigint =>
    BigInt(`0x0${Buffer.from(jwk[name] ?? '', 'base64url').toString('hex')}`)
  const [n, d, p, q] = [number('n'), number('d'), number('p'), number('q')]
  return (
    p > 1n &&
    q > 1n &&
    n === p * q &&
    number('dp') === d % (p - 1n) &&
    number('dq') === d % (q - 1n) &&
    (number('qi') * q) % p === 1n
  )
}
