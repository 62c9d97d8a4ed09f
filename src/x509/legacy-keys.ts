// The keys that protect a legacy PFX, from its password and salts. They take longer than all the rest of a PFX. So what
// is derived to write one is kept until it is read back: for one reading only, and of the last few only, because these
// are keys. Source: RFC 7292 appendices B and C.
import { hash } from 'node:crypto'
import type { Secret } from '../secret.ts'
import { type DerivationRequest, deriveBytes, encodePassword } from './pkcs12-kdf.ts'

const DES3_KEY_BYTES = 24 // RFC 7292 appendix C
const DES3_IV_BYTES = 8
const SHA1_BYTES = 20 // RFC 7292 appendix B.4: a MAC's key is as long as the hash

/** What the keys are derived from beside the password; each part has a salt of its own. */
export interface LegacyProtected {
  readonly certificateSalt: Uint8Array
  readonly keySalt: Uint8Array
  readonly macSalt: Uint8Array
  /** One count for all. */
  readonly iterations: number
}

export interface LegacyKeys {
  readonly certificates: CipherKey
  readonly key: CipherKey
  readonly mac: Uint8Array
}

/** For triple DES in CBC mode. */
export interface CipherKey {
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

/** More than a thread has between writing and reading back: in a bulk run up to 32. */
const KEPT = 64

const kept = new Map<string, LegacyKeys>()

/** For a PFX that is about to be written. */
export function deriveAndKeep(password: Secret, from: LegacyProtected): LegacyKeys {
  const keys = derive(password, from)
  kept.set(fingerprint(password, from), keys)
  const [oldest] = kept.keys()
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
  return keys
}

/** For a PFX that is read: the same as derived, whether they were kept or not. */
export function takeOrDerive(password: Secret, from: LegacyProtected): LegacyKeys {
  const name = fingerprint(password, from)
  const keys = kept.get(name)
  kept.delete(name)
  return keys ?? derive(password, from)
}

function derive(
  password: Secret,
  { certificateSalt, keySalt, macSalt, iterations }: LegacyProtected,
): LegacyKeys {
  const keyAndIv = (salt: Uint8Array): DerivationRequest[] => [
    { purpose: 'key', size: DES3_KEY_BYTES, salt },
    { purpose: 'iv', size: DES3_IV_BYTES, salt },
  ]
  const mac: DerivationRequest = { purpose: 'mac', size: SHA1_BYTES, salt: macSalt }
  const requests = [...keyAndIv(certificateSalt), ...keyAndIv(keySalt), mac]
  const [key1, iv1, key2, iv2, macKey] = deriveBytes(encodePassword(password.reveal()), requests, {
    hash: 'sha1',
    iterations,
  }) as [Buffer, Buffer, Buffer, Buffer, Buffer]
  return { certificates: { key: key1, iv: iv1 }, key: { key: key2, iv: iv2 }, mac: macKey }
}

/** The same for the same password, salts and count: so the password itself is not kept. */
function fingerprint(
  password: Secret,
  { certificateSalt, keySalt, macSalt, iterations }: LegacyProtected,
): string {
  const salts = [certificateSalt, keySalt, macSalt].map((salt) => Buffer.from(salt).toString('hex'))
  const text = [iterations, ...salts, password.reveal()].join() // the password last: it alone may hold a comma
  return hash('sha256', Buffer.from(text, 'utf16le'), 'base64') // UTF-8 has one form for all lone surrogates
}
