// The answer file and its commands, read back as Setup, CommandLineToArgvW and PowerShell would read them.
import { acceptFindings } from '../answer-file/accept.ts'
import { readAndCheck } from '../answer-file/check.ts'
import {
  IMPORT_DESCRIPTION,
  type OwnCommand,
  parseCommand,
  parseOwnCommand,
  SCRIPT_DESCRIPTION,
} from '../answer-file/commands.ts'
import { type AnswerFileCommand, describeAnswerFile } from '../answer-file/inspect.ts'
import { type AskedOfInstaller, describeInstallation } from '../answer-file/installation.ts'
import { DEPLOYMENT } from '../answer-file/vocabulary.ts'
import type { Finding } from '../finding.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import type { Receipt } from '../media/receipt.ts'
import { toFinding } from './faults.ts'

export interface CheckedAnswerFile {
  /** The distinct sequences of our commands that the architectures run. A good stick has one. */
  readonly sequences: readonly (readonly OwnCommand[])[]
  /** Null if Windows chooses the name. */
  readonly computerName: string | null
  readonly asked: readonly AskedOfInstaller[]
  readonly findings: readonly Finding[]
}

/** @param receipt null if there is none */
export function checkCommands(answerFile: Uint8Array, receipt: Receipt | null): CheckedAnswerFile {
  const { file, findings: faults } = readAndCheck(answerFile)
  const accepted = acceptFindings(faults, receipt?.accepted ?? [])
  const findings: Finding[] = accepted.map((finding) => ({ ...finding, subject: SUBJECT }))
  if (file === null) return { sequences: [], computerName: null, asked: [], findings }
  const facts = describeAnswerFile(file)
  const sequences = new Map<string, OwnCommand[]>()
  for (const architecture of facts.architectures) {
    const ours = facts.commands.filter((command) => command.architecture === architecture && isOurs(command))
    if (ours.length === 0) {
      findings.push(fault('command-missing', `no command imports the certificate on ${architecture}`))
    }
    const read = ours.toSorted(byOrder).map(readCommand)
    const wrong = read.flatMap((command) => ('severity' in command ? [command] : []))
    const commands = read.flatMap((command) => ('kind' in command ? [command] : []))
    const once = commands.filter(({ kind }, i) => i === commands.findIndex((other) => other.kind === kind))
    findings.push(...wrong)
    if (once.length < commands.length) {
      findings.push(fault('command-twice', `a certstick command runs more than once on ${architecture}`))
    }
    if (wrong.length === 0 && once.length > 0) sequences.set(JSON.stringify(once.map(keyOf)), once)
  }
  const names = facts.computerNames.map(({ computerName }) => computerName)
  const named = new Set(facts.computerNames.map(({ architecture }) => architecture))
  const device = receipt?.device ?? null
  const isNamed = facts.architectures.every((one) => named.has(one)) && names.every((name) => name === device)
  if (device !== null && !isNamed) {
    findings.push(fault('computer-name-differs', `ComputerName is not ${device} for each architecture`))
  }
  // "*" lets Setup choose. ("ComputerName" of Microsoft-Windows-Shell-Setup)
  const computerName = names.find((name) => name !== '*' && name !== '') ?? null
  return { sequences: [...sequences.values()], computerName, asked: describeInstallation(file), findings }
}

const DESCRIPTIONS: readonly string[] = [IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION]

/** Recognized by its description or by its command line, because an edit may have changed one of them. */
function isOurs({ component, pass, description, path }: AnswerFileCommand): boolean {
  if (component !== DEPLOYMENT || pass !== 'specialize') return false
  return DESCRIPTIONS.includes(description) || parseCommand(path) !== null
}

function byOrder(a: AnswerFileCommand, b: AnswerFileCommand): number {
  return (a.order ?? 0) - (b.order ?? 0)
}

/** Equal for equal commands. Includes the secret, which prints the same for every value. */
function keyOf(command: OwnCommand): unknown {
  return 'password' in command ? { ...command, password: command.password.reveal() } : command
}

function readCommand(command: AnswerFileCommand): OwnCommand | Finding {
  const { architecture, line, willReboot } = command
  const own = parseOwnCommand(command)
  // Only a strict command has an exit code that Setup should act on, and it must ask Setup for that.
  const reboots = own?.kind === 'script' && own.strict ? 'OnRequest' : null
  if (own !== null && willReboot === reboots) return own
  return {
    ...fault(
      'command-edited',
      `the command for ${architecture} was changed, or another version of certstick wrote it`,
    ),
    line,
  }
}

const SUBJECT = MEDIA_PATHS.answerFile

function fault(code: string, message: string): Finding {
  return toFinding({ code, message, subject: SUBJECT })
}
