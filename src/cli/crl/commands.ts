// The commands about what was issued: list, revoke, crl. program.ts has all others.
import type { Command } from 'commander'
import { LIST_STATES } from '../../inventory/list.ts'
import type { Context } from '../context.ts'
import { addExamples } from '../examples.ts'
import type { ListOptions } from '../list/list.ts'
import { authorityOptions, CLOUD, caOption, commonOptions, jsonOption } from '../options.ts'
import { describe } from '../overview.ts'
import type { CrlCheckOptions } from './check.ts'
import type { CrlOptions } from './crl.ts'
import type { RevokeOptions } from './revoke.ts'

export function addListCommand(program: Command, context: Context): void {
  const command = describe(program, 'list')
    .option('--user <upn>', 'of this user; * stands for anything')
    .option('--device <name>', 'on this device; * stands for anything')
    .option('--state <states>', `${LIST_STATES.join(', ')}; separate several with commas`)
    .option('--expiring <days>', 'those that end within 30d or 4w, the soonest first')
    .option(
      '--history <serial|upn|device>',
      'what happened to these certificates: when, by whom, on which machine',
    )
    .option('--folders <dir...>', 'of several customers: their folders, or the folder that these are in')
    .option('--check', 'exit code 3 if any certificate is listed; for monitoring')
    .option('--csv', 'print a table for a spreadsheet: UTF-8 with the byte order mark that Excel needs')
    .option('--ics', 'print a calendar of the expiry dates')
    .action(async (options: ListOptions) => (await import('../list/list.ts')).runList(options, context))
  jsonOption(caOption(command))
  addExamples(command, [
    'certstick list --history LAPTOP-01',
    'certstick list --expiring 30d --check',
    'certstick list --folders customers --expiring 30d',
  ])
}

export function addRevokeCommand(program: Command, context: Context): void {
  const command = describe(program, 'revoke')
    .option('--reason <reason>', 'of RFC 5280, such as keyCompromise; removeFromCRL lifts a certificateHold')
    .option('--all', 'every certificate of that user or device')
    .action(async (query: string, options: RevokeOptions) =>
      (await import('./revoke.ts')).runRevoke(query, options, context),
    )
  commonOptions(caOption(command))
  addExamples(command, [
    'certstick revoke LAPTOP-01 --reason keyCompromise',
    'certstick revoke jane@yourdomain.com --all',
  ])
}

export function addCrlCommand(program: Command, context: Context): void {
  const command = describe(program, 'crl')
    .enablePositionalOptions()
    .option('--days <n>', 'days until the next CRL must replace it (default 30)')
    .option('--output <dir>', 'folder for rootCA.crl and rootCA.crl.pem (default: the CA folder)')
    .option('--copy-to <dir>', 'copy the CRL to the folder of a web server, and read it back')
    .action(async (options: CrlOptions) => (await import('./crl.ts')).runCrl(options, context))
  commonOptions(authorityOptions(command))
  addExamples(command, [
    'certstick crl',
    'certstick crl --copy-to /srv/www/pki',
    'certstick crl check http://contoso.com/ca.crl',
  ])
  const check = command
    .command('check [url]')
    .description(
      'Fetch the published CRL as Entra ID does, and report whether it will accept it (exit code 3 if not).',
    )
    .option('--cloud <name>', CLOUD)
    .action(async (url: string | undefined, options: CrlCheckOptions) =>
      (await import('./check.ts')).runCrlCheck(url, options, context),
    )
  jsonOption(caOption(check))
  addExamples(check, ['certstick crl check', 'certstick crl check http://contoso.com/ca.crl --json'])
}
