// The answer file and its commands, read back as Setup, CommandLineToArgvW and PowerShell would read them.
import { acceptFindings } from '../answer-file/accept.ts'
import { readAndCheck } from '../answer-file/check.ts'
import { isNearlyOwn, type OwnCommand, parseOwnCommand } from '../answer-file/commands.ts'
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
    const commands = ours.toSorted(byOrder).flatMap((command) => parseOwnCommand(command) ?? [])
    const wrong = ours.flatMap(checkReboot)
    const once = commands.filter(({ kind }, i) => i === commands.findIndex((other) => other.kind === kind))
    findings.push(...wrong)
    if (once.length < commands.length) {
      findings.push(fault('command-twice', `a certstick command runs more than once on ${architecture}`))
    }
    const areIntact = wrong.length === 0 && commands.length === ours.length
    if (areIntact && once.length > 0) sequences.set(JSON.stringify(once.map(keyOf)), once)
  }
  const inUse = facts.computerNames.filter(({ architecture }) => facts.architectures.includes(architecture))
  const names = inUse.map(({ computerName }) => computerName)
  const named = new Set(inUse.map(({ architecture }) => architecture))
  const device = receipt?.device ?? null
  const isNamed = facts.architectures.every((one) => named.has(one)) && names.every((name) => name === device)
  if (device !== null && !isNamed) {
    findings.push(fault('computer-name-differs', `ComputerName is not ${device} for each architecture`))
  }
  // "*" lets Setup choose. ("ComputerName" of Microsoft-Windows-Shell-Setup)
  const computerName = names.find((name) => name !== '*' && name !== '') ?? null
  return { sequences: [...sequences.values()], computerName, asked: describeInstallation(file), findings }
}

/** One that is not intact has a finding of the answer file. */
function isOurs(command: AnswerFileCommand): boolean {
  return command.component === DEPLOYMENT && command.pass === 'specialize' && isNearlyOwn(command)
}

function byOrder(a: AnswerFileCommand, b: AnswerFileCommand): number {
  return (a.order ?? 0) - (b.order ?? 0)
}

/** Equal for equal commands. Includes the secret, which prints the same for every value. */
function keyOf(command: OwnCommand): unknown {
  return 'password' in command ? { ...command, password: command.password.reveal() } : command
}

/** Only a strict command has an exit code that Setup should act on, and it must ask Setup for that. */
function checkReboot(command: AnswerFileCommand): Finding[] {
  const own = parseOwnCommand(command)
  const expected = own?.kind === 'script' && own.strict ? 'OnRequest' : null
  if (own === null || command.willReboot === expected) return []
  const message = `WillReboot of the command for ${command.architecture} was changed`
  return [{ ...fault('command-edited', message), line: command.line }]
}

const SUBJECT = MEDIA_PATHS.answerFile

function fault(code: string, message: string): Finding {
  return toFinding({ code, message, subject: SUBJECT })
}
