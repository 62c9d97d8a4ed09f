// What an answer file says: passes, architectures, commands, computer names. Judges nothing; check.ts does.
import { commandArchitectures } from './architectures.ts'
import {
  type AnswerFile,
  architectureOf,
  attributeOf,
  childOf,
  commandsOf,
  placedComponents,
  readAnswerFile,
  readCommand,
  settingsOf,
} from './document.ts'
import type { Encoding } from './encoding.ts'
import { positionsIn } from './position.ts'
import { type Architecture, SHELL_SETUP } from './vocabulary.ts'

export interface AnswerFileFacts {
  readonly encoding: Encoding
  /** As written, in the order of the file. */
  readonly passes: readonly string[]
  /** Those that commands are for. */
  readonly architectures: readonly Architecture[]
  /** Every `RunSynchronousCommand` of a component for one of the architectures, in the order of the file. */
  readonly commands: readonly AnswerFileCommand[]
  /** Of the specialize pass. */
  readonly computerNames: readonly { readonly architecture: Architecture; readonly computerName: string }[]
}

export interface AnswerFileCommand {
  readonly architecture: Architecture
  readonly pass: string
  readonly component: string
  /** Null where it is absent or no number. */
  readonly order: number | null
  readonly description: string
  readonly path: string
  /** As written; null where it is absent. */
  readonly willReboot: string | null
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
  return {
    encoding: encoded.encoding,
    passes: settingsOf(root).map((settings) => attributeOf(settings, 'pass')),
    architectures: commandArchitectures(root),
    commands,
    computerNames,
  }
}
