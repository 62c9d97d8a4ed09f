// What an answer file says: architectures, commands, computer names. Judges nothing; check.ts does.
import { commandArchitectures } from './architectures.ts'
import {
  type AnswerFile,
  architectureOf,
  type CommandFacts,
  childOf,
  commandsOf,
  placedComponents,
  readAnswerFile,
  readCommand,
} from './document.ts'
import { positionsIn } from './position.ts'
import { type Architecture, SHELL_SETUP } from './vocabulary.ts'

export interface AnswerFileFacts {
  /** Those that commands are for. */
  readonly architectures: readonly Architecture[]
  /** Every `RunSynchronousCommand` of a component for one of the architectures, in the order of the file. */
  readonly commands: readonly AnswerFileCommand[]
  /** Of the specialize pass. */
  readonly computerNames: readonly { readonly architecture: Architecture; readonly computerName: string }[]
}

export interface AnswerFileCommand extends CommandFacts {
  readonly architecture: Architecture
  readonly pass: string
  readonly component: string
  /** From 1. */
  readonly line: number
}

/** @throws UserError `wrong-input` with line and column where the bytes are no well-formed answer file */
export function inspectAnswerFile(bytes: Uint8Array): AnswerFileFacts {
  return describeAnswerFile(readAnswerFile(bytes))
}

export function describeAnswerFile({ encoded, root }: AnswerFile): AnswerFileFacts {
  const positionAt = positionsIn(encoded.text)
  const commands: AnswerFileCommand[] = []
  const computerNames: { architecture: Architecture; computerName: string }[] = []
  for (const { component, pass, name } of placedComponents(root)) {
    const architecture = architectureOf(component)
    if (architecture === null) continue
    for (const command of commandsOf(component)) {
      const { line } = positionAt(command.start)
      commands.push({ architecture, pass, component: name, ...readCommand(command), line })
    }
    const computerName = childOf(component, 'ComputerName')?.text.trim()
    if (pass === 'specialize' && name === SHELL_SETUP && computerName !== undefined) {
      computerNames.push({ architecture, computerName })
    }
  }
  return { architectures: commandArchitectures(root), commands, computerNames }
}
