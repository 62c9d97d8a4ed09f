// The commands about what was issued: list, revoke, crl, and those of `ca` that read or copy the inventory. program.ts has all
// others.
import type { Command } from 'commander'
import { LIST_STATES } from '../inventory/list.ts'
import type { CaCheckOptions } from './ca-check.ts'
import type { CaIndexOptions } from './ca-index.ts'
import type { Context } from './context.ts'
import type { CrlOptions } from './crl.ts'
import type { ListOptions } from './list.ts'
import { authorityOptions, commonOptions } from './options.ts'
import type { RevokeOptions } from './revoke.ts'

export function addListCommand(program: Command, context: Context): void {
  commonOptions(authorityOptions(program.command('list')))
    .description('list issued certificates and their states')
    .option('--user <upn>', 'of this user; * stands for anything')
    .option('--device <name>', 'on this device; * stands for anything')
    .option('--state <states>', `${LIST_STATES.join(', ')}; several with commas`)
    .option('--expiring <days>', 'what ends within 30d or 4w, the soonest first')
    .option(
      '--history <serial|upn|device>',
      'what happened to these certificates: when, by whom, on which machine',
    )
    .option('--csv', 'for a spreadsheet')
    .option('--ics', 'a calendar of the expiries')
    .action(async (options: ListOptions) => (await import('./list.ts')).runList(options, context))
}

export function addRevokeCommand(program: Command, context: Context): void {
  commonOptions(authorityOptions(program.command('revoke <serial|upn|device>')))
    .description('mark a certificate as revoked, for the next CRL')
    .option('--reason <reason>', 'of RFC 5280, such as keyCompromise; removeFromCRL lifts a certificateHold')
    .option('--all', 'every certificate of that user or device')
    .action(async (query: string, options: RevokeOptions) =>
      (await import('./revoke.ts')).runRevoke(query, options, context),
    )
}

export function addCrlCommand(program: Command, context: Context): void {
  commonOptions(authorityOptions(program.command('crl')))
    .description('write the next certificate revocation list')
    .option('--days <n>', 'until it must be replaced by the next (default 30)')
    .option('--output <dir>', 'where rootCA.crl and rootCA.crl.pem go (default: the CA folder)')
    .action(async (options: CrlOptions) => (await import('./crl.ts')).runCrl(options, context))
}

/** @param ca the command that these belong to */
export function addIndexCommands(ca: Command, context: Context): void {
  commonOptions(authorityOptions(ca.command('export-index <dir>')))
    .description(
      'write the certificate inventory as openssl keeps it: index.txt, serial, crlnumber, certificates',
    )
    .action(async (dir: string, options: CaIndexOptions) =>
      (await import('./ca-index.ts')).runCaExportIndex(dir, options, context),
    )
  commonOptions(authorityOptions(ca.command('import <index.txt|dir>')))
    .description('import certificates that openssl issued with this root')
    .action(async (path: string, options: CaIndexOptions) =>
      (await import('./ca-index.ts')).runCaImport(path, options, context),
    )
  commonOptions(authorityOptions(ca.command('check')))
    .description(
      'hold the certificate inventory against itself, the root CA and the CRL; exit code 3 on a fault',
    )
    .action(async (options: CaCheckOptions) => (await import('./ca-check.ts')).runCaCheck(options, context))
  commonOptions(authorityOptions(ca.command('backup <file>')))
    .description('copy the certificate inventory to a new file, also while others write to it')
    .action(async (file: string, options: CaCheckOptions) =>
      (await import('./ca-check.ts')).runCaBackup(file, options, context),
    )
}
