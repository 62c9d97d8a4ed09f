// Reads a file that the user named, and never more than such a file can have.
import { resolve } from 'node:path'
import { systemReason, UserError } from '../errors.ts'
import { readRegularFile } from '../read-file.ts'
import { isForeignPath } from '../recorded-path.ts'
import { shown } from '../screen-text.ts'
import type { World } from '../world.ts'

interface NamedFile {
  readonly mostBytes: number
  readonly hint?: string
  /** The core's name of the option that named it. */
  readonly field?: string
}

/** @throws UserError wrong-input, with the system's error as its cause */
export function readNamedFile(
  name: string,
  { cwd }: Pick<World, 'cwd'>,
  { mostBytes, hint, field }: NamedFile,
): Uint8Array {
  try {
    const bytes = readRegularFile(resolve(cwd, name), { links: 'followed', mostBytes })
    if (bytes === null) throw new Error(`it has more than ${mostBytes} bytes`)
    return bytes
  } catch (cause) {
    const why = isForeignPath(name) ? 'it is a path of another operating system' : systemReason(cause)
    const message = `cannot read ${shown(name)}: ${why}`
    const help = hint === undefined ? {} : { hint }
    const details = field === undefined ? help : { problems: [{ field, message, ...help }] }
    throw new UserError('wrong-input', message, { ...details, cause })
  }
}
