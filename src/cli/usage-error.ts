// What commander says of a command line that it cannot use, as an error of ours with what helps.
import type { CommanderError } from 'commander'
import { UserError } from '../errors.ts'
import { oneLine } from '../screen-text.ts'

/** An option that would take a secret, had certstick any. */
const SECRET_OPTION = /^--?(?!.*-(?:file|out)\b)[\w-]*(?:pass|pwd|secret)[\w-]*/i

/** @param argv the words that it was given */
export function usageError({ code, message }: CommanderError, argv: readonly string[]): UserError {
  // Its second line, where it has one, is `(Did you mean …?)`.
  const [said = '', suggestion] = withOneLineWords(message, argv).split('\n')
  const text = said.replace(/^error: /, '')
  if (code === 'commander.help') {
    const hint = 'give one of the commands above'
    return new UserError('wrong-input', `${argv.find(isWord) ?? 'certstick'} needs a command`, { hint })
  }
  if (code === 'commander.unknownOption') {
    const option = /'([^'=]*)/.exec(text)?.[1] ?? ''
    const unknown = `unknown option '${option}'` // without what may stand behind it, a secret for one
    if (suggestion?.includes(` ${option}?`))
      return new UserError('wrong-input', `option '${option}' takes no value`, {
        hint: hintOf(undefined, argv),
      })
    if (SECRET_OPTION.test(option)) return new UserError('wrong-input', unknown, { hint: secretHint(option) })
    return new UserError('wrong-input', unknown, { hint: hintOf(suggestion, argv) })
  }
  const isUnknown = code === 'commander.unknownCommand'
  return new UserError('wrong-input', text, {
    hint: hintOf(suggestion, isUnknown ? known(argv, text) : argv),
  })
}

/** The words before the one that is no command; their help lists the commands. */
function known(argv: readonly string[], text: string): readonly string[] {
  const at = argv.findIndex((word) => text.includes(`'${oneLine(word)}'`))
  return argv.slice(0, Math.max(0, at)).filter((word) => word !== 'help')
}

function hintOf(suggestion: string | undefined, argv: readonly string[]): string {
  if (suggestion !== undefined) return suggestion.replace(/^\(Did/, 'did').replace(/\)$/, '')
  const [command = '', within = ''] = argv
  const isWithin = WITH_COMMANDS.includes(command) && (command !== 'crl' || within === 'check')
  const path = isWithin ? [command, within] : [command]
  const named = path.filter(isWord)
  return `${['certstick', ...named].join(' ')} --help shows what it takes`
}

const isWord = (word: string): boolean => /^[a-z][a-z-]*$/.test(word)

/** Commands that have commands within them. */
const WITH_COMMANDS: readonly string[] = ['ca', 'crl', 'entra', 'template']

function secretHint(option: string): string {
  const given = /ca|phrase|key/i.test(option)
    ? '--ca-passphrase-file FILE, or set CERTSTICK_CA_PASSPHRASE'
    : '--password-file FILE (- reads standard input), or set CERTSTICK_PFX_PASSWORD'
  return `no option takes a secret, because the process list and the shell's history would show it; give ${given}`
}

/** Commander quotes words of the command line as they are, an option without its value. */
function withOneLineWords(text: string, argv: readonly string[]): string {
  const words = argv
    .flatMap((word) => [word, word.split('=')[0] ?? ''])
    .filter((word) => word !== oneLine(word))
  return words.reduce((shown, word) => shown.replaceAll(word, oneLine(word)), text)
}
