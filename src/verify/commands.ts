// The answer file's commands, read back as Setup, CommandLineToArgvW and PowerShell would read them.
import { IMPORT_DESCRIPTION, type ImportCommand, parseImportCommand } from '../answer-file/commands.ts'
import { type AnswerFileCommand, inspectAnswerFile } from '../answer-file/inspect.ts'
import { MAX_PATH_LENGTH } from '../answer-file/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import type { Receipt } from '../receipt.ts'

export type ReadCommand = ImportCommand

/** The distinct import commands of all architectures (one, where all is well), and what is wrong with them. */
export function checkCommands(
  answerFile: Uint8Array,
  receipt: Receipt,
): { commands: ReadCommand[]; findings: Finding[] } {
  const findings: Finding[] = []
  const commands = new Map<string, ReadCommand>()
  let facts: ReturnType<typeof inspectAnswerFile>
  try {
    facts = inspectAnswerFile(answerFile)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { commands: [], findings: [finding('answer-file-malformed', error.message)] }
  }
  if (
    receipt.device !== null &&
    facts.computerNames.some(({ computerName }) => computerName !== receipt.device)
  ) {
    findings.push(finding('computer-name-differs', `ComputerName is not ${receipt.device}`))
  }
  for (const architecture of facts.architectures) {
    const ours = facts.commands.filter(
      (command) =>
        command.architecture === architecture &&
        command.pass === 'specialize' &&
        command.description === IMPORT_DESCRIPTION,
    )
    const [only, ...more] = ours
    if (only === undefined || more.length > 0) {
      findings.push(
        finding('command-count', `${architecture} has ${ours.length} import commands and needs one`),
      )
      continue
    }
    const read = readCommand(only, receipt)
    if ('severity' in read) findings.push(read)
    else commands.set(only.path, read)
  }
  if (facts.architectures.length === 0)
    findings.push(finding('command-count', 'no architecture has a command'))
  return { commands: [...commands.values()], findings }
}

function readCommand({ path, architecture }: AnswerFileCommand, receipt: Receipt): ReadCommand | Finding {
  if (path.length > MAX_PATH_LENGTH) {
    return finding('command-too-long', `the command for ${architecture} has ${path.length} characters`)
  }
  const command = parseImportCommand(path)
  if (command === null) return finding('command-edited', `the command for ${architecture} is not certstick's`)
  if (command.volumeLabel !== receipt.volumeLabel) {
    return finding('command-label', `the command looks for a volume labelled ${command.volumeLabel}`)
  }
  return command
}

function finding(code: string, message: string): Finding {
  const subject = MEDIA_PATHS.answerFile
  return { severity: 'error', code, message, hint: 'make the media again', subject }
}
