// Decodes a secret from a file, standard input or the environment. Windows' own tools write UTF-8 with a byte order mark,
// UTF-16 or an ANSI code page. Read as plain UTF-8, each of these would silently become another secret.
import { UserError } from '../errors.ts'
import { Secret } from '../secret.ts'

const MOST_CHARACTERS = 256

/** More bytes are too long a secret in any encoding: four per character, a byte order mark and a line end. */
export const MOST_SECRET_BYTES = 4 * MOST_CHARACTERS + 3 + 4

const SAVE_AGAIN =
  'save it as UTF-8: in Notepad with Save as, in Windows PowerShell with Set-Content -Encoding utf8'

/**
 * UTF-8, or UTF-16 with a byte order mark. The byte order mark and one line end are removed.
 * @throws UserError wrong-input; the caller puts the file's name before its message
 */
export function decodeSecret(bytes: Uint8Array): Secret {
  if (bytes.length > MOST_SECRET_BYTES) throw tooLong()
  return toSecret(decodeText(bytes).replace(/(?:\r\n|\n|\r)$/, ''))
}

/**
 * A secret that is already text, from the environment.
 * @throws UserError wrong-input; the caller puts the variable's name before its message
 */
export function toSecret(text: string): Secret {
  if (text.includes('\0'))
    throw refused('contains zero bytes, as UTF-16 without a byte order mark does', SAVE_AGAIN)
  if (/[\uFEFF\uFFFD]/.test(text)) {
    throw refused('contains a character (U+FEFF or U+FFFD) that replaces a lost one', SAVE_AGAIN)
  }
  if (/[\r\n]/.test(text)) throw refused('has more than one line', ONLY_THE_SECRET)
  if ([...text].length > MOST_CHARACTERS) throw tooLong()
  return new Secret(text)
}

/** A warning, which follows the file's name; null: none. */
export function secretWarning(secret: Secret): string | null {
  const text = secret.reveal()
  if (text === text.trim()) return null
  return 'begins or ends with a space, which is part of the secret (echo in cmd adds one)'
}

export const ONLY_THE_SECRET = 'give a file that contains the secret and nothing else'

function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw refused(`is not ${encoding.toUpperCase()} text`, SAVE_AGAIN)
  }
}

function tooLong(): UserError {
  return refused(`contains more than ${MOST_CHARACTERS} characters`, ONLY_THE_SECRET)
}

function refused(message: string, hint: string): UserError {
  return new UserError('wrong-input', message, { hint })
}
