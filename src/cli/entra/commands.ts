// The commands of `certstick entra`, which talk to Microsoft Graph.
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { addExamples } from '../examples.ts'
import { CLOUD, caOption, commonOptions, jsonOption } from '../options.ts'
import { describe } from '../overview.ts'
import type { EntraApplyOptions } from './apply.ts'
import type { EntraCheckOptions } from './check.ts'
import type { EntraPassOptions } from './pass.ts'
import type { EntraRemoveOptions } from './remove.ts'

export function addEntraCommands(program: Command, context: Context): void {
  const entra = describe(program, 'entra')
  addExamples(entra, [
    'certstick entra check LAPTOP-01',
    'certstick entra apply --dry-run',
    'certstick entra apply --group "CBA pilot"',
  ])
  addCheckCommand(entra, context)
  addApplyCommand(entra, context)
  addRemoveCommand(entra, context)
  addPassCommand(entra, context)
}

function addCheckCommand(entra: Command, context: Context): void {
  const command = entra
    .command('check [name...]')
    .description(
      'Report why Entra ID would not sign users in with their certificates (then exit code 3); without a name, for the whole inventory.',
    )
    .option('--group <id|name>', 'group that certificate sign-in should be on for')
    .option('--scope-group <id|name>', 'group that the root CA should be limited to')
    .option('--log', 'also translate the last sign-ins of the user (needs Entra ID P1)')
  jsonOption(caOption(entraOptions(command))).action(
    async (names: readonly string[], options: EntraCheckOptions) =>
      (await import('./check.ts')).runEntraCheck(names, options, context),
  )
  addExamples(command, [
    'certstick entra check LAPTOP-01 --client-id graph-cli',
    'certstick entra check jane@yourdomain.com --log',
    'certstick entra check --tenant yourdomain.com --json',
  ])
}

function addApplyCommand(entra: Command, context: Context): void {
  const command = entra
    .command('apply [name...]')
    .description('Upload the root CA and bind certificates to their users, by a plan that is shown first.')
    .option('--group <id|name>', 'switch certificate sign-in on for this group (with --with-policy)')
    .option(
      '--scope-group <id|name>',
      'let this root CA sign in members of this group only (with --with-policy)',
    )
    .option(
      '--with-policy',
      'carry out the changes of the sign-in policy too, which are otherwise only shown',
    )
    .option('--only <part>', 'trust, user or method: for administrators with different roles')
    .option('--allow-admin', 'bind users who have a directory role too')
  confirmOptions(entraOptions(command)).action(async (names: string[], options: EntraApplyOptions) =>
    (await import('./apply.ts')).runEntraApply(names, options, context),
  )
  addExamples(command, [
    'certstick entra apply --dry-run',
    'certstick entra apply LAPTOP-01 --only user',
    'certstick entra apply --group "CBA pilot" --with-policy',
  ])
}

function addRemoveCommand(entra: Command, context: Context): void {
  const command = entra
    .command('remove <name>')
    .description('Take the certificates of a user or device out of the account, and end all sessions.')
    .option('--disable', 'disable the account too, as on a last day')
    .option('--allow-admin', 'change users who have a directory role too')
  confirmOptions(entraOptions(command)).action(async (name: string, options: EntraRemoveOptions) =>
    (await import('./remove.ts')).runEntraRemove(name, options, context),
  )
  addExamples(command, [
    'certstick entra remove LAPTOP-01',
    'certstick entra remove jane@yourdomain.com --disable',
  ])
}

function addPassCommand(entra: Command, context: Context): void {
  const command = entra
    .command('pass <upn>')
    .description('Make a Temporary Access Pass for a user, and show it once on the terminal.')
    .option('--once', 'for one sign-in only (default: for 60 minutes)')
    .option('--allow-admin', 'make one for a user who has a directory role too')
  entraOptions(command)
    .option('--tenant-id <id>', TENANT_ID)
    .option('--yes', 'ask nothing')
    .action(async (upn: string, options: EntraPassOptions) =>
      (await import('./pass.ts')).runEntraPass(upn, options, context),
    )
  addExamples(command, [
    'certstick entra pass jane@yourdomain.com',
    'certstick entra pass jane@yourdomain.com --once',
  ])
}

const TENANT_ID = 'with --yes: the id of the tenant that is to be changed'

/** How to sign in. */
function entraOptions(command: Command): Command {
  return command
    .option('--tenant <domain|id>', 'the tenant (default: the domain of the users)')
    .option(
      '--client-id <id>',
      'your app registration; graph-cli for Microsoft Graph Command Line Tools (env CERTSTICK_GRAPH_TOKEN: a token instead)',
    )
    .option('--device-code', 'sign in by a code on another device')
    .option('--client-secret-file <file>', 'sign in as the app, with its secret')
    .option('--client-certificate-file <file>', 'sign in as the app, with its certificate and key (PEM)')
    .option('--cloud <name>', CLOUD)
}

function confirmOptions(command: Command): Command {
  command.option('--dry-run', 'print the plan, and change nothing').option('--tenant-id <id>', TENANT_ID)
  return commonOptions(caOption(command))
}
