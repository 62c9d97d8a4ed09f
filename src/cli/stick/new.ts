// `certstick new`: a stick for one user or device. Asks only for what is missing and has no default.
import { resolve } from 'node:path'
import { collect } from '../../errors.ts'
import { newFileProblems } from '../../media/disk-writable.ts'
import { parseRequest, pickRequest, type RequestInput } from '../../request/request.ts'
import { shown } from '../../screen-text.ts'
import type { Context } from '../context.ts'
import { caFolder, caFolderIsNamed, outputFolder } from '../folders.ts'
import type { NewOptions } from '../options.ts'
import { readSecrets } from '../secrets.ts'

/** @param bareUpn given without `--upn` */
export async function runNew(
  bareUpn: string | undefined,
  options: NewOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const asks = options.yes !== true && terminal.interactive
  const passwordOut = options.passwordOut === undefined ? null : resolve(world.cwd, options.passwordOut)
  const problems = newFileProblems('passwordOut', passwordOut)
  const { password, passphrase } = await readSecrets(options, context, problems)
  const mayBeMade = options.yes === true || options.dryRun === true
  if (bareUpn !== undefined && options.upn !== undefined && bareUpn !== options.upn) {
    const message = `${shown(bareUpn)} and ${shown(options.upn)} are two users`
    problems.push({ field: 'upn', message, hint: 'give one of them' })
  }
  if (options.reassign === true && options.device === undefined) {
    const message = 'needs the device that goes to another user'
    problems.push({ field: 'reassign', message, hint: 'give --device NAME' })
  }
  const upn = bareUpn ?? options.upn
  const given = { ...pickRequest(options), upn, password: password ?? (mayBeMade ? 'made' : undefined) }
  if (asks)
    await collect(problems, () => requireRoot(options, context), { field: 'ca', otherwise: undefined })
  if (asks) parseRequest({ ...given, upn: given.upn ?? ANYBODY, password: 'made' }, problems) // before any question
  const input = asks ? await askMissing(given, context) : given
  const { makeStick } = await import('./carry-out.ts')
  await makeStick(
    {
      input,
      problems,
      caFolder: caFolder(options, world),
      outputFolder: outputFolder(options, world),
      outputName: null,
      revokeSuperseded: options.reassign === true,
      passphrase,
      confirm: null,
      passwordOut,
      stick: options.stick ?? null,
      makeRoot: options.yes === true && !caFolderIsNamed(options, world),
      dryRun: options.dryRun === true,
      replace:
        options.reassign === true
          ? 'files of any user'
          : options.force === true
            ? 'files of the user'
            : 'nothing',
      replaceOnStick: options.force === true,
      json: options.json === true,
      asks: terminal.interactive,
    },
    context,
  )
}

/** Before any question, because without it no answer helps. @throws UserError wrong-input */
async function requireRoot(options: NewOptions, context: Context): Promise<void> {
  const { findAuthority } = await import('../ca/authority.ts')
  await findAuthority({ caFolder: caFolder(options, context.world), makeRoot: false }, context)
}

/** Stands for a user who is still to be asked for. */
const ANYBODY = 'user@example.com'

async function askMissing(input: RequestInput, context: Context): Promise<RequestInput> {
  if (input.upn !== undefined && input.password !== undefined) return input
  const { makePrompts } = await import('../prompts.ts')
  const { askPassword, askUserPrincipalName } = await import('../questions.ts')
  const conversation = { prompts: makePrompts(context.world), context, lastDomain: null }
  const upn = input.upn ?? (await askUserPrincipalName(conversation))
  const password = input.password ?? (await askPassword(conversation))
  return { ...input, upn, password }
}
