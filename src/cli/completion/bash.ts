// The completion as a script for bash. Words of ours only: letters, digits and hyphens, so nothing needs quoting.
import type { CompletedCommand } from './completed-command.ts'

/** Files are completed where no word of ours fits. */
export function formatBash(commands: readonly CompletedCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`)
  return `${[
    '# bash completion for certstick. In ~/.bashrc: eval "$(certstick completion bash)"',
    '_certstick() {',
    "  local word command='' words=''",
    `  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"`,
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
    `    case "\${command:+$command }$word" in`,
    `      ${paths.join('|')}) command="\${command:+$command }$word" ;;`,
    '    esac',
    '  done',
    '  case "$command $before" in',
    ...commands.flatMap(({ path, values }) =>
      [...values].map(([option, words]) => `    '${path} ${option}') words='${words.join(' ')}' ;;`),
    ),
    '    *)',
    '      case "$command" in',
    ...commands.map(({ path, commands: inside, options }) => {
      const dashed = options.map(({ word }) => word).join(' ')
      const plain = inside.map(({ word }) => word).join(' ')
      return `        '${path}') if [[ $current == -* ]]; then words='${dashed}'; else words='${plain}'; fi ;;`
    }),
    '      esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _certstick certstick',
  ].join('\n')}\n`
}
