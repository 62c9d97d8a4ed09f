// The completion as a script for Windows PowerShell 5.1 and PowerShell 7. In ASCII, because a pipe of Windows PowerShell may
// lose other characters, and because PowerShell takes a typographic quote for one of its own.
import type { CompletedCommand, CompletedWord } from './completed-command.ts'

/** Files are completed where no word of ours fits. */
export function formatPowerShell(commands: readonly CompletedCommand[]): string {
  return `${[
    '# PowerShell completion for certstick. In $PROFILE: certstick completion powershell | Out-String | Invoke-Expression',
    "Register-ArgumentCompleter -Native -CommandName 'certstick', 'certstick.cmd', 'certstick.exe' -ScriptBlock {",
    '  param($wordToComplete, $commandAst, $cursorPosition)',
    '  $commands = @{',
    ...commands.map(({ path, commands: inside }) => `    '${path}' = ${list(inside)}`),
    '  }',
    '  $options = @{',
    ...commands.map(({ path, options }) => `    '${path}' = ${list(options)}`),
    '  }',
    '  $values = @{',
    ...commands.flatMap(({ path, values }) =>
      [...values].map(([option, words]) => {
        return `    '${path} ${option}' = ${list(words.map((word) => ({ word, help: word })))}`
      }),
    ),
    '  }',
    "  $command = ''",
    "  $before = ''",
    '  foreach ($element in @($commandAst.CommandElements | Select-Object -Skip 1)) {',
    '    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete) { break }',
    '    $before = "$element"',
    '    $longer = "$command $element".Trim()',
    '    if ($commands.ContainsKey($longer)) { $command = $longer }',
    '  }',
    '  if ($values.ContainsKey("$command $before")) { $words = $values["$command $before"] }',
    "  elseif ($wordToComplete -like '-*') { $words = $options[$command] }",
    '  else { $words = $commands[$command] }',
    '  foreach ($word in $words) {',
    '    if ($word[0] -like "$wordToComplete*") {',
    "      [System.Management.Automation.CompletionResult]::new($word[0], $word[0], 'ParameterValue', $word[1])",
    '    }',
    '  }',
    '}',
  ].join('\r\n')}\r\n`
}

/** Pairs of word and help; the commas before them keep PowerShell from joining the pairs. */
function list(words: readonly CompletedWord[]): string {
  return `@(${words.map(({ word, help }) => `,@(${quoted(word)}, ${quoted(help)})`).join('; ')})`
}

function quoted(text: string): string {
  const plain = text
    .replaceAll(/[’‘]/g, "'")
    .replaceAll('…', '...')
    .replaceAll(/[^\x20-\x7e]/g, ' ')
  return `'${plain.replaceAll("'", "''")}'`
}
