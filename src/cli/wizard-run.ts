// The whole conversation of `certstick` alone: which root CA, which user, a summary to confirm.
import { resolve } from 'node:path'
import { problemsOf, UserError } from '../errors.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { type FormerStick, listFormer, readFormer } from '../issue/regenerate.ts'
import type { Profile } from '../profile/profile.ts'
import { oneLine, shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import type { World } from '../world.ts'
import { formatName } from '../x509/name.ts'
import { askStick } from './ask-stick.ts'
import { type FoundAuthority, findAuthority } from './authority.ts'
import { openAsking } from './authority-open.ts'
import { makeStick } from './carry-out.ts'
import { confirmation } from './confirmation.ts'
import type { Context } from './context.ts'
import { caFolder, caFolderIsNamed, outputFolder, shownPath } from './folders.ts'
import { openInventory } from './inventory.ts'
import { refuseOtherCa, requestDefaults } from './profile.ts'
import { makePrompts, type Prompts } from './prompts.ts'
import { askNewPassphrase, askPassword, askRequest, type Conversation } from './wizard.ts'

/** @param profile the customer's; null: there is none */
export async function runWizard(profile: Profile | null, context: Context): Promise<void> {
  const { world, terminal } = context
  const prompts = makePrompts(world)
  terminal.say(
    'Creates a Windows installation stick with its user’s sign-in certificate on it. Press Enter to take a default.',
  )
  if (profile !== null) refuseOtherCa(profile, world)
  const places: Places = profile ?? {}
  const again = await askWhatToDo(prompts, places, context)
  const { folder, passphrase, inventory } = await askAuthority(prompts, places, context)
  const common = {
    caFolder: folder,
    passphrase,
    asks: true,
    passwordOut: null,
    problems: [],
    dryRun: false,
    replaceOnStick: false,
    revokeSuperseded: false,
    json: false,
    confirm: await confirmation(context),
  }
  const former = again && inventory !== null ? await askFormer(inventory, prompts) : null
  if (former !== null) {
    const password = await askPassword({ prompts, context })
    const stick = await askStick({ prompts, context })
    const { regenerate } = await import('./regenerate.ts')
    const choice = { ...common, stick, outputFolder: outputFolder(places, world) }
    await regenerate({ ...former, input: { ...former.input, password } }, choice, context)
    return
  }
  const defaults = profile === null ? {} : await requestDefaults(profile, world)
  const lastDomain = lastDomainOf(inventory) ?? profile?.domain ?? null
  const input = { ...defaults, ...(await askRequest({ prompts, context, lastDomain, defaults })) }
  const stick = await askStick({ prompts, context })
  const output = { outputFolder: outputFolder(places, world), outputName: null, replace: 'nothing' as const }
  await makeStick({ ...common, ...output, input, stick, makeRoot: profile === null }, context)
}

/** Whether a stick is to be recreated; not asked where no stick was created yet. */
async function askWhatToDo(prompts: Prompts, places: Places, context: Context): Promise<boolean> {
  const found = await findOrSay(caFolder(places, context.world), places, () => {}, context) // `askAuthority` reports it
  const inventory = found?.kind === 'there' ? await openInventory(found, context) : null
  if (inventory === null || listFormer(inventory).length === 0) return false
  return prompts.choice({
    message: 'What to do',
    default: false,
    choices: [
      { name: 'create a stick for a user', value: false },
      { name: 'recreate a stick, with a fresh certificate', value: true },
    ],
  })
}

/** Of all users and devices, the latest first. */
async function askFormer(inventory: Inventory, prompts: Prompts): Promise<FormerStick | null> {
  const entries = listFormer(inventory)
  if (entries.length === 0) return null
  const entry = await prompts.choice({
    message: 'Which stick',
    choices: entries.map((one) => ({
      name: `${one.name}  ${one.userPrincipalName}  ${one.issuedAt?.slice(0, 10)}`,
      value: one,
    })),
  })
  return readFormer(inventory, entry)
}

/** The folders that the customer's certstick.json names; then no root CA is created. */
type Places = Partial<Pick<Profile, 'ca' | 'output'>>

interface AuthorityAnswer {
  readonly folder: string
  readonly passphrase: Secret | null
  /** Null: the root CA is created when all is asked, or nothing was recorded yet. */
  readonly inventory: Inventory | null
}

/** Which folder, and the passphrase of its key or of the key that will be created there. Creates nothing yet. */
async function askAuthority(prompts: Prompts, places: Places, context: Context): Promise<AuthorityAnswer> {
  const { world, terminal } = context
  const say = (line: string): void => terminal.say(oneLine(line))
  for (let folder = caFolder(places, world); ; folder = await askFolder(prompts, world)) {
    const found = await findOrSay(folder, places, say, context)
    if (found === null) continue
    const path = shownPath(folder, world)
    const here = { name: describe(found, path), value: true }
    const elsewhere = { name: 'another folder', value: false }
    if (!(await prompts.choice({ message: 'Root CA', choices: [here, elsewhere], default: true }))) continue
    if (found.kind === 'planned' && !isUsual(folder, world) && !(await askToMake(path, prompts))) continue
    const passphrase = await passphraseFor(found, { prompts, context })
    const inventory = found.kind === 'there' ? await openInventory(found, context) : null
    return { folder, passphrase, inventory }
  }
}

/** Null where the folder cannot be used, which is reported: it holds files of another CA, or a root CA that cannot be used. */
async function findOrSay(
  folder: string,
  { ca }: Places,
  say: (line: string) => void,
  context: Context,
): Promise<FoundAuthority | null> {
  try {
    return await findAuthority({ caFolder: folder, makeRoot: ca === undefined }, context)
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'wrong-input') throw error
    for (const { message, hint } of problemsOf(error, 'ca')) {
      say(`error: ${message}`)
      if (hint !== undefined) say(`hint: ${hint}`)
    }
    return null
  }
}

async function askFolder(prompts: Prompts, world: World): Promise<string> {
  return resolve(
    world.cwd,
    await prompts.text({ message: 'Folder with rootCA.crt and rootCA.key', default: 'ca' }),
  )
}

/** Whether it is the folder in which a first root CA is expected: ./ca, unless the environment names one. */
function isUsual(folder: string, world: World): boolean {
  return folder === resolve(world.cwd, 'ca') && !caFolderIsNamed({}, world)
}

/** Asked again, because whoever names a folder mostly has a root CA there, and may have mistyped its name. */
function askToMake(folder: string, prompts: Prompts): Promise<boolean> {
  return prompts.confirm({
    message: `There is no root CA in ${shown(folder)}. Create a new one there`,
    default: false,
  })
}

function describe(found: FoundAuthority, folder: string): string {
  if (found.kind === 'planned') return `create a new one in ${shown(folder)}`
  const { facts } = found.authority
  return `${formatName(facts.subjectDer)}, in ${shown(folder)}, until ${facts.notAfter.toISOString().slice(0, 10)}`
}

async function passphraseFor(
  found: FoundAuthority,
  { prompts, context }: Pick<Conversation, 'prompts' | 'context'>,
): Promise<Secret | null> {
  if (found.kind === 'planned') return askNewPassphrase({ prompts, context })
  return (await openAsking(found.store, context)).passphrase
}

/** Of the user before this one; null where there is none. */
function lastDomainOf(inventory: Inventory | null): string | null {
  for (const { intendedAt, userPrincipalName } of inventory?.newest() ?? []) {
    if (intendedAt !== null) return userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1)
  }
  return null // another tool may have issued for anything
}
