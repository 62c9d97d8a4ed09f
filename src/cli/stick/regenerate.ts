// `certstick regenerate NAME`: the same stick again for a device or user, with a new key, certificate and password. The old
// certificate is superseded; `--revoke-old` revokes it.
import { join, resolve } from 'node:path'
import { unlessRefused } from '../../errors.ts'
import { diffTemplates, type FormerStick, findFormer, isTemplateChanged } from '../../issue/regenerate.ts'
import { readIfThere } from '../../media/disk.ts'
import { newFileProblems } from '../../media/disk-writable.ts'
import { MEDIA_PATHS, STICK_FOLDER } from '../../media/layout.ts'
import type { RequestInput } from '../../request/request.ts'
import { shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import type { World } from '../../world.ts'
import { findRoot } from '../ca/authority.ts'
import type { CommonOptions, Context } from '../context.ts'
import { caFolder, outputFolder, shownPath } from '../folders.ts'
import { openInventory } from '../inventory.ts'
import { requireOne } from '../list/name-or-expiring.ts'
import type { AuthorityOptions, OutputOptions, PasswordOptions } from '../options.ts'
import { readSecrets } from '../secrets.ts'
import { readTemplate } from '../template-files.ts'
import { makeStick } from './carry-out.ts'
import { confirmBy } from './confirmation.ts'
import type { StickJob } from './stick-job.ts'

export interface RegenerateOptions extends CommonOptions, AuthorityOptions, OutputOptions, PasswordOptions {
  readonly template?: string
  readonly wifiProfile?: string
  readonly accept?: string
  readonly revokeOld?: boolean
  readonly stick?: string
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly expiring?: string
}

export async function runRegenerate(
  name: string | undefined,
  options: RegenerateOptions,
  context: Context,
): Promise<void> {
  requireOne(name, options.expiring)
  const { world, terminal } = context
  const choice = readChoice(options, world)
  const inventory = await openInventory(await findRoot(choice.caFolder, context), context)
  const former = findFormer(inventory, name ?? '')
  const asks = options.yes !== true && terminal.interactive
  const problems = newFileProblems('passwordOut', choice.passwordOut)
  const { password, passphrase } = await readSecrets(options, context, problems)
  const given = password ?? (asks ? await askForPassword(context) : 'made')
  const confirm = asks ? confirmBy((await import('../prompts.ts')).makePrompts(world), context) : null
  const next = { ...former, input: changedInput(former.input, options, given) }
  await regenerate(next, { ...choice, problems, passphrase, asks: terminal.interactive, confirm }, context)
}

/** What the options say of every stick; what is asked for or read, each caller adds. */
export function readChoice(
  options: RegenerateOptions,
  world: World,
): Omit<RegenerateChoice, 'problems' | 'passphrase' | 'asks' | 'confirm'> {
  return {
    caFolder: caFolder(options, world),
    outputFolder: outputFolder(options, world),
    passwordOut: options.passwordOut === undefined ? null : resolve(world.cwd, options.passwordOut),
    stick: options.stick ?? null,
    replaceOnStick: options.force === true,
    dryRun: options.dryRun === true,
    json: options.json === true,
    revokeSuperseded: options.revokeOld === true,
  }
}

/** What the former stick was made from, with what the options change. */
export function changedInput(
  former: RequestInput,
  { template, wifiProfile, accept }: RegenerateOptions,
  password: Secret | 'made',
): RequestInput {
  return {
    ...former,
    template: template ?? former.template,
    wifiProfile: wifiProfile ?? former.wifiProfile,
    accept: accept ?? former.accept,
    password,
  }
}

async function askForPassword(context: Context): Promise<Secret | 'made'> {
  const { makePrompts } = await import('../prompts.ts')
  const { askPassword } = await import('../questions.ts')
  return askPassword({ prompts: makePrompts(context.world), context })
}

/** What regenerating leaves open. */
export type RegenerateChoice = Omit<StickJob, 'input' | 'outputName' | 'replace' | 'makeRoot'>

/** @throws UserError */
export async function regenerate(
  former: FormerStick,
  choice: RegenerateChoice,
  context: Context,
): Promise<void> {
  const { input, outputName } = former
  showTemplateChange(former, choice.outputFolder, context)
  await makeStick({ ...choice, input, outputName, replace: 'files of the user', makeRoot: false }, context)
}

function showTemplateChange(former: FormerStick, outputFolder: string, { world, terminal }: Context): void {
  // What is wrong with it is reported with all else.
  const template = unlessRefused(() => readTemplate(former.input.template ?? '', world), null)
  if (template === null || !isTemplateChanged(former, template)) return
  const medium = join(outputFolder, former.outputName, STICK_FOLDER, MEDIA_PATHS.answerFile)
  const formerAnswerFile = readIfThere(medium)
  const what = `the answer file ${shown(template.name)} differs from the one that the last stick was made from`
  if (formerAnswerFile === null) {
    const place = shown(shownPath(outputFolder, world))
    terminal.say(`note: ${what}; the former files are not in ${place}, so the change cannot be shown`)
    return
  }
  terminal.say(`note: ${what}:`)
  terminal.quote(`\n${diffTemplates(former, formerAnswerFile, template)}`)
}
