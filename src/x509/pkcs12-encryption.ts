// The two ways in which a PFX can be protected. Who can read which is said at `PFX_FORMATS` in `pkcs12.ts`.
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { type Asn1, integer, nullValue, objectIdentifier, octetString, sequence } from './asn1.ts'
import { PKCS12_OIDS } from './oids.ts'
import { deriveBytes, encodePassword } from './pkcs12-kdf.ts'

/** How often a password is hashed: Windows opens it quickly, and refuses anything over 600,000. */
export const ITERATIONS = 2048

export interface Encrypted {
  /** AlgorithmIdentifier, with salt and count. */
  readonly algorithm: Asn1
  readonly ciphertext: Uint8Array
}

/** One way of protecting, with its password; every call draws its own salt. */
export interface Protection {
  encrypt(plaintext: Uint8Array): Encrypted
  /** `MacData`, RFC 7292 §4: that the password is right and the content whole. */
  authenticate(content: Uint8Array): Asn1
}

const DES3_KEY_BYTES = 24 // RFC 7292 appendix C
const DES3_IV_BYTES = 8
const AES_KEY_BYTES = 32
const AES_IV_BYTES = 16 // RFC 8018 appendix B.2.5
const PKCS12_SALT_BYTES = 8
const PBKDF2_SALT_BYTES = 16 // RFC 8018 §4.1

/** Triple DES and SHA-1, keys by PKCS#12's own derivation: RFC 7292 appendices B and C. */
export function legacyProtection(password: Secret, random: RandomBytes): Protection {
  const encodedPassword = encodePassword(password.reveal())
  return {
    encrypt(plaintext) {
      const parameters = { hash: 'sha1', salt: random(PKCS12_SALT_BYTES), iterations: ITERATIONS } as const
      const key = deriveBytes(encodedPassword, { purpose: 'key', size: DES3_KEY_BYTES }, parameters)
      const iv = deriveBytes(encodedPassword, { purpose: 'iv', size: DES3_IV_BYTES }, parameters)
      const algorithm = sequence(
        objectIdentifier(PKCS12_OIDS['pbeWithSHAAnd3-KeyTripleDES-CBC']),
        sequence(octetString(parameters.salt), integer(ITERATIONS)),
      )
      return { algorithm, ciphertext: encipher('des-ede3-cbc', { key, iv }, plaintext) }
    },
    authenticate: (content) => macData('sha1', { password: encodedPassword, random }, content),
  }
}

/** AES-256 with PBKDF2 (RFC 8018 §6.2), which takes the password as UTF-8; SHA-256 in the MAC. */
export function modernProtection(password: Secret, random: RandomBytes): Protection {
  return {
    encrypt(plaintext) {
      const salt = random(PBKDF2_SALT_BYTES)
      const iv = random(AES_IV_BYTES)
      const key = pbkdf2Sync(password.reveal(), salt, ITERATIONS, AES_KEY_BYTES, 'sha256')
      const prf = sequence(objectIdentifier(PKCS12_OIDS.hmacWithSHA256), nullValue())
      const derivation = sequence(octetString(salt), integer(ITERATIONS), prf)
      const algorithm = sequence(
        objectIdentifier(PKCS12_OIDS.PBES2),
        sequence(
          sequence(objectIdentifier(PKCS12_OIDS.PBKDF2), derivation),
          sequence(objectIdentifier(PKCS12_OIDS['aes256-CBC-PAD']), octetString(iv)),
        ),
      )
      return { algorithm, ciphertext: encipher('aes-256-cbc', { key, iv }, plaintext) }
    },
    authenticate: (content) =>
      macData('sha256', { password: encodePassword(password.reveal()), random }, content),
  }
}

function encipher(
  cipher: 'des-ede3-cbc' | 'aes-256-cbc',
  { key, iv }: { readonly key: Uint8Array; readonly iv: Uint8Array },
  plaintext: Uint8Array,
): Uint8Array {
  const encipherer = createCipheriv(cipher, key, iv)
  return Buffer.concat([encipherer.update(plaintext), encipherer.final()])
}

/** `SEQUENCE { DigestInfo { algorithm, digest }, macSalt, iterations }`, RFC 7292 §4 and appendix A */
function macData(
  hash: 'sha1' | 'sha256',
  { password, random }: { readonly password: Uint8Array; readonly random: RandomBytes },
  content: Uint8Array,
): Asn1 {
  const salt = random(PKCS12_SALT_BYTES)
  const size = hash === 'sha1' ? 20 : 32
  const key = deriveBytes(password, { purpose: 'mac', size }, { hash, salt, iterations: ITERATIONS })
  const digest = createHmac(hash, key).update(content).digest()
  const digestInfo = sequence(sequence(objectIdentifier(PKCS12_OIDS[hash]), nullValue()), octetString(digest))
  return sequence(digestInfo, octetString(salt), integer(ITERATIONS))
}
