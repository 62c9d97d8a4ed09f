// How a Windows program takes its arguments from one command line: CommandLineToArgvW and its inverse.
// https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw

/** One argument, quoted where it has to be. */
export function quoteArgument(argument: string): string {
  if (argument !== '' && !/[ \t"]/.test(argument)) return argument
  // Backslashes count only where a quotation mark follows them: there each is doubled, and the mark escaped.
  return `"${argument.replace(/(\\*)("|$)/g, (_, slashes: string, mark: string) => `${slashes}${slashes}${mark && '\\"'}`)}"`
}

/** The arguments of a command line, the program first. Quotation marks only group in the program's name. */
export function splitCommandLine(line: string): string[] {
  const [before = '', quoted, bare] = /^(?:"([^"]*)"?|([^ \t]*))[ \t]*/.exec(line) ?? []
  const args = [quoted ?? bare ?? '']
  for (let at = before.length; at < line.length; ) {
    const { argument, end } = takeArgument(line, at)
    args.push(argument)
    at = end
  }
  return args
}

/** Backslashes and the mark that they stand before, other backslashes, white space, or the rest. */
const PIECE = /(\\*)"|\\+|[ \t]+|[^\\" \t]+/y

/** @returns also where the next one starts */
function takeArgument(line: string, start: number): { argument: string; end: number } {
  let argument = ''
  let quoted = false
  PIECE.lastIndex = start
  for (let piece = PIECE.exec(line); piece !== null; piece = PIECE.exec(line)) {
    const [text, slashes] = piece
    const end = PIECE.lastIndex
    if (slashes !== undefined) {
      // 2n backslashes and a mark: n backslashes, the mark groups; 2n+1: n backslashes and a literal mark.
      argument += '\\'.repeat(Math.floor(slashes.length / 2))
      if (slashes.length % 2 === 1) argument += '"'
      else if (quoted && line[end] === '"') {
        argument += '"' // two marks inside a quoted part are one literal mark, and the part goes on
        PIECE.lastIndex = end + 1
      } else quoted = !quoted
    } else if (!quoted && /^[ \t]/.test(text)) return { argument, end }
    else argument += text
  }
  return { argument, end: line.length }
}
