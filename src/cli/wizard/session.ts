// What the wizard knows from one task to the next: the customer, and the root CA that was chosen once.
import { join, resolve } from 'node:path'
import { checkCrlUrl } from '../../authority/settings.ts'
import { problemsOf, UserError } from '../../errors.ts'
import { formatDay } from '../../instant.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import type { Profile } from '../../profile/profile.ts'
import { CUSTOMER } from '../../profile/settings.ts'
import { oneLine, shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import type { World } from '../../world.ts'
import { thumbprint } from '../../x509/identifiers.ts'
import { formatName } from '../../x509/name.ts'
import { type FoundAuthority, findAuthority, type NewRoot } from '../ca/authority.ts'
import { openAsking } from '../ca/authority-open.ts'
import type { Context } from '../context.ts'
import { caFolder, caFolderIsNamed, outputFolder, shownPath } from '../folders.ts'
import { openInventory } from '../inventory.ts'
import { makePrompts, type Prompts } from '../prompts.ts'
import { askNewPassphrase } from '../questions.ts'

/** A folder, and the passphrase of its key or of the key that will be created there. */
export interface ChosenCa {
  readonly folder: string
  readonly passphrase: Secret | null
  /** Null: there is a root CA. */
  readonly newRoot: NewRoot | null
}

export interface Session {
  readonly prompts: Prompts
  readonly context: Context
  /** Null: there is no certstick.json. */
  readonly profile: Profile | null
  /** Absolute path. */
  readonly output: string
  /** Absolute path of the CA folder: the one that was chosen, or where one is expected. Asks nothing. */
  readonly caFolder: () => string
  /** Asked for by the first task that signs, which needs the passphrase too. */
  readonly ca: () => Promise<ChosenCa>
  /** Of a root CA that exists, without a question where one is expected; null: there is none yet, or nothing was issued. */
  readonly inventory: () => Promise<Inventory | null>
}

/** The last choice of a question that may have been a mistake. */
export const BACK = { name: 'back', value: null } as const

export function openSession(profile: Profile | null, context: Context): Session {
  const prompts = makePrompts(context.world)
  let chosen: ChosenCa | null = null
  const places = profile ?? {}
  const usual = caFolder(places, context.world)
  return {
    prompts,
    context,
    profile,
    output: outputFolder(places, context.world),
    caFolder: () => chosen?.folder ?? usual,
    ca: async () => {
      chosen ??= await askCa(usual, { prompts, context, profile })
      if (chosen.folder !== usual)
        context.terminal.workIn(`--ca ${shown(shownPath(chosen.folder, context.world))}`)
      const found = await findOrSay(chosen.folder, profile, () => {}, context)
      return found?.kind === 'there' ? { ...chosen, newRoot: null } : chosen
    },
    inventory: async () => {
      const found = await findOrSay(chosen?.folder ?? usual, profile, () => {}, context)
      return found?.kind === 'there' ? openInventory(found, context) : null
    },
  }
}

type Asking = Pick<Session, 'prompts' | 'context' | 'profile'>

/** Which folder. Creates nothing yet. */
async function askCa(usual: string, asking: Asking): Promise<ChosenCa> {
  const { prompts, context, profile } = asking
  const { world, terminal } = context
  const say = (line: string): void => terminal.say(oneLine(line))
  for (let folder = usual; ; folder = await askFolder(prompts, world)) {
    const found = await findOrSay(folder, profile, say, context)
    if (found === null) continue
    const path = shownPath(folder, world)
    const here = { name: describe(found, path), value: true }
    const elsewhere = { name: 'another folder', value: false }
    if (!(await prompts.choice({ message: 'Root CA', choices: [here, elsewhere], default: true }))) continue
    if (found.kind === 'there') {
      const { passphrase } = await openAsking(found.store, context, Number.POSITIVE_INFINITY)
      return { folder, passphrase, newRoot: null }
    }
    if (!isUsual(folder, world) && !(await askToMake(path, prompts))) continue
    return { folder, newRoot: await askNewRoot(asking), passphrase: await askNewPassphrase(asking) }
  }
}

/** Null where the folder cannot be used, which is said: it holds files of another CA, or a root CA that cannot be used. */
async function findOrSay(
  folder: string,
  profile: Profile | null,
  say: (line: string) => void,
  context: Context,
): Promise<FoundAuthority | null> {
  try {
    return await findAuthority({ caFolder: folder, makeRoot: profile === null }, context)
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

/** After the first stick of a new root CA: nobody can sign in before Entra ID knows it. */
export async function sayNewRoot({ folder }: ChosenCa, { context, profile }: Session): Promise<void> {
  const { world, terminal } = context
  const found = await findOrSay(folder, profile, () => {}, context)
  if (found?.kind !== 'there') return
  const file = shown(shownPath(join(folder, 'rootCA.crt'), world))
  terminal.report(
    [
      '',
      `Before the user signs in, Entra ID must know this root CA: ${file}, thumbprint ${thumbprint(found.authority.certificate)}. Choose “set up Entra ID” below, or see docs/entra.md.`,
      found.crlUrl === null
        ? 'note: no URL for the CRL is set, so Entra ID will not notice a revocation; certstick ca set --crl-url adds it'
        : `note: write the CRL with certstick crl, and publish it as ${found.crlUrl} before the first sign-in, or Entra ID refuses it`,
    ].join('\n'),
  )
}
