// Reads rootCA.key in every form that OpenSSL writes: PEM or DER; PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2),
// SEC 1 (RFC 5915); encrypted or not, also by the headers of RFC 1421 (`Proc-Type: 4,ENCRYPTED`).
import { createPrivateKey, type KeyObject, type PrivateKeyInput } from 'node:crypto'
import { type Problem, UserError } from '../errors.ts'
import type { Secret } from '../secret.ts'
import { readElement, readElements, TAG } from '../x509/der-reader.ts'
import { trimmed } from './file-parts.ts'
import { decodeText } from './root-text.ts'

const PASSPHRASE_FIELD = 'caPassphrase'
const OWN_KEY = 'rootCA.key'

/** The key needs a passphrase, or another one. Then the user can be asked (again). */
export class BadPassphrase extends UserError {
  readonly fault: 'missing' | 'wrong'

  /** @param name of the file with the key */
  constructor(fault: BadPassphrase['fault'], name: string, cause?: unknown) {
    const isMissing = fault === 'missing'
    const problem = {
      field: PASSPHRASE_FIELD,
      message: `is ${fault}`,
      hint: isMissing
        ? 'give a file that contains it, or set CERTSTICK_CA_PASSPHRASE'
        : `give the passphrase that ${name} was encrypted with`,
    }
    const message = isMissing
      ? `${name} is encrypted, but no passphrase was given`
      : `the passphrase does not open ${name}`
    super('wrong-input', message, { cause, problems: [problem] })
    this.fault = fault
  }
}

const LONGEST_PASSPHRASE_BYTES = 1024 // OpenSSL's PEM_BUFSIZE: a longer one could encrypt the key, but not open it again

/** Problems with a passphrase that is to encrypt rootCA.key. */
export function checkPassphrase(passphrase: Secret, field = PASSPHRASE_FIELD): readonly Problem[] {
  const bytes = Buffer.byteLength(passphrase.reveal())
  if (bytes === 0) return [{ field, message: 'is empty', hint: 'give a passphrase, or leave it out' }]
  if (bytes <= LONGEST_PASSPHRASE_BYTES) return []
  const message = `is ${bytes} bytes long; at most ${LONGEST_PASSPHRASE_BYTES} can be read back`
  return [{ field, message }]
}

/** As rootCA.key is written: PKCS#8 in PEM. @param passphrase null: not encrypted */
export function encodeKey(privateKey: KeyObject, passphrase: Secret | null): string {
  const encryption = passphrase === null ? {} : { cipher: 'aes-256-cbc', passphrase: passphrase.reveal() }
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString()
}

/** Whether the bytes of rootCA.key need a passphrase. */
export function isEncryptedKey(bytes: Uint8Array): boolean {
  const pem = keyBlock(decodeText(bytes))
  if (pem !== null) return /^-----BEGIN ENCRYPTED |^Proc-Type: *4, *ENCRYPTED/m.test(pem)
  try {
    // EncryptedPrivateKeyInfo starts with an AlgorithmIdentifier, all others with a version (RFC 5958 §2 and §3)
    return readElements(readElement(bytes).content)[0]?.tag === TAG.sequence
  } catch {
    return false // it is not DER; decodeKey reports that
  }
}

/**
 * The root's private key, of any kind. Whether it can sign is checked elsewhere.
 * @param name of the file, for errors
 * @throws UserError wrong-input: not a key, a damaged one, one with an encryption that OpenSSL 3 no longer supports, or
 * a wrong passphrase (`BadPassphrase`)
 */
export function decodeKey(bytes: Uint8Array, passphrase: Secret | null, name = OWN_KEY): KeyObject {
  if (bytes.length === 0) throw unusable(name, 'is empty')
  const encrypted = isEncryptedKey(bytes)
  if (encrypted && passphrase === null) throw new BadPassphrase('missing', name)
  const secret = passphrase === null ? {} : { passphrase: passphrase.reveal() }
  let failure: unknown
  for (const input of inputsOf(bytes, name)) {
    try {
      return createPrivateKey({ ...input, ...secret })
    } catch (error) {
      failure = error
      if (encrypted) break
    }
  }
  throw encrypted
    ? undecrypted(name, failure)
    : unusable(name, 'is damaged, or is not a private key', failure)
}

function inputsOf(bytes: Uint8Array, name: string): readonly PrivateKeyInput[] {
  const text = decodeText(bytes)
  const pem = keyBlock(text)
  if (pem !== null) return [{ key: pem, format: 'pem' }]
  const other = text === null ? null : /-----BEGIN ([^-\r\n]*)-----/.exec(text)
  if (other?.[1]?.endsWith('PRIVATE KEY')) throw unusable(name, 'is truncated: its PEM block has no end')
  if (other !== null) throw unusable(name, `contains a ${other[1]?.toLowerCase()}, not a private key`)
  const key = Buffer.from(trimmed(bytes))
  return (['pkcs8', 'pkcs1', 'sec1'] as const).map((type) => ({ key, format: 'der', type }))
}

/** From BEGIN to END. Other content before it (EC PARAMETERS, Bag Attributes, the certificate) is ignored. */
function keyBlock(text: string | null): string | null {
  const begin = text === null ? null : /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----/.exec(text)
  if (text === null || begin === null) return null
  const endLine = `-----END ${begin[1]}-----`
  const end = text.indexOf(endLine, begin.index)
  if (end === -1) return null
  const lines = text.slice(begin.index, end).replace(/^[ \t]+|[ \t]+$/gm, '') // OpenSSL refuses indented lines
  return `${lines}${endLine}\n`
}

function undecrypted(name: string, cause: unknown): UserError {
  // ERR_OSSL_UNSUPPORTED without EVP means a wrong passphrase too, whose result happened to have valid padding.
  if ((cause as NodeJS.ErrnoException).code !== 'ERR_OSSL_EVP_UNSUPPORTED')
    return new BadPassphrase('wrong', name, cause)
  const hint =
    'encrypt it again: openssl pkcs8 -topk8 -v2 aes-256-cbc, with -provider legacy -provider default'
  return unusable(name, 'is encrypted with a cipher that is no longer supported', cause, hint)
}

function unusable(
  name: string,
  why: string,
  cause?: unknown,
  hint = 'give the private key of the root CA, PEM or DER',
): UserError {
  return new UserError('wrong-input', `${name} ${why}`, { cause, hint })
}
