// `certstick new`: media for one user or device. Asks only for what is missing and has no default.
import type { RequestInput } from '../request.ts'
import type { Context } from './context.ts'
import { caFolder, outputFolder } from './folders.ts'
import type { NewOptions } from './options.ts'
import { readPassphrase, readSecret, refuseTwoFromStandardInput } from './secrets.ts'

export async function runNew(options: NewOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  refuseTwoFromStandardInput(options.passwordFile, options.caPassphraseFile)
  const asks = options.yes !== true && terminal.interactive
  const given = await readInput(options, context)
  const input = asks ? await askMissing(given, context) : given
  const { newMedia } = await import('./new-media.ts')
  await newMedia(
    {
      input,
      caFolder: caFolder(options, world),
      outputFolder: outputFolder(options, world),
      outputName: null,
      replaces: [],
      revokeReplaced: false,
      passphrase: await readPassphrase(options.caPassphraseFile, world),
      confirm: null,
      passwordOut: options.passwordOut,
      stick: options.stick ?? null,
      makeRoot: options.yes === true,
      dryRun: options.dryRun === true,
      replace: options.force === true,
      replaceOnStick: options.force === true,
      json: options.json === true,
      asks,
    },
    context,
  )
}

/** The options as a request's input. */
async function readInput(options: NewOptions, { world }: Context): Promise<RequestInput> {
  const source = {
    field: 'password',
    file: options.passwordFile,
    variable: 'CERTSTICK_PFX_PASSWORD',
  } as const
  const mayBeMade = options.yes === true || options.dryRun === true
  const password = (await readSecret(source, world)) ?? (mayBeMade ? 'made' : undefined)
  return { ...options, password }
}

async function askMissing(input: RequestInput, context: Context): Promise<RequestInput> {
  if (input.upn !== undefined && input.password !== undefined) return input
  const { makePrompts } = await import('./prompts.ts')
  const { askPassword, askUserPrincipalName } = await import('./wizard.ts')
  const conversation = { prompts: makePrompts(context.world), context, lastDomain: null }
  const upn = input.upn ?? (await askUserPrincipalName(conversation))
  const password = input.password ?? (await askPassword(conversation))
  return { ...input, upn, password }
}
