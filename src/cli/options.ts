// Options that several commands share, in the words of product.md. There is none that takes a secret as its value: it
// would show in the process list and in the shell's history.
import type { Command } from 'commander'
import { CLOUD_NAMES } from '../entra/clouds.ts'
import { TARGET_NAMES } from '../handover/targets.ts'
import { orList } from '../request/choices.ts'
import {
  type Field,
  OPTIONS,
  PROFILE_FIELDS,
  type ProfileField,
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

/** The same for every stick, for many users too. */
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
  readonly reassign?: boolean
  readonly stick?: string
}

export interface InitOptions
  extends CommonOptions,
    AuthorityOptions,
    OutputOptions,
    Pick<RequestInput, ProfileField> {
  readonly name?: string
  readonly tenant?: string
  readonly domain?: string
  readonly contact?: string
  readonly crlUrl?: string
}

export interface ExportOptions extends CommonOptions {
  readonly contact?: string
  readonly to?: string
  readonly expiring?: string
  readonly ca?: string
  readonly output?: string
  readonly pfxIn?: string
  readonly passwordFile?: string
  readonly passwordOut?: string
  readonly includePassword?: boolean
  readonly force?: boolean
}

export const CLOUD = `${orList(CLOUD_NAMES)} (default global)`

/** What is added to a command; the last ones are those that many commands share. */
type AddOptions = (command: Command) => Command

export const jsonOption: AddOptions = (command) =>
  command.option('--json', 'print one JSON document on standard output')

/** For a command that may ask. */
export const commonOptions: AddOptions = (command) =>
  jsonOption(command.option('--yes', 'take every default, and ask nothing'))

/** For a command that reads the CA folder. */
export const caOption: AddOptions = (command) =>
  command.option('--ca <dir>', 'folder with rootCA.crt and rootCA.key (env CERTSTICK_CA; default ./ca)')

const passphraseOption: AddOptions = (command) =>
  command.option(
    '--ca-passphrase-file <file>',
    'passphrase of rootCA.key; - reads standard input (env CERTSTICK_CA_PASSPHRASE)',
  )

/** For a command that signs. */
export const authorityOptions: AddOptions = (command) => passphraseOption(caOption(command))

/** For a command that makes sticks. No default opens the key; `crl`, which runs on a schedule, asks nothing with --yes. */
const signingOptions: AddOptions = (command) =>
  jsonOption(
    authorityOptions(command).option(
      '--yes',
      'take every default, and ask for nothing but the passphrase of rootCA.key',
    ),
  )

export const outputOption: AddOptions = (command) =>
  command.option('--output <dir>', 'folder for the stick files (default ./output)')

/** Those of the table, in its order. */
function tableOptions(command: Command, fields: readonly Field[]): void {
  for (const field of fields) command.option(OPTIONS[field].flag, OPTIONS[field].help)
}

const PASSWORD_OUT = 'save the generated password to a new file that other users cannot read'
const STICK = 'also write to this mounted stick; only certstick’s own files on it are replaced'
const DRY_RUN = 'print the plan, and change nothing'

export const newOptions: AddOptions = (command) => {
  tableOptions(command, USER_FIELDS)
  command.option('--password-out <file>', PASSWORD_OUT)
  tableOptions(command, SHARED_FIELDS)
  outputOption(command)
    .option('--stick <dir>', STICK)
    .option('--dry-run', DRY_RUN)
    .option('--force', 'replace stick files that exist; rename another answer file on the stick')
    .option(
      '--reassign',
      'the device goes to another user: replace its files, and revoke the former certificate',
    )
  return signingOptions(command)
}

export const initOptions: AddOptions = (command) => {
  command
    .option('--name <name>', "the customer's name; the root CA is named after it")
    .option('--domain <domain>', 'domain of the users, after the @')
    .option('--tenant <tenant>', "the customer's Entra tenant: a domain, or the tenant id")
    .option('--contact <text>', 'whom users call; printed on the hand-over page')
    .option('--crl-url <url>', 'http address of the CRL, which goes into each certificate')
  tableOptions(command, PROFILE_FIELDS)
  command.option('--output <dir>', 'folder for the stick files (default: output in the customer’s folder)')
  command.option('--ca <dir>', 'folder of the root CA (default: ca in the customer’s folder)')
  return commonOptions(passphraseOption(command))
}

export const bulkOptions: AddOptions = (command) => {
  command
    .option(
      '--password-file <file>',
      'one PFX password for all; - reads standard input (default: one is generated for each)',
    )
    .option('--passwords-out <file>', 'save all PFX passwords to a new file that other users cannot read')
    .option('--allow-passwords-in-csv', 'accept a column named password')
    .option('--ignore-columns', 'pass over columns that are not known')
    .option('--stick-by-stick', 'then ask for a stick for each row, write it and read it back')
  tableOptions(command, SHARED_FIELDS)
  outputOption(command)
    .option('--dry-run', DRY_RUN)
    .option('--force', 'replace stick files that exist and do not match their row')
  return signingOptions(command)
}

export const exportOptions: AddOptions = (command) => {
  command
    .option('--to <target>', orList(TARGET_NAMES))
    .option(
      '--expiring <days>',
      'instead of a name: all that end within 30d or 4w; of those renewed already, the new one',
    )
    .option('--output <dir>', 'folder of the stick files, and for the new folder (default ./output)')
    .option('--pfx-in <file>', 'the PFX to export (default: the one among the stick files)')
    .option('--password-file <file>', 'its password; - reads standard input (env CERTSTICK_PFX_PASSWORD)')
    .option('--password-out <file>', 'save the password that the stick has to a new file, for the user')
    .option('--contact <text>', 'whom users call, for the hand-over page, such as "IT, +41 44 123 45 67"')
    .option('--include-password', 'write the password into the macOS profile, in clear text')
    .option('--force', 'replace a folder that exists')
  return commonOptions(caOption(command))
}

export const regenerateOptions: AddOptions = (command) => {
  command
    .option(
      '--password-file <file>',
      'PFX password; - reads standard input (env CERTSTICK_PFX_PASSWORD; default: one is generated)',
    )
    .option('--password-out <file>', PASSWORD_OUT)
    .option('--template <name|file>', 'answer file to inject into (default: the one that was used before)')
    .option(
      '--expiring <days>',
      'all in use that end within 30d or 4w, one after the other, instead of a name',
    )
    .option(OPTIONS.wifiProfile.flag, 'WLAN profile for the stick (default: the file that was used before)')
    .option(OPTIONS.accept.flag, `${OPTIONS.accept.help} (default: as before)`)
    .option('--revoke-old', 'revoke the former certificate too, for the next CRL')
  outputOption(command)
    .option('--stick <dir>', STICK)
    .option('--dry-run', DRY_RUN)
    .option('--force', 'rename another answer file on the stick')
  return signingOptions(command)
}
