// The script on the stick, `Certs\install.ps1`: fills one user's values into its template, and reads them back. None is secret;
// the password is in a file beside the script (password-file.ts).
// The template defines what the script does; the plan chooses its steps.
import { hash } from 'node:crypto'
import { quotePowerShell } from '../answer-file/powershell.ts'

/**
 * `root`: the root for the machine. `machine`: the PFX for the machine. `wifi`: adds the WLAN profile. `auto-select`: lets
 * browsers take the certificate without asking. `user`: the PFX for the user, at the first sign-in. `blank`: removes the
 * password from Windows' copies of the answer file.
 */
export const SCRIPT_STEPS = ['root', 'machine', 'wifi', 'auto-select', 'user', 'blank'] as const
export type ScriptStep = (typeof SCRIPT_STEPS)[number]

export function isScriptStep(text: string): text is ScriptStep {
  return SCRIPT_STEPS.some((step) => step === text)
}

/** Those that do not import. An error in one is logged and ends nothing. */
export const EXTRA_STEPS = ['wifi', 'auto-select'] as const satisfies readonly ScriptStep[]
export type ExtraStep = (typeof EXTRA_STEPS)[number]

/** Whether the script needs the password of the PFX. */
export function readsPassword(steps: readonly ScriptStep[]): boolean {
  return steps.includes('machine') || steps.includes('user')
}

/** The values that differ between scripts. */
export interface ScriptValues {
  readonly userPrincipalName: string
  /** Name of the file beside the script, such as `jane-cba.pfx`. */
  readonly pfxFileName: string
  /** At least one, in the order of `SCRIPT_STEPS`. */
  readonly steps: readonly ScriptStep[]
  /** Common name of the root, with the step `auto-select`; null: without. */
  readonly autoSelectIssuer: string | null
  readonly exportable: boolean
  /** Whether an error ends Windows Setup. */
  readonly strict: boolean
}

/** A value's variable in the script, and its placeholder in the template. */
interface Slot {
  readonly variable: string
  readonly placeholder: string
}

type SlotName = keyof ScriptValues

const SLOTS = {
  userPrincipalName: { variable: 'UserPrincipalName', placeholder: '<user principal name>' },
  pfxFileName: { variable: 'PfxFile', placeholder: '<file name of the PFX>' },
  steps: { variable: 'Steps', placeholder: '<steps>' },
  autoSelectIssuer: { variable: 'Issuer', placeholder: '<name of the root, as JSON>' },
  exportable: { variable: 'Exportable', placeholder: '<exportable>' },
  strict: { variable: 'Strict', placeholder: '<strict>' },
} as const satisfies Record<SlotName, Slot>

/** SHA-256 of `templates/install.ps1` with CRLF line ends. A script with its placeholders restored must have this hash. */
const TEMPLATE_SHA256 = '96c59764b2b9cbb3b24d8e3f6b321ba23020108fc490f537fe2bd9b58e310c99'

/** ASCII with CRLF, because Windows PowerShell 5.1 reads that correctly in every code page, without byte order mark. */
export function renderScript(template: string, values: ScriptValues): string {
  const texts: Record<SlotName, string> = {
    userPrincipalName: values.userPrincipalName,
    pfxFileName: values.pfxFileName,
    steps: values.steps.join(' '),
    autoSelectIssuer: formatIssuer(values.autoSelectIssuer),
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

/** By turns an unchanged part, and the name of the slot after it. */
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

/** Replaces the value of each slot. All other bytes stay. */
function replaceValues(script: string, replace: (name: SlotName, value: string) => string): string {
  return script.replace(ASSIGNMENT, (whole: string, left: string, variable: string, literal: string) => {
    const name = NAMES.get(variable)
    return name === undefined ? whole : left + quotePowerShell(replace(name, literal.replaceAll("''", "'")))
  })
}

/** The values of a script; null if any other byte differs from the template. */
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
  const autoSelectIssuer = readIssuer(textOf('autoSelectIssuer'))
  const isWhole = steps.includes('auto-select') === (autoSelectIssuer !== null)
  if (!isWhole || formatIssuer(autoSelectIssuer) !== textOf('autoSelectIssuer')) return null
  return {
    userPrincipalName: textOf('userPrincipalName'),
    pfxFileName: textOf('pfxFileName'),
    steps,
    autoSelectIssuer,
    exportable,
    strict,
  }
}

function readSteps(text: string): ScriptStep[] | null {
  const steps = SCRIPT_STEPS.filter((step) => text.split(' ').includes(step))
  return steps.length > 0 && steps.join(' ') === text ? steps : null
}

/** A JSON string in ASCII; empty for null. */
function formatIssuer(name: string | null): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return name === null ? '' : JSON.stringify(name).replace(/[^\x20-\x7e]/g, escaped)
}

function readIssuer(text: string): string | null {
  try {
    const name: unknown = JSON.parse(text)
    return typeof name === 'string' ? name : null
  } catch {
    return null
  }
}

function readSwitch(text: string): boolean | null {
  return text === 'yes' ? true : text === 'no' ? false : null
}
