// CommandLineToArgvW as its documentation describes it, written apart from src so that both can be compared.
// https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw

/** The arguments of a command line, the program first. */
export function commandLineToArgv(line: string): string[] {
  const argv: string[] = []
  let i = 0
  const white = () => line[i] === ' ' || line[i] === '\t'
  // The program's name: up to a closing mark, or up to white space; backslashes mean nothing.
  let program = ''
  if (line[i] === '"') {
    for (i += 1; i < line.length && line[i] !== '"'; i++) program += line[i]
    i += 1
  } else for (; i < line.length && !white(); i++) program += line[i]
  argv.push(program)
  for (;;) {
    while (i < line.length && white()) i++
    if (i >= line.length) return argv
    let argument = ''
    let inQuotes = false
    while (i < line.length && (inQuotes || !white())) {
      let backslashes = 0
      for (; line[i] === '\\'; i++) backslashes++
      if (line[i] !== '"') {
        argument += '\\'.repeat(backslashes)
        if (backslashes > 0) continue
        argument += line[i++]
        continue
      }
      argument += '\\'.repeat(backslashes >> 1)
      if (backslashes & 1) argument += '"'
      else if (inQuotes && line[i + 1] === '"') {
        argument += '"'
        i++
      } else inQuotes = !inQuotes
      i++
    }
    argv.push(argument)
  }
}
