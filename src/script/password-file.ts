// The file with the PFX's password, beside the script: only the text in UTF-8, without byte order mark and line end, because
// `[IO.File]::ReadAllText` reads every character.
import { Secret } from '../secret.ts'

/** Larger than any password that certstick accepts, which has at most 256 characters. */
const MOST_BYTES = 1024

export function encodePassword(password: Secret): Uint8Array {
  return Buffer.from(password.reveal(), 'utf8')
}

/** Null if the file has no password, or .NET would read a different one. */
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
