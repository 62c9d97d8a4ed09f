// The script on the stick, `Certs\install.ps1`: its template with one user's values, and those values read back.
// What the script does is the template's own affair; which of its steps are taken is the plan's.
import { createHash } from 'node:crypto'
import { quotePowerShell } from '../answer-file/powershell.ts'
import { Secret } from '../secret.ts'

/**
 * `root`: the root for the machine. `machine`: the PFX for the machine. `user`: the PFX for the user, at the first
 * sign-in. `blank`: the password is taken out of Windows' copies of the answer file.
 */
export const SCRIPT_STEPS = ['root', 'machine', 'user', 'blank'] as const
export type ScriptStep = (typeof SCRIPT_STEPS)[number]

/** What differs from one script to another. */
export interface ScriptValues {
  readonly userPrincipalName: string
  /** Beside the script, such as `jane-cba.pfx`. */
  readonly pfxFileName: string
  readonly password: Secret
  /** At least one, in the order of `SCRIPT_STEPS`. */
  readonly steps: readonly ScriptStep[]
  readonly exportable: boolean
  /** Whether an error ends Windows Setup. */
  readonly strict: boolean
}

/** A value's variable in the script, and what stands for it in the template. */
interface Slot {
  readonly variable: string
  readonly placeholder: string
}

const SLOTS = {
  userPrincipalName: { variable: 'UserPrincipalName', placeholder: '<user principal name>' },
  pfxFileName: { variable: 'PfxFile', placeholder: '<file name of the PFX>' },
  password: { variable: 'Password', placeholder: '<password>' },
  steps: { variable: 'Steps', placeholder: '<steps>' },
  exportable: { variable: 'Exportable', placeholder: '<exportable>' },
  strict: { variable: 'Strict', placeholder: '<strict>' },
} as const satisfies Record<keyof ScriptValues, Slot>

/** SHA-256 of `templates/install.ps1` with LF line ends: what a script must come back to without its values. */
const TEMPLATE_SHA256 = 'addfd001df70a91a037d66104800ffd1622442455754dbde6cd58f13a7de0f33'

/** ASCII with CRLF, as Windows PowerShell 5.1 reads a file without a byte order mark in any of its code pages. */
export function renderScript(template: string, values: ScriptValues): string {
  const texts: Record<keyof ScriptValues, string> = {
    userPrincipalName: values.userPrincipalName,
    pfxFileName: values.pfxFileName,
    password: Buffer.from(values.password.reveal(), 'utf8').toString('base64'),
    steps: values.steps.join(' '),
    exportable: values.exportable ? 'yes' : 'no',
    strict: values.strict ? 'yes' : 'no',
  }
  const names = Object.keys(SLOTS) as (keyof ScriptValues)[]
  const script = names.reduce((text, name) => fill(text, SLOTS[name], texts[name]), template)
  if (/[^\r\n\x20-\x7e]/.test(script)) throw new Error('the script came out with a character beyond ASCII')
  return script.replace(/\r?\n/g, '\r\n')
}

function fill(text: string, { variable, placeholder }: Slot, value: string): string {
  const slot = `$${variable} = ${quotePowerShell(placeholder)}`
  const parts = text.split(slot)
  if (parts.length !== 2) throw new Error(`the script template has no single ${slot}`)
  return parts.join(`$${variable} = ${quotePowerShell(value)}`)
}

/** The values of a script; null where it is not, in every other byte, what the template makes. */
export function parseScript(script: string): ScriptValues | null {
  if (/(?<!\r)\n|\r(?!\n)/.test(script)) return null
  let template = script.replaceAll('\r\n', '\n')
  const read = ({ variable, placeholder }: Slot): string | null => {
    const assignment = new RegExp(String.raw`^(\$${variable} = )('(?:[^'\n]|'')*')`, 'm')
    const literal = assignment.exec(template)?.[2]
    template = template.replace(assignment, (_, left: string) => left + quotePowerShell(placeholder))
    return literal === undefined ? null : literal.slice(1, -1).replaceAll("''", "'")
  }
  const userPrincipalName = read(SLOTS.userPrincipalName)
  const pfxFileName = read(SLOTS.pfxFileName)
  const password = decodeBase64(read(SLOTS.password) ?? '')
  const steps = readSteps(read(SLOTS.steps) ?? '')
  const [exportable, strict] = [readSwitch(read(SLOTS.exportable)), readSwitch(read(SLOTS.strict))]
  if (createHash('sha256').update(template, 'latin1').digest('hex') !== TEMPLATE_SHA256) return null
  if (userPrincipalName === null || pfxFileName === null || password === null || steps === null) return null
  if (exportable === null || strict === null) return null
  return { userPrincipalName, pfxFileName, password: new Secret(password), steps, exportable, strict }
}

function decodeBase64(text: string): string | null {
  const bytes = Buffer.from(text, 'base64')
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return bytes.toString('base64') === text && text !== '' ? decoded : null
  } catch {
    return null
  }
}

function readSteps(text: string): ScriptStep[] | null {
  const steps = SCRIPT_STEPS.filter((step) => text.split(' ').includes(step))
  return steps.length > 0 && steps.join(' ') === text ? steps : null
}

function readSwitch(text: string | null): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null
}
