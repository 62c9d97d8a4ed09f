// Template + plan -> answer file: the commands in `specialize` of each architecture, the computer's name, and
// where asked the windowsPE pass. Edits by offset only, so every other byte stays; then read again to be sure.
import { UserError } from '../errors.ts'
import { namingInside, newSettings, type PlannedCommand } from './additions.ts'
import { commandArchitectures, servedByWindowsPe } from './architectures.ts'
import { type BundledSettings, bundledFor } from './bundled.ts'
import {
  type AnswerFile,
  attributeOf,
  childOf,
  commandsOf,
  componentsOf,
  readAnswerFile,
  readCommand,
  settingsOf,
} from './document.ts'
import { applyEdits, type Edit, insertAfter, insertBefore, insertInto } from './edits.ts'
import { type EncodedText, encodeText } from './encoding.ts'
import type { NewElement } from './new-element.ts'
import { describePosition } from './position.ts'
import { commandChanges, computerNameChanges, findDeployment, findShellSetup } from './specialize.ts'
import { ARCHITECTURES, type Architecture, PASSES, type Pass } from './vocabulary.ts'
import { windowsPeChanges } from './windows-pe.ts'
import type { XmlElement } from './xml.ts'

export interface AnswerFilePlan {
  /** In the order in which they are to run. */
  readonly commands: readonly PlannedCommand[]
  readonly computerName: string | null
  /** Beside those that the file uses; null: no more, and amd64 for one of certstick's own. */
  readonly architectures: readonly Architecture[] | null
  /** Adds the smallest windowsPE setting for each architecture that has none: without one Setup skips the rest. */
  readonly addWindowsPe: boolean
  /**
   * Of one of certstick's own files, which is for the architectures that were asked for and no other. Null: the file is
   * somebody else's, and keeps what it says.
   */
  readonly bundled: BundledSettings | null
}

/**
 * The template with what is planned, in the template's encoding, without a byte order mark of UTF-8. Rendering the result
 * again replaces its commands.
 * @throws UserError `wrong-input` naming line and column where the template cannot be read or take the commands
 */
export function renderAnswerFile(template: Uint8Array, plan: AnswerFilePlan): Uint8Array {
  const file = readAnswerFile(
    plan.bundled === null ? template : bundledFor(template, plan.architectures, plan.bundled),
  )
  const architectures = commandArchitectures(file.root, plan)
  if (architectures.length === 0) throw noArchitecture(file)
  const text = applyEdits(file.encoded.text, planEdits(file, plan, architectures))
  const bytes = encodeText({ ...withoutMark(file.encoded), text })
  assertRendered(readAnswerFile(bytes).root, plan, architectures)
  return bytes
}

/** UTF-16 needs its byte order mark. With that of UTF-8 Windows 11 24H2 was seen to fail. */
function withoutMark(encoded: EncodedText): EncodedText {
  return encoded.encoding === 'utf-8' ? { ...encoded, bom: false } : encoded
}

function noArchitecture({ encoded, root }: AnswerFile): UserError {
  const component = componentsOf(root)[0]
  const written = component === undefined ? '' : attributeOf(component, 'processorArchitecture')
  const what =
    component === undefined
      ? 'the file has no component'
      : `no component for one of these, the first is for "${written}"`
  return new UserError(
    'wrong-input',
    `${describePosition(encoded.text, (component ?? root).start)}: a command runs on ${ARCHITECTURES.join(', ')}, but ${what}`,
    { hint: 'name the architecture, such as --architecture amd64' },
  )
}

function planEdits(file: AnswerFile, plan: AnswerFilePlan, architectures: readonly Architecture[]): Edit[] {
  const { root } = file
  const { text } = file.encoded
  const changes = [commandChanges({ text, root }, plan.commands, architectures)]
  if (plan.computerName !== null) {
    changes.push(computerNameChanges({ text, root }, plan.computerName, architectures))
  }
  const edits = changes.flatMap((change) => change.edits)
  const missing: MissingPass[] = []
  const specialize = changes.flatMap((change) => change.components)
  if (plan.addWindowsPe) {
    const pe = windowsPeChanges(file, architectures)
    edits.push(...pe.edits)
    if (pe.components.length > 0) missing.push({ pass: 'windowsPE', components: pe.components })
  }
  if (specialize.length > 0) missing.push({ pass: 'specialize', components: specialize })
  return [...edits, ...passEdits(text, root, missing)]
}

interface MissingPass {
  readonly pass: Pass
  readonly components: readonly NewElement[]
}

/** Adds the components to their pass. A pass that is missing is created, in the order of passes. */
function passEdits(text: string, root: XmlElement, missing: readonly MissingPass[]): Edit[] {
  const all = settingsOf(root)
  const made = (add: MissingPass) => newSettings(namingInside(root), add.pass, add.components)
  if (all[0] === undefined) return missing.length === 0 ? [] : [insertInto(text, root, missing.map(made))]
  const first = all[0]
  return missing.map((add) => {
    const present = settingsOf(root, add.pass)[0]
    if (present !== undefined) return insertInto(text, present, add.components)
    const before = all.findLast((settings) => rank(attributeOf(settings, 'pass')) < rank(add.pass))
    return before === undefined ? insertBefore(text, first, made(add)) : insertAfter(text, before, made(add))
  })
}

function rank(pass: string): number {
  return (PASSES as readonly string[]).indexOf(pass)
}

/** Checks that what was planned came out once for each architecture. If not, it is a bug of certstick. */
function assertRendered(
  root: XmlElement,
  plan: AnswerFilePlan,
  architectures: readonly Architecture[],
): void {
  const planned = plan.commands.map(({ description, path, willReboot }) =>
    JSON.stringify([description, path, willReboot ?? null]),
  )
  for (const architecture of architectures) {
    const component = findDeployment(root, architecture)
    const found = (component === null ? [] : commandsOf(component)).map(readCommand)
    const ours = found.filter(({ description, path, willReboot }) =>
      planned.includes(JSON.stringify([description, path, willReboot])),
    )
    if (ours.length !== planned.length)
      throw new Error(`the commands for ${architecture} did not come out as planned`)
    const shell = findShellSetup(root, architecture)
    const name = shell === null ? undefined : childOf(shell, 'ComputerName')?.text
    if (plan.computerName !== null && name !== plan.computerName) {
      throw new Error(`the computer name for ${architecture} did not come out as planned`)
    }
  }
  const served = servedByWindowsPe(root)
  if (plan.addWindowsPe && !architectures.every((architecture) => served.has(architecture)))
    throw new Error('the windowsPE pass did not come out as planned')
}
