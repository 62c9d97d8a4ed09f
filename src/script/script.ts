// The script on the stick, `Certs\install.ps1`: its template with one user's values, none of them secret, and those values
// read back. The password stands in a file beside it (password-file.ts).
// What the script does is the template's own affair; which of its steps are taken is the plan's.
import { hash } from 'node:crypto'
import { quotePowerShell } from '../answer-file/powershell.ts'

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

type SlotName = keyof ScriptValues

const SLOTS = {
  userPrincipalName: { variable: 'UserPrincipalName', placeholder: '<user principal name>' },
  pfxFileName: { variable: 'PfxFile', placeholder: '<file name of the PFX>' },
  steps: { variable: 'Steps', placeholder: '<steps>' },
  exportable: { variable: 'Exportable', placeholder: '<exportable>' },
  strict: { variable: 'Strict', placeholder: '<strict>' },
} as const satisfies Record<SlotName, Slot>

/** SHA-256 of `templates/install.ps1` with CRLF line ends: what a script must come back to without its values. */
const TEMPLATE_SHA256 = '5aebc28973e73587ee304bf30aefb429edcae9e0ffde9a8930c3b55a1bc5fc0e'

/** ASCII with CRLF, as Windows PowerShell 5.1 reads a file without a byte order mark in any of its code pages. */
export function renderScript(template: string, values: ScriptValues): string {
  const texts: Record<SlotName, string> = {
    userPrincipalName: values.userPrincipalName,
    pfxFileName: values.pfxFileName,
    steps: values.steps.join(' '),
    exportable: values.exportable ? 'yes' : 'no',
    strict: values.strict ? 'yes' : 'no',
  }
  const valueAt = (name: string): string => expectAscii(quotePowerShell(texts[name as SlotName]))
  return partsOf(template)
    .map((part, i) => (i % 2 === 0 ? part : valueAt(part)))
    .join('')
}

const ASSIGNMENT = /^( *\$(\w+) = )'((?:[^'\r\n]|'')*)'/gm
const NAMES: ReadonlyMap<string, SlotName> = new Map(
  Object.entries(SLOTS).map(([name, { variable }]) => [variable, name as SlotName]),
)

/** In turn: a part that stays, and the name of the slot that follows it. */
function partsOf(template: string): readonly string[] {
  const script = expectAscii(template.replace(/\r?\n/g, '\r\n'))
  const parts = script
    .replace(ASSIGNMENT, (whole: string, left: string, variable: string, literal: string) => {
      const name = NAMES.get(variable)
      return name === undefined || literal !== SLOTS[name].placeholder ? whole : `${left}\0${name}\0`
    })
    .split('\0')
  for (const [name, { variable, placeholder }] of Object.entries(SLOTS)) {
    if (parts.filter((part) => part === name).length !== 1)
      throw new Error(`the script template has no single $${variable} = ${quotePowerShell(placeholder)}`)
  }
  return parts
}

function expectAscii(text: string): string {
  if (/[^\r\n\x20-\x7e]/.test(text)) throw new Error('the script has a character beyond ASCII')
  return text
}

/** Gives each slot's variable another value; every other byte stays. */
function replaceValues(script: string, replace: (name: SlotName, value: string) => string): string {
  return script.replace(ASSIGNMENT, (whole: string, left: string, variable: string, literal: string) => {
    const name = NAMES.get(variable)
    return name === undefined ? whole : left + quotePowerShell(replace(name, literal.replaceAll("''", "'")))
  })
}

/** The values of a script; null where it is not, in every other byte, what the template makes. */
export function parseScript(script: string): ScriptValues | null {
  const read = new Map<SlotName, string>()
  const template = replaceValues(script, (name, value) => {
    read.set(name, value)
    return SLOTS[name].placeholder
  })
  if (hash('sha256', Buffer.from(template, 'latin1'), 'hex') !== TEMPLATE_SHA256) return null
  const textOf = (name: SlotName): string => read.get(name) ?? ''
  const steps = readSteps(textOf('steps'))
  const [exportable, strict] = [readSwitch(textOf('exportable')), readSwitch(textOf('strict'))]
  if (steps === null || exportable === null || strict === null) return null
  return {
    userPrincipalName: textOf('userPrincipalName'),
    pfxFileName: textOf('pfxFileName'),
    steps,
    exportable,
    strict,
  }
}

function readSteps(text: string): ScriptStep[] | null {
  const steps = SCRIPT_STEPS.filter((step) => text.split(' ').includes(step))
  return steps.length > 0 && steps.join(' ') === text ? steps : null
}

function readSwitch(text: string): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null
}
