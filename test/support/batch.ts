// cmd.exe, as far as our batch files go: percent signs, then words and carets outside quotes, then labels and exit
// codes. Delayed expansion is off, as the files say. Written apart from src. Phases 1 and 2 of the parser that "How
// does the Windows Command Interpreter parse scripts" (stackoverflow.com/a/4095133) describes.
import { commandLineToArgv } from './argv.ts'

const SYSTEM_ROOT = String.raw`C:\Windows`
export const CERTUTIL = `${SYSTEM_ROOT}\\System32\\certutil.exe`

export interface BatchRun {
  /** The arguments of each program that was started, in order, the program first. */
  readonly started: readonly string[][]
  /** What `echo` showed. */
  readonly shown: readonly string[]
  readonly exitCode: number
}

/** @param exitCodes of the programs in the order in which they are started; 0 where it holds none */
export function runBatch(script: string, folder: string, exitCodes: readonly number[] = []): BatchRun {
  if (/(?<!\r)\n/.test(script)) throw new Error('a line does not end with CR LF')
  const lines = script.split('\r\n')
  const started: string[][] = []
  const shown: string[] = []
  let errorLevel = 0
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '' || /^(:|rem |@echo off$|setlocal |pause$)/.test(line)) continue
    const command = withoutCarets(expandPercents(line, folder))
    const jump = (target: string): void => {
      at = lines.indexOf(`:${target}`)
      if (at < 0) throw new Error(`no label ${target}`)
    }
    const [, not, level, label] = /^if (not )?errorlevel (\d+) goto (\w+)$/.exec(command) ?? []
    const [, end] = /^exit \/b (\d+)$/.exec(command) ?? []
    if (end !== undefined) return { started, shown, exitCode: Number(end) }
    if (command.startsWith('echo')) shown.push(command.slice('echo'.length + 1))
    else if (label !== undefined) {
      // signed, as `if /?` says: "equal to or greater than"
      if (errorLevel >= Number(level) === (not === undefined)) jump(label)
    } else {
      errorLevel = exitCodes[started.length] ?? 0
      started.push(commandLineToArgv(command))
    }
  }
  return { started, shown, exitCode: errorLevel }
}

/** Phase 1: `%%` is one, `%~dp0` the folder of the script with a backslash after it; one variable is known. */
function expandPercents(line: string, folder: string): string {
  return line.replace(/%(%|~dp0|SystemRoot%|)/g, (_, what: string) => {
    if (what === '%') return '%'
    if (what === '~dp0') return `${folder}\\`
    if (what === 'SystemRoot%') return SYSTEM_ROOT
    throw new Error(`a lone percent sign in: ${line}`)
  })
}

/** Phase 2: a caret outside quotes escapes the next character; no operator is known. */
function withoutCarets(line: string): string {
  let command = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? ''
    if (character === '"') quoted = !quoted
    if (!quoted && character === '^') command += line[++i] ?? ''
    else if (!quoted && '&|<>()'.includes(character)) throw new Error(`an operator in: ${line}`)
    else command += character
  }
  return command
}
