// The password of the PFX in the file beside the script: its text in UTF-8 and nothing else, neither a byte order mark
// nor a line end, as `[IO.File]::ReadAllText` reads it back to the last character.
import { Secret } from '../secret.ts'

/** Longer than any password that certstick takes, which has at most 256 characters. */
const MOST_BYTES = 1024

export function encodePassword(password: Secret): Uint8Array {
  return Buffer.from(password.reveal(), 'utf8')
}

/** Null where the file holds none, or .NET would read another one. */
export function decodePassword(bytes: Uint8Array): Secret | null {
  if (bytes.length === 0 || bytes.length > MOST_BYTES) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.startsWith('\ufeff') ? null : new Secret(text)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
