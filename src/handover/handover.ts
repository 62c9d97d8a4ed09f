// The content of a hand-over: one issued certificate, its root and, if needed, the PFX. The other files of this room
// render the files for each target; the command finds, opens and writes them.
import { oneLine } from '../screen-text.ts'
import type { ScriptStep } from '../script/script.ts'
import type { PfxFormat } from '../x509/pfx-formats.ts'

export interface Handover {
  readonly userPrincipalName: string
  readonly device: string | null
  /** DER. */
  readonly certificate: Uint8Array
  /** DER. */
  readonly root: Uint8Array
  /** Null: the root's certificates have no distribution point. */
  readonly crlUrl: string | null
  /** Of `Certs/install.ps1` on the stick; empty: there is none. */
  readonly steps: readonly ScriptStep[]
  /** Whether a command in the answer file holds the password, so that Windows writes it down. */
  readonly passwordInAnswerFile: boolean
  /** Whom the user calls; null: left blank, to be filled in by hand. */
  readonly contact: string | null
}

export interface HandoverPfx {
  readonly bytes: Uint8Array
  readonly format: PfxFormat
  /** Whether the key can be exported from Windows and macOS again. */
  readonly exportable: boolean
  /** Whether browsers take it for Entra ID without asking. */
  readonly autoSelect: boolean
}

export const ROOT_FILE = 'rootCA.cer'
export const STEPS_FILE = 'STEPS.txt'

/** Characters that Entra ID allows before the @. A name from the index of another tool may have others. */
const PLAIN_LOCAL_PART = /^[A-Za-z0-9'._!#^~-]{1,64}$/

/** `jane-cba.pfx`, as on the stick. Always ASCII, and valid on Windows and macOS. */
export function pfxFileName({ userPrincipalName }: Pick<Handover, 'userPrincipalName'>): string {
  const localPart = userPrincipalName.slice(0, Math.max(userPrincipalName.lastIndexOf('@'), 0))
  return `${PLAIN_LOCAL_PART.test(localPart) ? localPart : 'user'}-cba.pfx`
}

/**
 * Bytes of a text file: UTF-8, with the line ends of its system. Control characters (which a name from another tool may
 * have) are shown as `\u001b`, so that each line stays one line.
 */
export function textFile(lines: readonly string[], lineEnd: '\n' | '\r\n' = '\n'): Uint8Array {
  return Buffer.from([...lines.map(oneLine), ''].join(lineEnd))
}

export function jsonFile(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}
