// What the wizard knows from one task to the next: the customer, and the root CA that was chosen once.
import { join } from 'node:path'
import type { Inventory } from '../../inventory/inventory.ts'
import type { Profile } from '../../profile/profile.ts'
import { shown } from '../../screen-text.ts'
import { thumbprint } from '../../x509/identifiers.ts'
import { findRoot, hasRoot } from '../ca/authority.ts'
import type { Context } from '../context.ts'
import { caFolder, outputFolder, shownPath } from '../folders.ts'
import { openInventory } from '../inventory.ts'
import { makePrompts, type Prompts } from '../prompts.ts'
import { askCa, askExisting, type ChosenCa, unlock } from './ask-ca.ts'

export interface Session {
  readonly prompts: Prompts
  readonly context: Context
  /** Null: there is no certstick.json. */
  readonly profile: Profile | null
  /** Absolute path. */
  readonly output: string
  /** Absolute path of the CA folder: the one that was chosen, or where one is expected. Asks nothing. */
  readonly caFolder: () => string
  /** The CA folder, asked for where none is found; null: there is no root CA yet. @throws UserError: certstick.json names none */
  readonly existingCa: () => Promise<string | null>
  /** For new certificates: which root CA, or what a new one is to be called, and the passphrase. */
  readonly ca: () => Promise<ChosenCa>
  /** For certificates of the root CA in use: only the passphrase is asked for. @throws UserError: it cannot be used */
  readonly issuer: () => Promise<ChosenCa>
  /** Of the root CA in use; null: there is none yet, or nothing was issued. @throws UserError: it cannot be read */
  readonly inventory: () => Promise<Inventory | null>
}

/** The last choice of a question that may have been a mistake. */
export const BACK = { name: 'back', value: null } as const

export function openSession(profile: Profile | null, context: Context): Session {
  const { world, terminal } = context
  const prompts = makePrompts(world)
  const asking = { prompts, context, profile }
  const places = profile ?? {}
  let folder = caFolder(places, world)
  let chosen: ChosenCa | null = null
  const use = (other: string): void => {
    if (other !== folder) terminal.workIn(`--ca ${shown(shownPath(other, world))}`)
    folder = other
  }
  return {
    ...asking,
    output: outputFolder(places, world),
    caFolder: () => folder,
    existingCa: async () => {
      if (hasRoot(folder)) return folder
      if (profile !== null) await findRoot(folder, context) // which says where certstick.json expects it
      const other = await askExisting(folder, asking)
      if (other === null) terminal.say('note: create a stick first, or run certstick init')
      else {
        chosen = null
        use(other)
      }
      return other
    },
    ca: async () => {
      chosen ??= await askCa(folder, asking)
      use(chosen.folder)
      return hasRoot(folder) ? { ...chosen, newRoot: null } : chosen
    },
    issuer: async () => {
      chosen ??= await unlock(await findRoot(folder, context), context)
      return chosen
    },
    inventory: async () => (hasRoot(folder) ? openInventory(await findRoot(folder, context), context) : null),
  }
}

/** After the first stick of a new root CA: nobody can sign in before Entra ID knows it. */
export async function sayNewRoot({ folder }: ChosenCa, { context }: Session): Promise<void> {
  const { world, terminal } = context
  if (!hasRoot(folder)) return
  const found = await findRoot(folder, context)
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
