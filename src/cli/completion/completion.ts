// `certstick completion bash|powershell`: a script for the shell, made from the table of commands. It names the words that can
// come next, and asks no certstick for them.
import type { Command, Option } from 'commander'
import { UserError } from '../../errors.ts'
import { TARGET_NAMES } from '../../handover/targets.ts'
import { OPTIONS, PROFILE_FIELDS } from '../../request/options.ts'
import { shown } from '../../screen-text.ts'
import type { Context } from '../context.ts'
import { listTemplates } from '../template-files.ts'
import { formatBash } from './bash.ts'
import type { CompletedCommand } from './completed-command.ts'
import { formatPowerShell } from './powershell.ts'

const FORMATS = { bash: formatBash, powershell: formatPowerShell } as const

/** @param program with every command */
export function runCompletion(shell: string, program: Command, { world, terminal }: Context): void {
  if (!Object.hasOwn(FORMATS, shell)) {
    throw new UserError('wrong-input', `${shown(shell)} is no shell that certstick knows`, {
      hint: `choose ${Object.keys(FORMATS).join(' or ')}`,
    })
  }
  const templates = listTemplates(world).map(({ name }) => name)
  const commands = commandsBelow(program, '', templates)
  terminal.data(FORMATS[shell as keyof typeof FORMATS](commands))
}

function commandsBelow(command: Command, path: string, templates: readonly string[]): CompletedCommand[] {
  const inside = command.commands.map((one) => [one, `${path} ${one.name()}`.trim()] as const)
  const options = command.options.filter(({ long }) => long !== undefined)
  const own: CompletedCommand = {
    path,
    commands: [
      ...command.commands.map((one) => ({ word: one.name(), help: one.description() })),
      ...(inside.length === 0 ? [] : [{ word: 'help', help: 'Show what a command does and takes.' }]),
    ],
    options: [
      ...options.map((option) => ({ word: option.long ?? '', help: option.description })),
      { word: '--help', help: 'show this help' },
    ],
    values: new Map(options.flatMap((option) => valuesOf(option, path, templates))),
  }
  return [own, ...inside.flatMap(([one, at]) => commandsBelow(one, at, templates))]
}

/** Those of an option that takes one of a few words; of `init` the key is a user's too. */
function valuesOf(
  { long = '' }: Option,
  path: string,
  templates: readonly string[],
): [string, readonly string[]][] {
  if (long === '--to' && path === 'export') return [[long, TARGET_NAMES]]
  if (long === '--template') return [[long, templates]]
  const field = PROFILE_FIELDS.find((one) => OPTIONS[one].flag.split(' ')[0] === long)
  const schema = field === undefined ? null : OPTIONS[field].profile
  return schema !== null && 'enum' in schema ? [[long, schema.enum]] : []
}
