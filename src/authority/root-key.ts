// Reads rootCA.key in every form that OpenSSL writes: PEM or DER; PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2),
// SEC 1 (RFC 5915); encrypted or not, also by the headers of RFC 1421 (`Proc-Type: 4,ENCRYPTED`).
import { createPrivateKey, type KeyObject, type PrivateKeyInput } from 'node:crypto'
import { type Problem, UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { readElement, readElements, TAG } from '../x509/der-reader.ts'
import { decodeText } from './root-text.ts'

/** The field of the problem in an error about the passphrase; `passphraseFault` tells the two apart. */
const PASSPHRASE_FIELD = 'caPassphrase'
const FAULTS = { missing: 'is missing', wrong: 'is wrong' } as const
const HINTS = {
  missing: 'give a file that holds it, or set CERTSTICK_CA_PASSPHRASE',
  wrong: 'give the one that this rootCA.key was encrypted with',
} as const

/** What is wrong with the passphrase, where that is what the error says: then asking (again) helps. */
export function passphraseFault(error: unknown): keyof typeof FAULTS | null {
  if (!(error instanceof UserError)) return null
  const problem = error.problems.find(({ field }) => field === PASSPHRASE_FIELD)
  if (problem?.message === FAULTS.missing) return 'missing'
  return problem?.message === FAULTS.wrong ? 'wrong' : null
}

const LONGEST_PASSPHRASE_BYTES = 1024 // OpenSSL's PEM_BUFSIZE: a longer one encrypts, and is never taken again

/** What keeps a passphrase from locking a new rootCA.key; empty: nothing. */
export function checkPassphrase(passphrase: Secret): readonly Problem[] {
  const bytes = Buffer.byteLength(passphrase.reveal())
  if (bytes === 0) return [{ field: PASSPHRASE_FIELD, message: 'is empty', hint: 'give one, or none at all' }]
  if (bytes <= LONGEST_PASSPHRASE_BYTES) return []
  const message = `is ${bytes} bytes long; at most ${LONGEST_PASSPHRASE_BYTES} can be read back`
  return [{ field: PASSPHRASE_FIELD, message }]
}

/** Whether the bytes of rootCA.key need a passphrase. */
export function isEncryptedKey(bytes: Uint8Array): boolean {
  const pem = keyBlock(decodeText(bytes))
  if (pem !== null) return /^-----BEGIN ENCRYPTED |^Proc-Type: *4, *ENCRYPTED/m.test(pem)
  try {
    // EncryptedPrivateKeyInfo starts with an AlgorithmIdentifier, all others with a version (RFC 5958 §2 and §3)
    return readElements(readElement(bytes).content)[0]?.tag === TAG.sequence
  } catch {
    return false // because it is no DER either, which decodeKey says
  }
}

/**
 * The root's private key, of any kind; whether it is fit to sign is for others.
 * @throws UserError wrong-input: no key, a damaged one, one encrypted in a way that OpenSSL 3 no longer reads, or
 * the passphrase (see `passphraseFault`)
 */
export function decodeKey(bytes: Uint8Array, passphrase: Secret | null): KeyObject {
  if (bytes.length === 0) throw unusable('is empty')
  const encrypted = isEncryptedKey(bytes)
  if (encrypted && passphrase === null) throw badPassphrase('missing')
  const secret = passphrase === null ? {} : { passphrase: passphrase.reveal() }
  let failure: unknown
  for (const input of inputsOf(bytes)) {
    try {
      return createPrivateKey({ ...input, ...secret })
    } catch (error) {
      failure = error
      if (encrypted) break
    }
  }
  throw encrypted ? undecrypted(failure) : unusable('is damaged, or no private key', failure)
}

function inputsOf(bytes: Uint8Array): readonly PrivateKeyInput[] {
  const text = decodeText(bytes)
  const pem = keyBlock(text)
  if (pem !== null) return [{ key: pem, format: 'pem' }]
  const other = text === null ? null : /-----BEGIN ([^-\r\n]*)-----/.exec(text)
  if (other?.[1]?.endsWith('PRIVATE KEY')) throw unusable('is cut off: its PEM block does not end')
  if (other !== null) throw unusable(`holds a ${other[1]?.toLowerCase()}, not a private key`)
  const key = Buffer.from(bytes)
  return (['pkcs8', 'pkcs1', 'sec1'] as const).map((type) => ({ key, format: 'der', type }))
}

/** From BEGIN to END: what stands before it (EC PARAMETERS, Bag Attributes, the certificate) is passed over. */
function keyBlock(text: string | null): string | null {
  const begin = text === null ? null : /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----/.exec(text)
  if (text === null || begin === null) return null
  const endLine = `-----END ${begin[1]}-----`
  const end = text.indexOf(endLine, begin.index)
  return end === -1 ? null : `${text.slice(begin.index, end)}${endLine}\n`
}

function undecrypted(cause: unknown): UserError {
  // ERR_OSSL_UNSUPPORTED, without EVP, is a wrong passphrase too: one whose garbage had a sound padding.
  if ((cause as NodeJS.ErrnoException).code !== 'ERR_OSSL_EVP_UNSUPPORTED')
    return badPassphrase('wrong', cause)
  const hint =
    'encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc, with -provider legacy -provider default'
  return unusable('is encrypted with a cipher that is no longer supported', cause, hint)
}

function badPassphrase(fault: keyof typeof FAULTS, cause?: unknown): UserError {
  const message =
    fault === 'missing'
      ? 'rootCA.key is encrypted and no passphrase was given'
      : 'the passphrase does not open rootCA.key'
  return new UserError('wrong-input', message, {
    cause,
    problems: [{ field: PASSPHRASE_FIELD, message: FAULTS[fault], hint: HINTS[fault] }],
  })
}

function unusable(
  why: string,
  cause?: unknown,
  hint = 'expected the private key of rootCA.crt, PEM or DER',
): UserError {
  return new UserError('wrong-input', `rootCA.key ${why}`, { cause, hint })
}
