// The wizard's questions for the root CA: which one, or what a new one is to be called. Nothing is created yet.
import { resolve } from 'node:path'
import { checkCrlUrl } from '../../authority/settings.ts'
import { problemsOf, UserError } from '../../errors.ts'
import { formatDay } from '../../instant.ts'
import type { Profile } from '../../profile/profile.ts'
import { CUSTOMER } from '../../profile/settings.ts'
import { oneLine, shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import type { World } from '../../world.ts'
import { formatName } from '../../x509/name.ts'
import { type FoundAuthority, type FoundRoot, findAuthority, hasRoot, type NewRoot } from '../ca/authority.ts'
import { openAsking } from '../ca/authority-open.ts'
import type { Context } from '../context.ts'
import { caFolderIsNamed, shownPath } from '../folders.ts'
import type { Prompts } from '../prompts.ts'
import { askNewPassphrase } from '../questions.ts'

/** A folder, and the passphrase of its key or of the key that will be created there. */
export interface ChosenCa {
  readonly folder: string
  readonly passphrase: Secret | null
  /** Null: there is a root CA. */
  readonly newRoot: NewRoot | null
}

interface Asking {
  readonly prompts: Prompts
  readonly context: Context
  /** Null: there is no certstick.json. */
  readonly profile: Profile | null
}

/** Which folder. @param usual is offered first */
export async function askCa(usual: string, asking: Asking): Promise<ChosenCa> {
  const { prompts, context, profile } = asking
  const { world } = context
  for (let folder = usual; ; folder = await askFolder(prompts, world)) {
    const found = await findOrSay(folder, profile, context)
    if (found === null) continue
    const path = shownPath(folder, world)
    const here = { name: describe(found, path), value: true }
    const elsewhere = { name: 'another folder', value: false }
    if (!(await prompts.choice({ message: 'Root CA', choices: [here, elsewhere], default: true }))) continue
    if (found.kind === 'there') return unlock(found, context)
    if (!isUsual(folder, world) && !(await askToMake(path, prompts))) continue
    return { folder, newRoot: await askNewRoot(asking), passphrase: await askNewPassphrase(asking) }
  }
}

/** Asks for the passphrase, as often as needed. */
export async function unlock({ store }: FoundRoot, context: Context): Promise<ChosenCa> {
  const { passphrase } = await openAsking(store, context, Number.POSITIVE_INFINITY)
  return { folder: store.folder, passphrase, newRoot: null }
}

/** A folder with a root CA; null: there is none yet. @param expected folder that has none */
export async function askExisting(
  expected: string,
  { prompts, context: { world } }: Pick<Asking, 'prompts' | 'context'>,
): Promise<string | null> {
  const place = shown(shownPath(expected, world))
  const answer = await prompts.text({
    message: `There is no root CA in ${place}. Folder that has it (leave empty: none yet)`,
    validate: (text) =>
      text.trim() === '' || hasRoot(resolve(world.cwd, text.trim()))
        ? null
        : `${shown(text)} has no rootCA.crt`,
  })
  return answer.trim() === '' ? null : resolve(world.cwd, answer.trim())
}

/** Null where the folder cannot be used, which is said: it holds files of another CA, or a root CA that cannot be used. */
async function findOrSay(
  folder: string,
  profile: Profile | null,
  context: Context,
): Promise<FoundAuthority | null> {
  try {
    return await findAuthority({ caFolder: folder, makeRoot: profile === null }, context)
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'wrong-input') throw error
    for (const { message, hint } of problemsOf(error, 'ca')) {
      context.terminal.say(oneLine(`error: ${message}`))
      if (hint !== undefined) context.terminal.say(oneLine(`hint: ${hint}`))
    }
    return null
  }
}

async function askFolder(prompts: Prompts, world: World): Promise<string> {
  const answer = await prompts.text({ message: 'Folder with rootCA.crt and rootCA.key', default: 'ca' })
  return resolve(world.cwd, answer)
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
  return `${formatName(facts.subjectDer)}, in ${shown(folder)}, until ${formatDay(facts.notAfter)}`
}

/** Entra ID and every Windows show the root CA by this name; without a CRL at a URL, Entra notices no revocation. */
async function askNewRoot({ prompts }: Asking): Promise<NewRoot> {
  const customer = await prompts.text({
    message: 'Company that signs in (the root CA is named after it)',
    validate: (text) => CUSTOMER.name.fault(text.trim()),
  })
  const crlUrl = await prompts.text({
    message: 'http URL of its revocation list, the CRL (leave empty: none yet)',
    validate: (text) => (text.trim() === '' ? null : (checkCrlUrl(text.trim())[0]?.message ?? null)),
  })
  return { customer: customer.trim(), crlUrl: crlUrl.trim() === '' ? null : crlUrl.trim() }
}
