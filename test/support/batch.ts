// cmd.exe, as far as our batch files go: percent signs, then words and carets outside quotes. Delayed expansion is
// off, as the files say. Written apart from src. Phases 1 and 2 of the parser that "How does the Windows Command
// Interpreter parse scripts" (stackoverflow.com/a/4095133) describes.
import { commandLineToArgv } from './argv.ts'

/** The arguments of each program that the batch file starts, in order, the program first. */
export function runBatch(script: string, folder: string): string[][] {
  if (/(?<!\r)\n/.test(script)) throw new Error('a line does not end with CR LF')
  return script
    .split('\r\n')
    .map((line) => unescapeCarets(expandPercents(line, folder)))
    .filter((line) => line.startsWith('certutil '))
    .map(commandLineToArgv)
}

/** Phase 1: `%%` is one, `%~dp0` the folder of the script with a backslash after it; nothing else is used. */
function expandPercents(line: string, folder: string): string {
  return line.replace(/%(%|~dp0|)/g, (_, what: string) => {
    if (what === '%') return '%'
    if (what === '~dp0') return `${folder}\\`
    throw new Error(`a lone percent sign in: ${line}`)
  })
}

/** Phase 2: a caret outside quotes escapes the next character; an operator there would part the command. */
function unescapeCarets(line: string): string {
  let result = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? ''
    if (character === '"') quoted = !quoted
    if (!quoted && character === '^') result += line[++i] ?? ''
    else if (!quoted && '&|<>()'.includes(character)) throw new Error(`an operator in: ${line}`)
    else result += character
  }
  return result
}
