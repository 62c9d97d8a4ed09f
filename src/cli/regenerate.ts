// `certstick regenerate NAME`: the same media again for a device or user on record, with a new key, certificate and
// password. The old certificate is superseded; `--revoke-old` revokes it.
import { join, resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { diffTemplates, type FormerMedia, findFormer, isTemplateChanged } from '../issue/regenerate.ts'
import { readIfThere } from '../media/disk.ts'
import { newFileProblems } from '../media/disk-writable.ts'
import { MEDIA_PATHS, STICK_FOLDER } from '../media/layout.ts'
import type { Template } from '../plan/plan.ts'
import { oneLine } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { findRoot } from './authority.ts'
import { confirmation } from './confirmation.ts'
import type { CommonOptions, Context } from './context.ts'
import { caFolder, outputFolder } from './folders.ts'
import { newMedia } from './new-media.ts'
import type { NewMediaJob } from './new-media-job.ts'
import type { AuthorityOptions, OutputOptions, PasswordOptions } from './options.ts'
import { readSecrets } from './secrets.ts'
import { readTemplate } from './template-files.ts'

export interface RegenerateOptions extends CommonOptions, AuthorityOptions, OutputOptions, PasswordOptions {
  readonly template?: string
  readonly revokeOld?: boolean
  readonly stick?: string
  readonly force?: boolean
  readonly dryRun?: boolean
}

export async function runRegenerate(
  name: string,
  options: RegenerateOptions,
  context: Context,
): Promise<void> {
  const { world, terminal } = context
  const folder = caFolder(options, world)
  const { store } = await findRoot(folder, context)
  const former = findFormer(store, name)
  const asks = options.yes !== true && terminal.interactive
  const passwordOut = options.passwordOut === undefined ? null : resolve(world.cwd, options.passwordOut)
  const problems = newFileProblems('passwordOut', passwordOut)
  const { password, passphrase } = await readSecrets(options, context, problems)
  const given = password ?? (asks ? await askForPassword(context) : 'made')
  const template = options.template ?? former.input.template
  await regenerate(
    { ...former, input: { ...former.input, template, password: given } },
    {
      caFolder: folder,
      problems,
      passphrase,
      asks,
      confirm: asks ? await confirmation(context) : null,
      ...(options.output === undefined ? {} : { outputFolder: outputFolder(options, world) }),
      passwordOut,
      stick: options.stick ?? null,
      replaceOnStick: options.force === true,
      dryRun: options.dryRun === true,
      json: options.json === true,
      revokeReplaced: options.revokeOld === true,
    },
    context,
  )
}

async function askForPassword(context: Context): Promise<Secret | 'made'> {
  const { makePrompts } = await import('./prompts.ts')
  const { askPassword } = await import('./wizard.ts')
  return askPassword({ prompts: makePrompts(context.world), context })
}

/** What regenerating leaves open. */
export type RegenerateChoice = Omit<
  NewMediaJob,
  'input' | 'outputFolder' | 'outputName' | 'replaces' | 'replace' | 'makeRoot'
> & { readonly outputFolder?: string }

/** @throws UserError */
export async function regenerate(
  former: FormerMedia,
  choice: RegenerateChoice,
  context: Context,
): Promise<void> {
  const { entry, input, outputFolder, outputName } = former
  showTemplateChange(former, context)
  const replaces = entry.state === 'issued' ? [entry.serialNumber] : []
  await newMedia(
    { outputFolder, ...choice, input, outputName, replaces, replace: true, makeRoot: false },
    context,
  )
}

function showTemplateChange(former: FormerMedia, { world, terminal }: Context): void {
  const template = readIfPossible(former.input.template ?? '', world)
  if (template === null || !isTemplateChanged(former, template)) return
  const medium = join(former.outputFolder, former.outputName, STICK_FOLDER, MEDIA_PATHS.answerFile)
  const formerAnswerFile = readIfThere(medium)
  const what = `The answer file ${oneLine(template.name)} is not what the former media were made from`
  if (formerAnswerFile === null) {
    terminal.say(`${what}; those are not in ${oneLine(former.outputFolder)} any more, to show how.`)
    return
  }
  terminal.say(`${what}:\n\n${diffTemplates(former, formerAnswerFile, template)}`)
}

/** Null: what is wrong with it is told with all else. */
function readIfPossible(name: string, world: World): Template | null {
  try {
    return readTemplate(name, world)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}
