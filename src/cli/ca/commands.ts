// The commands of `certstick ca`: the root CA, and the certificate inventory in its folder.
import type { Command } from 'commander'
import { orList } from '../../request/choices.ts'
import { KEY_ALGORITHMS } from '../../x509/key-algorithms.ts'
import type { Context } from '../context.ts'
import { addExamples } from '../examples.ts'
import { authorityOptions, caOption, commonOptions, jsonOption } from '../options.ts'
import { describe } from '../overview.ts'
import type { CaCreateOptions, CaShowOptions } from './ca.ts'
import type { CaCheckOptions } from './check.ts'
import type { CaImportOptions } from './import.ts'
import type { CaIndexOptions } from './openssl-index.ts'
import type { CaPassphraseOptions } from './passphrase.ts'
import type { CaSetOptions } from './set.ts'

export function addCaCommands(program: Command, context: Context): void {
  const ca = describe(program, 'ca')
  addExamples(ca, ['certstick ca create --name "Contoso Root CA"', 'certstick ca show', 'certstick ca check'])
  addRootCommands(ca, context)
  addChangeCommands(ca, context)
  addCheckCommands(ca, context)
  addIndexCommands(ca, context)
}

function addRootCommands(ca: Command, context: Context): void {
  const create = ca
    .command('create')
    .description('Create a root CA.')
    .option('--name <name>', 'common name of the root CA (default: certstick Root CA)')
    .option('--organization <name>', 'organization in the name of the root CA')
    .option('--key <algorithm>', `${orList(KEY_ALGORITHMS)} (default rsa-4096)`)
    .option('--crl-url <url>', 'http address of the CRL, which goes into each certificate')
    .action(async (options: CaCreateOptions) => (await import('./ca.ts')).runCaCreate(options, context))
  commonOptions(authorityOptions(create))
  addExamples(create, [
    'certstick ca create --name "Contoso Root CA"',
    'certstick ca create --crl-url http://contoso.com/ca.crl',
  ])
  const show = ca
    .command('show')
    .description('Show the root CA, and what it lacks (exit code 3 on an error).')
    .action(async (options: CaShowOptions) => (await import('./ca.ts')).runCaShow(options, context))
  jsonOption(caOption(show))
  addExamples(show, ['certstick ca show', 'certstick ca show --ca contoso/ca --json'])
}

function addChangeCommands(ca: Command, context: Context): void {
  const set = ca
    .command('set')
    .description('Change the settings of the CA.')
    .option('--crl-url <url>', 'http address of the CRL, which goes into each new certificate')
    .option('--no-crl-url', 'new certificates name no CRL')
    .action(async (options: CaSetOptions) => (await import('./set.ts')).runCaSet(options, context))
  jsonOption(caOption(set))
  addExamples(set, ['certstick ca set --crl-url http://contoso.com/ca.crl', 'certstick ca set --no-crl-url'])
  const passphrase = ca
    .command('passphrase')
    .description('Set or change the passphrase of rootCA.key.')
    .option(
      '--new-passphrase-file <file>',
      'the new passphrase; - reads standard input (default: ask for it)',
    )
    .action(async (options: CaPassphraseOptions) =>
      (await import('./passphrase.ts')).runCaPassphrase(options, context),
    )
  jsonOption(authorityOptions(passphrase))
  addExamples(passphrase, [
    'certstick ca passphrase',
    'certstick ca passphrase --new-passphrase-file new.txt',
  ])
}

function addCheckCommands(ca: Command, context: Context): void {
  const check = ca
    .command('check')
    .description(
      'Check the certificate inventory against itself, the root CA and the CRL (exit code 3 on an error).',
    )
    .action(async (options: CaCheckOptions) => (await import('./check.ts')).runCaCheck(options, context))
  jsonOption(caOption(check))
  addExamples(check, ['certstick ca check', 'certstick ca check --ca contoso/ca --json'])
  const backup = ca
    .command('backup <file>')
    .description('Copy the certificate inventory to a new file, even while others write to it.')
    .action(async (file: string, options: CaCheckOptions) =>
      (await import('./check.ts')).runCaBackup(file, options, context),
    )
  jsonOption(caOption(backup))
  addExamples(backup, [
    'certstick ca backup inventory-copy.sqlite',
    'certstick ca backup E:\\inventory.sqlite',
  ])
}

function addIndexCommands(ca: Command, context: Context): void {
  const read = ca
    .command('import <path...>')
    .description('Import a root CA of another tool, and the certificates, revocations and CRLs it made.')
    .action(async (paths: string[], options: CaImportOptions) =>
      (await import('./import.ts')).runCaImport(paths, options, context),
    )
  jsonOption(authorityOptions(read))
  addExamples(read, ['certstick ca import demoCA/index.txt', 'certstick ca import old-certificates'])
  const write = ca
    .command('export-index <dir>')
    .description(
      'Write the certificate inventory as openssl keeps it: index.txt, serial, crlnumber, certificates.',
    )
    .action(async (dir: string, options: CaIndexOptions) =>
      (await import('./openssl-index.ts')).runCaExportIndex(dir, options, context),
    )
  jsonOption(caOption(write))
  addExamples(write, ['certstick ca export-index openssl', 'certstick ca export-index E:\\openssl'])
}
