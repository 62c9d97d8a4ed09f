// The two ways in which a PFX can be protected. Who can read which is said at `PFX_FORMATS` in `pkcs12.ts`.
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { type Asn1, integer, nullValue, objectIdentifier, octetString, sequence } from './asn1.ts'
import { PKCS12_OIDS } from './oids.ts'
import { type DerivationRequest, deriveBytes, encodePassword } from './pkcs12-kdf.ts'

/** How often a password is hashed: Windows opens it quickly, and refuses anything over 600,000. */
export const ITERATIONS = 2048

export interface Encrypted {
  /** AlgorithmIdentifier, with salt and count. */
  readonly algorithm: Asn1
  readonly ciphertext: Uint8Array
}

/** One way of protecting one PFX with its password, keys derived; each part has a salt of its own. */
export interface Protection {
  encryptCertificates(plaintext: Uint8Array): Encrypted
  encryptKey(plaintext: Uint8Array): Encrypted
  /** `MacData`, RFC 7292 §4: that the password is right and the content whole. */
  authenticate(content: Uint8Array): Asn1
}

const AES_KEY_BYTES = 32
const AES_IV_BYTES = 16 // RFC 8018 appendix B.2.5
const SHA256_BYTES = 32 // RFC 7292 appendix B.4: a MAC's key is as long as the hash
const DES3_KEY_BYTES = 24 // RFC 7292 appendix C
const DES3_IV_BYTES = 8
const SHA1_BYTES = 20
const PKCS12_SALT_BYTES = 8
const PBKDF2_SALT_BYTES = 16 // RFC 8018 §4.1

/** Triple DES and SHA-1, keys by PKCS#12's own derivation: RFC 7292 appendices B and C. */
export function legacyProtection(password: Secret, random: RandomBytes): Protection {
  const certificateSalt = random(PKCS12_SALT_BYTES)
  const keySalt = random(PKCS12_SALT_BYTES)
  const macSalt = random(PKCS12_SALT_BYTES)
  const keyAndIv = (salt: Uint8Array): DerivationRequest[] => [
    { purpose: 'key', size: DES3_KEY_BYTES, salt },
    { purpose: 'iv', size: DES3_IV_BYTES, salt },
  ]
  const mac: DerivationRequest = { purpose: 'mac', size: SHA1_BYTES, salt: macSalt }
  const requests = [...keyAndIv(certificateSalt), ...keyAndIv(keySalt), mac]
  const derived = deriveBytes(encodePassword(password.reveal()), requests, {
    hash: 'sha1',
    iterations: ITERATIONS,
  })
  const [key1, iv1, key2, iv2, macKey] = derived as [Buffer, Buffer, Buffer, Buffer, Buffer]
  return {
    encryptCertificates: (plaintext) =>
      encryptLegacy({ salt: certificateSalt, key: key1, iv: iv1 }, plaintext),
    encryptKey: (plaintext) => encryptLegacy({ salt: keySalt, key: key2, iv: iv2 }, plaintext),
    authenticate: (content) => macData('sha1', { salt: macSalt, key: macKey }, content),
  }
}

function encryptLegacy(derived: DerivedKey, plaintext: Uint8Array): Encrypted {
  const algorithm = sequence(
    objectIdentifier(PKCS12_OIDS['pbeWithSHAAnd3-KeyTripleDES-CBC']),
    sequence(octetString(derived.salt), integer(ITERATIONS)),
  )
  return { algorithm, ciphertext: encipher('des-ede3-cbc', derived, plaintext) }
}

/** AES-256 with PBKDF2 (RFC 8018 §6.2), which takes the password as UTF-8; SHA-256 in the MAC. */
export function modernProtection(password: Secret, random: RandomBytes): Protection {
  const [certificates, key] = [deriveModern(password, random), deriveModern(password, random)]
  const macSalt = random(PKCS12_SALT_BYTES)
  const macRequest = { purpose: 'mac', size: SHA256_BYTES, salt: macSalt } as const
  const [macKey] = deriveBytes(encodePassword(password.reveal()), [macRequest], {
    hash: 'sha256',
    iterations: ITERATIONS,
  }) as [Buffer]
  return {
    encryptCertificates: (plaintext) => encryptModern(certificates, plaintext),
    encryptKey: (plaintext) => encryptModern(key, plaintext),
    authenticate: (content) => macData('sha256', { salt: macSalt, key: macKey }, content),
  }
}

function deriveModern(password: Secret, random: RandomBytes): DerivedKey {
  const salt = random(PBKDF2_SALT_BYTES)
  const key = pbkdf2Sync(password.reveal(), salt, ITERATIONS, AES_KEY_BYTES, 'sha256')
  return { salt, key, iv: random(AES_IV_BYTES) }
}

function encryptModern(derived: DerivedKey, plaintext: Uint8Array): Encrypted {
  const prf = sequence(objectIdentifier(PKCS12_OIDS.hmacWithSHA256), nullValue())
  const derivation = sequence(octetString(derived.salt), integer(ITERATIONS), prf)
  const algorithm = sequence(
    objectIdentifier(PKCS12_OIDS.PBES2),
    sequence(
      sequence(objectIdentifier(PKCS12_OIDS.PBKDF2), derivation),
      sequence(objectIdentifier(PKCS12_OIDS['aes256-CBC-PAD']), octetString(derived.iv)),
    ),
  )
  return { algorithm, ciphertext: encipher('aes-256-cbc', derived, plaintext) }
}

interface DerivedKey {
  readonly salt: Uint8Array
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

function encipher(
  cipher: 'des-ede3-cbc' | 'aes-256-cbc',
  { key, iv }: Omit<DerivedKey, 'salt'>,
  plaintext: Uint8Array,
): Uint8Array {
  const encipherer = createCipheriv(cipher, key, iv)
  return Buffer.concat([encipherer.update(plaintext), encipherer.final()])
}

/** `SEQUENCE { DigestInfo { algorithm, digest }, macSalt, iterations }`, RFC 7292 §4 and appendix A */
function macData(
  hash: 'sha1' | 'sha256',
  { salt, key }: { readonly salt: Uint8Array; readonly key: Uint8Array },
  content: Uint8Array,
): Asn1 {
  const digest = createHmac(hash, key).update(content).digest()
  const digestInfo = sequence(sequence(objectIdentifier(PKCS12_OIDS[hash]), nullValue()), octetString(digest))
  return sequence(digestInfo, octetString(salt), integer(ITERATIONS))
}
