// What a hand-over is about: one issued certificate, its root, and where it is needed the PFX. The files for each
// way in are the renderers' beside this file; finding, opening and writing them is the command's.
import { oneLine } from '../screen-text.ts'
import type { PfxFormat } from '../x509/pfx-formats.ts'

export interface Handover {
  readonly userPrincipalName: string
  readonly device: string | null
  /** DER. */
  readonly certificate: Uint8Array
  /** DER. */
  readonly root: Uint8Array
  /** Null: the root's certificates name no distribution point. */
  readonly crlUrl: string | null
  /** Whether `Certs/install.ps1` lies on the stick too, and the password beside it. */
  readonly hasScript: boolean
  /** Whether a command in the answer file holds the password, so that Windows writes it down. */
  readonly passwordInAnswerFile: boolean
}

export interface HandoverPfx {
  readonly bytes: Uint8Array
  readonly format: PfxFormat
  /** Whether Windows and macOS may give the key out again. */
  readonly exportable: boolean
}

export const ROOT_FILE = 'rootCA.cer'
export const STEPS_FILE = 'STEPS.txt'

/** Characters that Entra ID allows before the @; what an index of another tool names may hold any. */
const PLAIN_LOCAL_PART = /^[A-Za-z0-9'._!#^~-]{1,64}$/

/** `jane-cba.pfx`, as on the stick; ASCII, and legal on Windows and macOS whatever the name holds. */
export function pfxFileName({ userPrincipalName }: Pick<Handover, 'userPrincipalName'>): string {
  const localPart = userPrincipalName.slice(0, Math.max(userPrincipalName.lastIndexOf('@'), 0))
  return `${PLAIN_LOCAL_PART.test(localPart) ? localPart : 'user'}-cba.pfx`
}

/**
 * Bytes of a text file: UTF-8, with the line ends of its system. Characters that a screen would obey or hide (a record
 * of another tool may name a user anything) are shown as `\u001b`, so that a line is one line.
 */
export function textFile(lines: readonly string[], lineEnd: '\n' | '\r\n' = '\n'): Uint8Array {
  return Buffer.from([...lines.map(oneLine), ''].join(lineEnd))
}

export function jsonFile(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}
