// The CA folder opened, or made, for who is to sign.
import { createRoot, type SigningAuthority } from '../authority/authority.ts'
import { passphraseFault } from '../authority/root-key.ts'
import { AuthorityStore } from '../authority/store.ts'
import { oneLine } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import type { RootPlan } from '../x509/profile.ts'
import type { AuthorityChoice, FoundAuthority, FoundRoot, StandIn } from './authority.ts'
import type { Context } from './context.ts'
import { shownPath } from './folders.ts'

export interface OpenAuthority {
  readonly store: AuthorityStore
  readonly issuer: SigningAuthority
}

/** @returns null where a root was planned and another process has made one meanwhile: it is to be found, and planned with */
export async function openAuthority(
  found: FoundAuthority | StandIn,
  choice: AuthorityChoice,
  context: Context,
): Promise<OpenAuthority | null> {
  if (found.kind === 'stand-in') throw new Error('nobody told that there is no root')
  if (found.kind === 'there') return openFound(found, choice, context)
  const { caFolder, passphrase } = choice
  return makeAuthority(found.plan, { caFolder, passphrase, crlUrl: found.crlUrl }, context)
}

/** Opens the key, asking for its passphrase if need be. */
export async function openFound(
  { store }: FoundRoot,
  { passphrase, asks }: Pick<AuthorityChoice, 'passphrase' | 'asks'>,
  context: Context,
): Promise<OpenAuthority> {
  if (passphrase !== null || !asks) {
    return { store, issuer: await store.openAuthority(passphrase, context.world.now()) }
  }
  return { store, issuer: (await openAsking(store, context)).issuer }
}

/**
 * @param choice passphrase null: rootCA.key lies there in the clear
 * @returns null where a root, or a part of one, is there
 */
export async function makeAuthority(
  plan: RootPlan,
  choice: { readonly caFolder: string; readonly passphrase: Secret | null; readonly crlUrl: string | null },
  { world, terminal }: Context,
): Promise<OpenAuthority | null> {
  const { caFolder, passphrase, crlUrl } = choice
  const { authority, ...files } = await createRoot(plan, passphrase)
  const store = await AuthorityStore.create(caFolder, files, { crlUrl, random: world.random })
  if (store === null) return null
  terminal.say(
    `Made a root CA in ${oneLine(shownPath(caFolder, world))}. Keep a copy of that folder in a safe place.`,
  )
  if (passphrase === null)
    terminal.say('Its key is not encrypted: whoever reads rootCA.key can sign in as anybody.')
  return { store, issuer: authority }
}

const TRIES = 3

/** Opens the key, with the passphrase that is asked for where it needs one. */
export async function openAsking(
  store: AuthorityStore,
  { world, terminal }: Context,
): Promise<{ readonly issuer: SigningAuthority; readonly passphrase: Secret | null }> {
  let passphrase: Secret | null = null
  for (let tries = 0; ; tries++) {
    try {
      return { issuer: await store.openAuthority(passphrase, world.now()), passphrase }
    } catch (error) {
      const fault = passphraseFault(error)
      if (fault === null || tries === TRIES) throw error
      if (fault === 'wrong')
        terminal.say(terminal.style('yellow', '  That is not the passphrase; once more.'))
    }
    const { makePrompts } = await import('./prompts.ts')
    passphrase = await makePrompts(world).secret({ message: 'Passphrase of rootCA.key' })
  }
}
