// Reads the bytes of a secret from a file or standard input, and never more than a secret can have.
import { systemReason, UserError } from '../errors.ts'
import { readRegularFile } from '../read-file.ts'
import { MOST_SECRET_BYTES, ONLY_THE_SECRET } from '../request/secret-text.ts'

/** Longer than any secret, for what is too long to be read whole. */
const TOO_LONG = new Uint8Array(MOST_SECRET_BYTES + 1)

/** @throws UserError wrong-input, its message to follow the name */
export function readSecretBytes(path: string): Uint8Array {
  try {
    return readRegularFile(path, { links: 'followed', mostBytes: MOST_SECRET_BYTES }) ?? TOO_LONG
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** The same of standard input, which is left once it is too long. @throws UserError wrong-input */
export async function readSecretInput(stdin: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length > MOST_SECRET_BYTES) return TOO_LONG
    }
  } catch (cause) {
    throw unreadable(cause)
  }
  return Buffer.concat(chunks)
}

function unreadable(cause: unknown): UserError {
  return new UserError('wrong-input', `cannot be read: ${systemReason(cause)}`, {
    hint: ONLY_THE_SECRET,
    cause,
  })
}
