// The commands and their options. Each command's code is loaded when it runs, so that `--help` loads none of it.
import { Command } from 'commander'
import type { BulkOptions } from './bulk/bulk.ts'
import { addCaCommands } from './ca/commands.ts'
import type { RehearseOptions } from './check/rehearse.ts'
import type { VerifyOptions } from './check/verify.ts'
import type { CommonOptions, Context } from './context.ts'
import { addCrlCommand, addListCommand, addRevokeCommand } from './crl/commands.ts'
import { addEntraCommands } from './entra/commands.ts'
import { addExamples } from './examples.ts'
import {
  bulkOptions,
  caOption,
  type ExportOptions,
  exportOptions,
  type InitOptions,
  initOptions,
  jsonOption,
  type NewOptions,
  newOptions,
  outputOption,
  regenerateOptions,
} from './options.ts'
import { describe, overview, PROFILE_OPTION } from './overview.ts'
import { refuseWords } from './refuse-words.ts'
import type { RegenerateOptions } from './stick/regenerate.ts'
import { helpWidth } from './terminal.ts'

export function makeProgram(context: Context): Command {
  const { stdout, stderr, argv, assets } = context.world
  const program = new Command('certstick')
    .version(assets.version, '-v, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .exitOverride()
    .enablePositionalOptions() // so that options after `crl check` are those of `check`
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => {}, // because `run` says it
      getOutHelpWidth: () => helpWidth(stdout),
      getErrHelpWidth: () => helpWidth(stderr),
    })
    .hook('preAction', async (_, command) => {
      refuseWords(command)
      await (await import('./customer/profile.ts')).applyProfile(command, context)
    })
    .helpCommand('help [command...]', 'Show what a command does and takes.')
  program.helpInformation = (help) =>
    overview(assets.description, help?.error === true ? helpWidth(stderr) : helpWidth(stdout))
  const [name = '', ...more] = argv
  // One that is named is all that is needed; the others would take time to describe.
  const asked = Object.hasOwn(COMMANDS, name) && name !== 'completion' ? COMMANDS[name] : undefined
  for (const add of asked === undefined ? Object.values(COMMANDS) : [asked]) add(program, context)
  addProfileOption(program)
  // With another word in its place, commander says which command may have been meant.
  if (!isName(name)) program.action(async () => (await import('./start.ts')).start(program, context))
  if (name === 'help' && more.some(isName)) findCommand(more.filter(isName), program)?.help()
  return program
}

/** To the wizard, and to each command that takes a default of certstick.json. */
function addProfileOption(command: Command): void {
  const takes = command.options.some(({ long }) => TAKEN_FROM_PROFILE.includes(long ?? ''))
  if (command.parent === null || (takes && command.name() !== 'init')) command.option(...PROFILE_OPTION)
  for (const one of command.commands) addProfileOption(one)
}

const TAKEN_FROM_PROFILE: readonly string[] = ['--ca', '--output', '--tenant']

/** What commander is to take apart: `help` of a command that there is not is that command itself, which it refuses. */
export function commandLine(argv: readonly string[], program: Command): string[] {
  const [name, ...more] = argv
  const names = more.filter(isName)
  const isMistyped = name === 'help' && names.length > 0 && findCommand(names, program) === null
  return isMistyped ? names : [...argv]
}

function isName(word: string): boolean {
  return /^[^-]/.test(word)
}

/** @param names of a command, of one within it, and so on; words after one that has none within it are passed over */
function findCommand(names: readonly string[], program: Command): Command | null {
  let found = program
  for (const name of names) {
    if (found.commands.length === 0) return found
    const command = found.commands.find((one) => one.name() === name)
    if (command === undefined) return null
    found = command
  }
  return found
}

type AddCommand = (program: Command, context: Context) => void

