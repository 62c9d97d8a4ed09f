// The encryption of the two PFX formats. `pfx-formats.ts` lists the programs that can read each.
import { createCipheriv, createHmac, pbkdf2Sync } from 'node:crypto'
import type { Secret } from '../secret.ts'
import type { RandomBytes } from '../world.ts'
import { type Asn1, integer, nullValue, objectIdentifier, octetString, sequence } from './asn1.ts'
import { PKCS12_OIDS } from './oids.ts'
import { deriveBytes } from './pkcs12-kdf.ts'

export interface Encrypted {
  /** AlgorithmIdentifier, with salt and count. */
  readonly algorithm: Asn1
  readonly ciphertext: Uint8Array
}

/** The protection of one PFX with its password. One derived key encrypts both parts, another is for the MAC. */
export interface Protection {
  encrypt(plaintext: Uint8Array): Encrypted
  /** `MacData`, RFC 7292 §4, which proves that the password is right and the content unchanged. */
  authenticate(content: Uint8Array): Asn1
}

export interface ProtectionChoice {
  readonly password: Secret
  /** How often the password is hashed for each key. */
  readonly iterations: number
  readonly random: RandomBytes
}

const AES_KEY_BYTES = 32
const AES_IV_BYTES = 16 // RFC 8018 appendix B.2.5
const DES3_KEY_BYTES = 24 // RFC 7292 appendix C
const DES3_IV_BYTES = 8
const PKCS12_SALT_BYTES = 8
const PBKDF2_SALT_BYTES = 16 // RFC 8018 §4.1

/** Triple DES and SHA-1, keys by PKCS#12's own derivation: RFC 7292 appendices B and C. */
export function legacyProtection(choice: ProtectionChoice): Protection {
  const { password, iterations, random } = choice
  const salt = random(PKCS12_SALT_BYTES)
  const derivation = { hash: 'sha1', salt, iterations } as const
  const key = deriveBytes(password.reveal(), { ...derivation, purpose: 'key', size: DES3_KEY_BYTES })
  const iv = deriveBytes(password.reveal(), { ...derivation, purpose: 'iv', size: DES3_IV_BYTES })
  const algorithm = sequence(
    objectIdentifier(PKCS12_OIDS['pbeWithSHAAnd3-KeyTripleDES-CBC']),
    sequence(octetString(salt), integer(iterations)),
  )
  return {
    encrypt: (plaintext) => ({ algorithm, ciphertext: encipher('des-ede3-cbc', { key, iv }, plaintext) }),
    authenticate: macBy('sha1', choice),
  }
}

/** AES-256 with PBKDF2 (RFC 8018 §6.2), with the password as UTF-8; SHA-256 in the MAC. */
export function modernProtection(choice: ProtectionChoice): Protection {
  const { password, iterations, random } = choice
  const salt = random(PBKDF2_SALT_BYTES)
  const key = pbkdf2Sync(password.reveal(), salt, iterations, AES_KEY_BYTES, 'sha256')
  const prf = sequence(objectIdentifier(PKCS12_OIDS.hmacWithSHA256), nullValue()) // the default is SHA-1, RFC 8018 A.2
  const derivation = sequence(
    objectIdentifier(PKCS12_OIDS.PBKDF2),
    sequence(octetString(salt), integer(iterations), prf),
  )
  return {
    encrypt: (plaintext) => {
      const iv = random(AES_IV_BYTES)
      const cipher = sequence(objectIdentifier(PKCS12_OIDS['aes256-CBC-PAD']), octetString(iv))
      const algorithm = sequence(objectIdentifier(PKCS12_OIDS.PBES2), sequence(derivation, cipher))
      return { algorithm, ciphertext: encipher('aes-256-cbc', { key, iv }, plaintext) }
    },
    authenticate: macBy('sha256', choice),
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

/** RFC 7292 appendix B.4: a MAC's key is as long as the hash. */
const MAC_KEY_BYTES = { sha1: 20, sha256: 32 } as const

/**
 * `SEQUENCE { DigestInfo { algorithm, digest }, macSalt, iterations }`, RFC 7292 §4 and appendix A. Never the newer PBMAC1
 * (RFC 9579), which neither Windows 10 nor Node 20 can read.
 */
function macBy(
  hash: keyof typeof MAC_KEY_BYTES,
  { password, iterations, random }: ProtectionChoice,
): Protection['authenticate'] {
  const salt = random(PKCS12_SALT_BYTES)
  const derivation = { purpose: 'mac', size: MAC_KEY_BYTES[hash], hash, salt, iterations } as const
  const key = deriveBytes(password.reveal(), derivation)
  return (content) => {
    const digest = createHmac(hash, key).update(content).digest()
    const algorithm = sequence(objectIdentifier(PKCS12_OIDS[hash]), nullValue())
    const digestInfo = sequence(algorithm, octetString(digest))
    return sequence(digestInfo, octetString(salt), integer(iterations))
  }
}
