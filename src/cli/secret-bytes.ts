// Reads the bytes of a secret from a file or standard input: never more than a secret can have, and never from a pipe or
// a device by its name, which might not end or never begin.
import * as fs from 'node:fs'
import { systemReason, UserError } from '../errors.ts'
import { MOST_SECRET_BYTES, ONLY_THE_SECRET } from '../request/secret-text.ts'

/** Enough to tell that there is too much. */
const LIMIT = MOST_SECRET_BYTES + 1

/** The file's content, cut where it is longer than a secret. @throws UserError wrong-input, its message to follow the name */
export function readSecretBytes(path: string): Uint8Array {
  let handle: number | undefined
  try {
    handle = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)) // a FIFO would wait for a writer
    const stat = fs.fstatSync(handle)
    if (stat.isDirectory()) throw refused('is a folder')
    if (!stat.isFile()) throw refused('is a pipe or a device, not a file', 'give a file, or - and a pipe')
    const bytes = Buffer.alloc(LIMIT)
    let length = 0
    for (let read = -1; read !== 0 && length < LIMIT; length += read) {
      read = fs.readSync(handle, bytes, length, LIMIT - length, null)
    }
    return bytes.subarray(0, length)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw refused(`cannot be read: ${systemReason(cause)}`, ONLY_THE_SECRET, cause)
  } finally {
    if (handle !== undefined) fs.closeSync(handle)
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
      if (length >= LIMIT) break
    }
  } catch (cause) {
    throw refused(`cannot be read: ${systemReason(cause)}`, ONLY_THE_SECRET, cause)
  }
  return Buffer.concat(chunks)
}

function refused(message: string, hint: string = ONLY_THE_SECRET, cause?: unknown): UserError {
  return new UserError('wrong-input', message, { hint, cause })
}
