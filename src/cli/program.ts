// The commands and their options. Each command's code is loaded when it runs, so that `--help` loads none of it.
import { Command } from 'commander'
import { type Problem, throwProblems } from '../errors.ts'
import { orList } from '../request/choices.ts'
import { oneLine, printable } from '../screen-text.ts'
import { KEY_ALGORITHMS } from '../x509/key-algorithms.ts'
import type { BulkOptions } from './bulk.ts'
import type { CaCreateOptions, CaShowOptions } from './ca.ts'
import type { CommonOptions, Context } from './context.ts'
import { fieldOf } from './fields.ts'
import { addCrlCommand, addIndexCommands, addListCommand, addRevokeCommand } from './inventory-commands.ts'
import {
  authorityOptions,
  bulkOptions,
  commonOptions,
  type ExportOptions,
  exportOptions,
  type NewOptions,
  newOptions,
  regenerateOptions,
} from './options.ts'
import type { RegenerateOptions } from './regenerate.ts'
import type { RehearseOptions } from './rehearse.ts'
import type { VerifyOptions } from './verify.ts'

export function makeProgram(context: Context): Command {
  const { stdout, stderr, argv, assets } = context.world
  const writeErr = (text: string): void => void stderr.write(printable(withOneLineWords(text, argv)))
  const program = new Command('certstick')
    .description(assets.description)
    .version(assets.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr })
    .showHelpAfterError('certstick --help lists what there is')
    .hook('preAction', (_, command) => refuseWords(command))
    .helpCommand('help [command...]', 'what a command does and takes')
    .action(async () => (await import('./start.ts')).start(program, context))
  const [name = '', ...more] = context.world.argv
  // One that is named is all that is needed; the others would take time to describe.
  const asked = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  for (const add of asked === undefined ? Object.values(COMMANDS) : [asked]) add(program, context)
  if (name === 'help') showHelpOf(more.filter(isName), program)
  else findCommand([name].filter(isName), program) // because commander counts arguments instead
  return program
}

/** Commander quotes words of the command line as they are, an option without its value. */
function withOneLineWords(text: string, argv: readonly string[]): string {
  const words = argv
    .flatMap((word) => [word, word.split('=')[0] ?? ''])
    .filter((word) => word !== oneLine(word))
  return words.reduce((shown, word) => shown.replaceAll(word, oneLine(word)), text)
}

function isName(word: string): boolean {
  return /^[^-]/.test(word)
}

/** Of `help ca create` too, which commander's own `help` takes for `help ca`. */
function showHelpOf(names: readonly string[], program: Command): void {
  if (names.length > 0) findCommand(names, program).help()
}

/** @param names of a command, of one within it, and so on */
function findCommand(names: readonly string[], program: Command): Command {
  return names.reduce((within, name) => {
    const command = within.commands.find((one) => one.name() === name)
    return command ?? program.error(`error: there is no command '${oneLine(name)}'`)
  }, program)
}

/** Words of the command line that cannot be what was meant, whichever command they are for. */
function refuseWords(command: Command): void {
  const options = command.options.map((option) => ({
    field: fieldOf(option.long ?? option.flags),
    isPath: /<(?:dir|file|name\|file)>/.test(option.flags),
    value: command.getOptionValue(option.attributeName()) as unknown,
  }))
  const others = command.args.map((value, index) => {
    return { field: command.registeredArguments[index]?.name() ?? 'argument', isPath: false, value }
  })
  const problems = [...options, ...others].flatMap(({ field, isPath, value }): Problem[] => {
    // As an unset variable of a shell gives; it would mean the working directory.
    if (isPath && value === '') return [{ field, message: 'is empty', hint: 'give a path' }]
    // What Node makes of bytes that are not UTF-8; two words that differ would be one.
    if (typeof value !== 'string' || !value.includes('\ufffd')) return []
    return [
      {
        field,
        message: `${JSON.stringify(value)} is not UTF-8`,
        hint: 'write it in a terminal that uses UTF-8',
      },
    ]
  })
  throwProblems('the command line cannot be used', problems)
}

