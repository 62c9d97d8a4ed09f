// The help of `certstick` itself: every command in a line. It is asked for most, so it is written without the parser of command
// lines, which takes longer to load than all else here. `program.ts` takes usage and purpose of each command from this table.
import type { Command } from 'commander'
import { wrapLines } from './wrap.ts'

/** Usage and purpose, in the order of the help. */
const COMMANDS = {
  init: ['init [dir]', 'Create the folder of a customer: its defaults, and a root CA under its name.'],
  new: ['new [upn]', 'Create the stick files for one user or device.'],
  bulk: [
    'bulk <users.csv>',
    'Create the stick files for every row of a table; the same command resumes an interrupted run.',
  ],
  verify: [
    'verify [path|name]',
    'Check a stick, folder, zip or output folder, and report what would go wrong (then exit code 3).',
  ],
  rehearse: [
    'rehearse <path|name>',
    'Sign in with the certificate of a stick, to a test server on this machine (exit code 3 if it fails).',
  ],
  export: [
    'export [serial|upn|device]',
    'Write hand-over files: for Windows by hand, macOS, Entra ID or Intune, or a page to print.',
  ],
  wipe: ['wipe <dir>', 'Remove certstick’s files from a stick.'],
  list: ['list', 'List issued certificates and their states.'],
  revoke: ['revoke <serial|upn|device>', 'Mark a certificate as revoked, for the next CRL.'],
  crl: ['crl', 'Write the next certificate revocation list (CRL).'],
  regenerate: [
    'regenerate [name]',
    'Recreate the stick files of a device or user, with a new key, certificate and password.',
  ],
  ca: ['ca', 'Create, show, check and back up the root CA and its certificate inventory.'],
  entra: [
    'entra',
    'Check Microsoft Entra ID, and set it up, for the certificates of this CA, by Microsoft Graph.',
  ],
  template: ['template', 'List, show and check answer files.'],
  completion: [
    'completion <bash|powershell>',
    'Print a script that completes commands and options in your shell.',
  ],
} as const satisfies Readonly<Record<string, readonly [usage: string, purpose: string]>>

/** Of each command that takes defaults from it too. */
export const PROFILE_OPTION = [
  '--profile <dir>',
  "folder of a customer's certstick.json (default: the current folder)",
] as const

const OPTIONS = [
  ['-v, --version', 'show the version'],
  ['-h, --help', 'show this help'],
  PROFILE_OPTION,
] as const

const EXAMPLES = ['certstick', 'certstick new jane@yourdomain.com --yes', 'certstick verify LAPTOP-01']

/** A command of that name, with its usage and purpose. */
export function describe(program: Command, name: keyof typeof COMMANDS): Command {
  const [usage, purpose] = COMMANDS[name]
  return program.command(usage).description(purpose)
}

/** Whether these arguments ask for it. */
export function asksForOverview(argv: readonly string[]): boolean {
  return argv.length === 1 && ['--help', '-h', 'help'].includes(argv[0] ?? '')
}

/** @param description of the program, in one sentence. @param columns of the screen */
export function overview(description: string, columns: number): string {
  const help = ['help [command]', 'Show what a command does and takes.'] as const
  const lines = [
    'Usage: certstick [options] [command]',
    '',
    `${description}.`,
    '',
    'Without a command, in a terminal, certstick asks for everything that it needs.',
    '',
    'Options:',
    ...rows(OPTIONS),
    '',
    'Commands:',
    ...rows([...Object.values(COMMANDS), help]),
    '',
    'Examples:',
    ...EXAMPLES.map((example) => `  ${example}`),
  ]
  return `${wrapLines(lines.join('\n'), columns)}\n`
}

function rows(table: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(...table.map(([left]) => left.length))
  return table.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
