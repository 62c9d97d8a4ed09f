// Options that several commands share, in the words of product.md. There is none that takes a secret as its value: it
// would show in the process list and in the shell's history.
import type { Command } from 'commander'
import { TARGET_NAMES } from '../handover/targets.ts'
import { orList } from '../request/choices.ts'
import {
  type Field,
  OPTIONS,
  SHARED_FIELDS,
  type SharedField,
  USER_FIELDS,
  type UserField,
} from '../request/options.ts'
import type { RequestInput } from '../request/request.ts'
import type { CommonOptions } from './context.ts'

export interface AuthorityOptions {
  readonly ca?: string
  readonly caPassphraseFile?: string
}

export interface OutputOptions {
  readonly output?: string
}

export interface PasswordOptions {
  readonly passwordFile?: string
  readonly passwordOut?: string
}

/** Of every stick alike: for many users too. */
export type RequestOptions = Pick<RequestInput, SharedField>

export interface NewOptions
  extends CommonOptions,
    AuthorityOptions,
    OutputOptions,
    PasswordOptions,
    RequestOptions,
    Pick<RequestInput, Exclude<UserField, 'password'>> {
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly stick?: string
}

export interface ExportOptions extends CommonOptions {
  readonly to?: string
  readonly ca?: string
  readonly output?: string
  readonly pfxIn?: string
  readonly passwordFile?: string
  readonly includePassword?: boolean
  readonly force?: boolean
}

export function commonOptions(command: Command): Command {
  return command
    .option('--yes', 'take every default, ask nothing')
    .option('--json', 'one JSON document on standard output')
}

/** For every command that touches the CA; the passphrase is read only where the key is needed. */
export function authorityOptions(command: Command): Command {
  return command
    .option('--ca <dir>', 'folder with rootCA.crt and rootCA.key (env CERTSTICK_CA; default ./ca)')
    .option(
      '--ca-passphrase-file <file>',
      'passphrase of rootCA.key, - for standard input (env CERTSTICK_CA_PASSPHRASE)',
    )
}

function outputOptions(command: Command): Command {
  return command.option('--output <dir>', 'where media go (default ./output)')
}

/** Those of the table, in its order. */
function tableOptions(command: Command, fields: readonly Field[]): Command {
  for (const field of fields) command.option(OPTIONS[field].flag, OPTIONS[field].help)
  return command
}

export function newOptions(command: Command): Command {
  tableOptions(command, USER_FIELDS)
  command.option(
    '--password-out <file>',
    'keep a password that was made in a new file that only you can read',
  )
  tableOptions(command, SHARED_FIELDS)
  authorityOptions(command)
  return outputOptions(command)
    .option('--dry-run', 'print the plan, touch nothing')
    .option('--stick <dir>', 'put the media on a mounted stick too; only certstick’s files on it give way')
    .option('--force', 'replace media that are already there; put another answer file on the stick aside')
}

export function bulkOptions(command: Command): Command {
  command
    .option(
      '--password-file <file>',
      'one PFX password for all, - for standard input (default: each its own)',
    )
    .option('--passwords-out <file>', 'list all PFX passwords in a new file that only you can read')
    .option('--allow-passwords-in-csv', 'accept a column password')
  tableOptions(command, SHARED_FIELDS)
  authorityOptions(command)
  return outputOptions(command)
    .option('--dry-run', 'print what would be made, touch nothing')
    .option('--force', 'replace media that are there and are not what the row asks for')
}

export function exportOptions(command: Command): Command {
  return authorityOptions(command)
    .option('--to <target>', orList(TARGET_NAMES))
    .option('--output <dir>', 'where the folder goes (default ./output)')
    .option(
      '--pfx-in <file>',
      'the PFX to take along (default: that of the media, where they are still there)',
    )
    .option('--password-file <file>', 'its password, - for standard input (env CERTSTICK_PFX_PASSWORD)')
    .option('--include-password', 'put the password into the macOS profile, in clear text')
    .option('--force', 'replace a folder that is already there')
}

export function regenerateOptions(command: Command): Command {
  command
    .option('--password-file <file>', 'PFX password, - for standard input (default: one is made)')
    .option('--password-out <file>', 'keep a password that was made in a new file that only you can read')
    .option('--template <name|file>', 'answer file to inject into (default: the one of the former media)')
    .option(OPTIONS.accept.flag, `${OPTIONS.accept.help} (default: as before)`)
    .option('--revoke-old', 'revoke the former certificate too, for the next CRL')
  authorityOptions(command)
  return command
    .option('--output <dir>', 'where media go (default: where the former ones went)')
    .option('--stick <dir>', 'put the media on a mounted stick too; only certstick’s files on it give way')
    .option('--force', 'put another answer file on the stick aside')
    .option('--dry-run', 'print the plan, touch nothing')
}