type AddCommand = (program: Command, context: Context) => void

/** In the order in which the help lists them. */
const COMMANDS: Readonly<Record<string, AddCommand>> = {
  new(program, context) {
    commonOptions(newOptions(program.command('new')))
      .description('media for one user or device')
      .action(async (options: NewOptions) => (await import('./new.ts')).runNew(options, context))
  },
  bulk(program, context) {
    commonOptions(bulkOptions(program.command('bulk <users.csv>')))
      .description('media for every row of a table; interrupted, the same command goes on')
      .action(async (file: string, options: BulkOptions) =>
        (await import('./bulk.ts')).runBulk(file, options, context),
      )
  },
  verify(program, context) {
    commonOptions(authorityOptions(program.command('verify <path>')))
      .description(
        'read a stick, folder, zip or many of them back, and ask the certificate inventory; exit code 3 where one would not work',
      )
      .option('--warn-days <n>', 'warn of a certificate that ends within so many days (default 30)')
      .action(async (path: string, options: VerifyOptions) =>
        (await import('./verify.ts')).runVerify(path, options, context),
      )
  },
  rehearse(program, context) {
    commonOptions(program.command('rehearse <path>'))
      .description(
        'sign in with what is on a medium, to a server on this machine; exit code 3 where it fails',
      )
      .option('--open', 'leave the server running, for a try in a real browser')
      .action(async (path: string, options: RehearseOptions) =>
        (await import('./rehearse.ts')).runRehearse(path, options, context),
      )
  },
  export(program, context) {
    commonOptions(exportOptions(program.command('export <serial|upn|device>')))
      .description('hand-over files for other ways in: by hand, macOS, Entra ID, Intune, and a page to print')
      .action(async (name: string, options: ExportOptions) =>
        (await import('./export.ts')).runExport(name, options, context),
      )
  },
  wipe(program, context) {
    commonOptions(program.command('wipe <dir>'))
      .description('take certstick’s files off a stick that came back')
      .action(async (path: string, options: CommonOptions) =>
        (await import('./stick.ts')).runWipe(path, options, context),
      )
  },
  list: addListCommand,
  revoke: addRevokeCommand,
  crl: addCrlCommand,
  regenerate(program, context) {
    commonOptions(regenerateOptions(program.command('regenerate <name>')))
      .description('the same media again for a device or user on record, with a fresh certificate')
      .action(async (name: string, options: RegenerateOptions) =>
        (await import('./regenerate.ts')).runRegenerate(name, options, context),
      )
  },
  ca(program, context) {
    const ca = program.command('ca').description('the root CA')
    commonOptions(authorityOptions(ca.command('create')))
      .description('make a root CA')
      .option('--name <name>', 'common name of the root (default certstick Root CA)')
      .option('--organization <name>', 'organization in the name of the root')
      .option('--key <algorithm>', `${orList(KEY_ALGORITHMS)} (default rsa-4096)`)
      .option('--crl-url <url>', 'where the CRL can be fetched, http only; goes into each certificate')
      .action(async (options: CaCreateOptions) => (await import('./ca.ts')).runCaCreate(options, context))
    commonOptions(authorityOptions(ca.command('show')))
      .description('what the root CA is, and what it lacks')
      .action(async (options: CaShowOptions) => (await import('./ca.ts')).runCaShow(options, context))
    addIndexCommands(ca, context)
  },
  template(program, context) {
    const template = program.command('template').description('answer files')
    commonOptions(template.command('list'))
      .description('the bundled answer files')
      .action(async (options: CommonOptions) =>
        (await import('./template.ts')).runTemplateList(options, context),
      )
    commonOptions(template.command('check <name|file>'))
      .description('what would go wrong with an answer file; exit code 3 where something would')
      .action(async (file: string, options: CommonOptions) =>
        (await import('./template.ts')).runTemplateCheck(file, options, context),
      )
  },
}
