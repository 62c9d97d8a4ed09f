// The wizard's first run, as somebody goes through it who takes every default.
import { ENTER, type Steps } from './pty.ts'

/** Up to a root CA that is to be created. */
export const NEW_ROOT: Steps = [
  ['What to do', ENTER],
  ['Root CA', ENTER],
  ['Company that signs in', `Contoso${ENTER}`],
  ['http URL of its revocation list', ENTER],
  ['Passphrase for rootCA.key', ENTER],
]

/** From the password to the summary of a stick. */
export const DEFAULTS: Steps = [
  ['Password of the PFX', ENTER],
  ['Answer file', ENTER],
  ['Processor of the device', ENTER],
  ['Where the certificate is used', ENTER],
  ['How the certificate is imported', ENTER],
  ['Edge and Chrome take it', ENTER],
  ['Write the files to a stick too', ENTER],
]

/** Each question of a first run, and an answer to it. */
export const FIRST_RUN: Steps = [
  ...NEW_ROOT,
  ['User principal name', `jane@contoso.com${ENTER}`],
  ['Device name', ENTER],
  ...DEFAULTS,
  ['Create the stick files', ENTER],
]

/** After a task, for whoever wants no other. */
export const NOTHING_ELSE = ['Anything else', ENTER] as const