/** In the order in which the help lists them. */
const COMMANDS: Readonly<Record<string, AddCommand>> = {
  init(program, context) {
    const command = initOptions(describe(program, 'init')).action(
      async (dir: string | undefined, options: InitOptions) =>
        (await import('./customer/init.ts')).runInit(dir, options, context),
    )
    addExamples(command, [
      'certstick init contoso',
      'certstick init --yes --name Contoso --domain contoso.com',
    ])
  },
  new(program, context) {
    const command = newOptions(describe(program, 'new')).action(
      async (upn: string | undefined, options: NewOptions) =>
        (await import('./stick/new.ts')).runNew(upn, options, context),
    )
    addExamples(command, [
      'certstick new jane@yourdomain.com --device LAPTOP-01',
      'certstick new jane@yourdomain.com --yes --stick E:\\',
      'certstick new jane@yourdomain.com --yes --dry-run',
    ])
  },
  bulk(program, context) {
    const command = bulkOptions(describe(program, 'bulk')).action(
      async (file: string, options: BulkOptions) =>
        (await import('./bulk/bulk.ts')).runBulk(file, options, context),
    )
    addExamples(command, [
      'certstick bulk users.csv --dry-run',
      'certstick bulk users.csv --yes --passwords-out pw.csv',
      'certstick bulk users.csv --stick-by-stick',
    ])
  },
  verify(program, context) {
    const command = describe(program, 'verify')
      .option('--warn-days <n>', 'warn if a certificate ends within n days (default 30)')
      .option(
        '--log <file>',
        'instead: explain the certstick.log of a device (exit code 3 if nothing was imported)',
      )
      .action(async (path: string | undefined, options: VerifyOptions) =>
        (await import('./check/verify.ts')).runVerify(path, options, context),
      )
    jsonOption(caOption(outputOption(command)))
    addExamples(command, [
      'certstick verify LAPTOP-01',
      'certstick verify E:\\ --warn-days 60',
      'certstick verify --log certstick.log',
    ])
  },
  rehearse(program, context) {
    const command = describe(program, 'rehearse')
      .option('--open', 'keep the server running, to try a real browser')
      .action(async (path: string, options: RehearseOptions) =>
        (await import('./check/rehearse.ts')).runRehearse(path, options, context),
      )
    jsonOption(outputOption(command))
    addExamples(command, ['certstick rehearse LAPTOP-01', 'certstick rehearse output/LAPTOP-01 --open'])
  },
  export(program, context) {
    const command = exportOptions(describe(program, 'export')).action(
      async (name: string | undefined, options: ExportOptions) =>
        (await import('./export/export.ts')).runExport(name, options, context),
    )
    addExamples(command, [
      'certstick export LAPTOP-01 --to handover',
      'certstick export jane@yourdomain.com --to macos',
    ])
  },
  wipe(program, context) {
    const command = describe(program, 'wipe').action(async (path: string, options: CommonOptions) =>
      (await import('./stick/wipe.ts')).runWipe(path, options, context),
    )
    jsonOption(command)
    addExamples(command, ['certstick wipe E:\\', 'certstick wipe /media/anna/ESD-USB'])
  },
  list: addListCommand,
  revoke: addRevokeCommand,
  crl: addCrlCommand,
  regenerate(program, context) {
    const command = regenerateOptions(describe(program, 'regenerate')).action(
      async (name: string | undefined, options: RegenerateOptions) =>
        options.expiring === undefined
          ? (await import('./stick/regenerate.ts')).runRegenerate(name, options, context)
          : (await import('./stick/regenerate-expiring.ts')).runRegenerateExpiring(name, options, context),
    )
    addExamples(command, [
      'certstick regenerate LAPTOP-01',
      'certstick regenerate LAPTOP-01 --yes --revoke-old',
      'certstick regenerate --expiring 30d --yes',
    ])
  },
  ca: addCaCommands,
  entra: addEntraCommands,
  template(program, context) {
    const template = describe(program, 'template')
    addExamples(template, ['certstick template list', 'certstick template check autounattend.xml'])
    const list = template
      .command('list')
      .description('List the bundled answer files.')
      .action(async (options: CommonOptions) =>
        (await import('./check/template.ts')).runTemplateList(options, context),
      )
    jsonOption(list)
    addExamples(list, ['certstick template list', 'certstick template list --json'])
    const show = template
      .command('show <name>')
      .description('Print a bundled answer file, to change a copy of it.')
      .action(async (name: string) => (await import('./check/template.ts')).runTemplateShow(name, context))
    addExamples(show, ['certstick template show entra-join', 'certstick template show minimal'])
    const check = template
      .command('check <name|file>')
      .description('Report what would go wrong with an answer file (then exit code 3).')
      .action(async (file: string, options: CommonOptions) =>
        (await import('./check/template.ts')).runTemplateCheck(file, options, context),
      )
    jsonOption(check)
    addExamples(check, [
      'certstick template check autounattend.xml',
      'certstick template check entra-join-wipe-disk --json',
    ])
  },
  completion(program, context) {
    const command = describe(program, 'completion').action(async (shell: string) =>
      (await import('./completion/completion.ts')).runCompletion(shell, program, context),
    )
    addExamples(command, ['certstick completion bash', 'certstick completion powershell'])
  },
}
