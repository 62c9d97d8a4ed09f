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
  const program = /^(?:"([^"]*)"?|([^ \t]*))/.exec(line)
  const args = [program?.[1] ?? program?.[2] ?? '']
  let rest = line.slice(program?.[0].length ?? 0).replace(/^[ \t]+/, '')
  while (rest !== '') {
    const { argument, length } = takeArgument(rest)
    args.push(argument)
    rest = rest.slice(length).replace(/^[ \t]+/, '')
  }
  return args
}

function takeArgument(text: string): { argument: string; length: number } {
  let argument = ''
  let quoted = false
  let at = 0
  while (at < text.length) {
    const slashes = /^\\*/.exec(text.slice(at))?.[0].length ?? 0
    at += slashes
    if (text[at] === '"') {
      // 2n backslashes and a mark: n backslashes, the mark groups; 2n+1: n backslashes and a literal mark.
      argument += '\\'.repeat(Math.floor(slashes / 2))
      if (slashes % 2 === 1) argument += '"'
      else if (quoted && text[at + 1] === '"') {
        argument += '"' // two marks inside a quoted part are one literal mark, and the part goes on
        at += 1
      } else quoted = !quoted
    } else {
      argument += '\\'.repeat(slashes)
      if (at >= text.length || (!quoted && /[ \t]/.test(text[at] ?? ''))) break
      argument += text[at]
    }
    at += 1
  }
  return { argument, length: at }
}
