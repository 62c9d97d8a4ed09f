// The wizard's first run, as somebody goes through it who takes every default.
import { ENTER } from './pty.ts'

/** Each question of a first run, and an answer to it. */
export const FIRST_RUN: readonly (readonly [question: string, keys: string])[] = [
  ['What to do', ENTER],
  ['Root CA', ENTER],
  ['Company that signs in', `Contoso${ENTER}`],
  ['http URL of its revocation list', ENTER],
  ['Passphrase for rootCA.key', ENTER],
  ['User principal name', `jane@contoso.com${ENTER}`],
  ['Device name', ENTER],
  ['Password of the PFX', ENTER],
  ['Answer file', ENTER],
  ['Processor of the device', ENTER],
  ['Where the certificate is used', ENTER],
  ['How the certificate is imported', ENTER],
  ['Edge and Chrome take it', ENTER],
  ['Write the files to a stick too', ENTER],
  ['Create the stick files', ENTER],
]

/** After a task, for whoever wants no other. */
export const NOTHING_ELSE = ['Anything else', ENTER] as const
