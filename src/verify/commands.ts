// The answer file and its commands, read back as Setup, CommandLineToArgvW and PowerShell would read them.
import { checkAnswerFile } from '../answer-file/check.ts'
import { IMPORT_DESCRIPTION, type ImportCommand, parseImportCommand } from '../answer-file/commands.ts'
import { type AnswerFileCommand, type AnswerFileFacts, inspectAnswerFile } from '../answer-file/inspect.ts'
import { DEPLOYMENT } from '../answer-file/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import type { Receipt } from '../receipt.ts'
import { type Fault, toFinding } from './faults.ts'

export type ReadCommand = ImportCommand

export interface CheckedAnswerFile {
  /** The distinct import commands of all architectures: one, where all is well. */
  readonly commands: readonly ReadCommand[]
  /** Null where the device names itself. */
  readonly computerName: string | null
  readonly findings: readonly Finding[]
}

/** @param receipt null: what the medium was made as is not known */
export function checkCommands(answerFile: Uint8Array, receipt: Receipt | null): CheckedAnswerFile {
  const findings: Finding[] = checkAnswerFile(answerFile).map((finding) => ({ ...finding, subject: SUBJECT }))
  const facts = inspectIfReadable(answerFile)
  if (facts === null) return { commands: [], computerName: null, findings } // `checkAnswerFile` has said why
  const commands = new Map<string, ReadCommand>()
  for (const architecture of facts.architectures) {
    const ours = facts.commands.filter((command) => command.architecture === architecture && isOurs(command))
    const [only, ...more] = ours
    if (only === undefined || more.length > 0) {
      findings.push(
        only === undefined
          ? finding('command-missing', `no command imports the certificate on ${architecture}`)
          : finding('command-twice', `${ours.length} commands import the certificate on ${architecture}`),
      )
      continue
    }
    const read = readCommand(only, receipt)
    if ('severity' in read) findings.push(read)
    else commands.set(only.path, read)
  }
  const names = facts.computerNames.map(({ computerName }) => computerName)
  if (receipt !== null && receipt.device !== null && names.some((name) => name !== receipt.device)) {
    findings.push(finding('computer-name-differs', `ComputerName is not ${receipt.device}`))
  }
  // "*" lets Setup choose. ("ComputerName" of Microsoft-Windows-Shell-Setup)
  const computerName = names.find((name) => name !== '*' && name !== '') ?? null
  return { commands: [...commands.values()], computerName, findings }
}

function inspectIfReadable(answerFile: Uint8Array): AnswerFileFacts | null {
  try {
    return inspectAnswerFile(answerFile)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

/** By what it is called or by what it does: an edit may have changed one of the two. */
function isOurs({ component, pass, description, path }: AnswerFileCommand): boolean {
  const runs = component === DEPLOYMENT && pass === 'specialize'
  return runs && (description === IMPORT_DESCRIPTION || parseImportCommand(path) !== null)
}

function readCommand(
  { path, architecture, line }: AnswerFileCommand,
  receipt: Receipt | null,
): ReadCommand | Finding {
  const command = parseImportCommand(path)
  if (command === null) {
    return {
      ...finding('command-edited', `the command for ${architecture} is not as certstick writes it`),
      line,
    }
  }
  if (receipt !== null && command.volumeLabel !== receipt.volumeLabel) {
    const message = `the command looks for a volume labelled ${command.volumeLabel}, and the receipt says ${receipt.volumeLabel}`
    return { ...finding('command-label', message), line }
  }
  return command
}

const SUBJECT = MEDIA_PATHS.answerFile

function finding(code: string, message: string): Finding {
  const fault: Fault = { code, message, subject: SUBJECT }
  return toFinding(fault)
}
