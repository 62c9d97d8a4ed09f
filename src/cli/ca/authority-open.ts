// The CA folder opened, or created, by a command that signs.
import { join } from 'node:path'
import { createRoot, type SigningAuthority } from '../../authority/authority.ts'
import { BadPassphrase } from '../../authority/root-key.ts'
import { AuthorityStore } from '../../authority/store.ts'
import { formatFindings } from '../../finding.ts'
import { shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import type { RootPlan } from '../../x509/profile.ts'
import type { Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import { makeKeyFolder } from '../key-folder.ts'
import type { AuthorityChoice, FoundAuthority, FoundRoot, StandIn } from './authority.ts'

export interface OpenAuthority {
  readonly store: AuthorityStore
  readonly issuer: SigningAuthority
}

/** @returns null where a root CA was planned and another process has created one meanwhile: the caller finds it, and plans again */
export async function openAuthority(
  found: FoundAuthority | StandIn,
  choice: AuthorityChoice,
  context: Context,
): Promise<OpenAuthority | null> {
  if (found.kind === 'stand-in') throw new Error('it was not reported that there is no root CA')
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
 * @param choice passphrase null: rootCA.key is stored unencrypted
 * @returns null where a root CA, or a part of one, exists
 */
export async function makeAuthority(
  plan: RootPlan,
  choice: { readonly caFolder: string; readonly passphrase: Secret | null; readonly crlUrl: string | null },
  context: Context,
): Promise<OpenAuthority | null> {
  const { world, terminal } = context
  const { caFolder, passphrase, crlUrl } = choice
  terminal.say('note: creating the key of the root CA; this takes some seconds')
  const { authority, ...files } = await createRoot(plan, passphrase)
  await makeKeyFolder(caFolder, context)
  const store = await AuthorityStore.create(caFolder, files, { crlUrl, random: world.random })
  if (store === null) return null
  const folder = shownPath(caFolder, world)
  terminal.say(
    `note: a root CA was created in ${shown(folder)}; keep a copy of that folder in a safe place, and upload ${shown(join(folder, 'rootCA.crt'))} to Entra ID before anybody signs in`,
  )
  await sayProtection(passphrase, context)
  return { store, issuer: authority }
}

/** Of a rootCA.key that is about to be created. Null: it is stored unencrypted, as the person wanted. */
export async function askPassphrase(context: Context): Promise<Secret | null> {
  const { makePrompts } = await import('../prompts.ts')
  const { askNewPassphrase } = await import('../questions.ts')
  return askNewPassphrase({ prompts: makePrompts(context.world), context })
}

/** Warns where a new rootCA.key is not encrypted, or by a passphrase that is soon guessed. */
export async function sayProtection(passphrase: Secret | null, { terminal }: Context): Promise<void> {
  if (passphrase === null) {
    terminal.say('warning: rootCA.key is not encrypted; whoever can read it can sign in as any user')
    terminal.say('hint: set a passphrase with certstick ca passphrase')
    return
  }
  const { weakSecret } = await import('../../plan/weak-passwords.ts')
  const findings = weakSecret(passphrase, 'the passphrase of rootCA.key')
  for (const line of formatFindings(findings)) terminal.say(line)
}

const TRIES = 3

/** Opens the key, with the passphrase that is asked for where it needs one. */
export async function openAsking(
  store: AuthorityStore,
  context: Context,
  tries = TRIES,
): Promise<{ readonly issuer: SigningAuthority; readonly passphrase: Secret | null }> {
  const open = (passphrase: Secret | null) => store.openAuthority(passphrase, context.world.now())
  const { opened, passphrase } = await askUntilOpen(open, context, tries)
  return { issuer: opened, passphrase }
}

/** Opens something that may need the passphrase of rootCA.key, which is asked for then. */
export async function askUntilOpen<T>(
  open: (passphrase: Secret | null) => T | Promise<T>,
  { world, terminal }: Context,
  most = TRIES,
): Promise<{ readonly opened: T; readonly passphrase: Secret | null }> {
  let passphrase: Secret | null = null
  for (let tries = 0; ; tries++) {
    try {
      return { opened: await open(passphrase), passphrase }
    } catch (error) {
      if (!(error instanceof BadPassphrase) || tries === most) throw error
      if (error.fault === 'wrong') terminal.say('error: the passphrase is wrong; type it again')
    }
    const { makePrompts } = await import('../prompts.ts')
    passphrase = await makePrompts(world).secret({ message: 'Passphrase of rootCA.key' })
  }
}

/**
 * Lets OpenSSL judge a root that others made: by `bulk` once, and by `new` before its first certificate, because reading back
 * does the same for each.
 * @throws UserError wrong-input: no certificate of it can sign in
 */
export async function tryIssuer(issuer: SigningAuthority, { world }: Context): Promise<void> {
  const { requireAccepted } = await import('../../authority/judge-root.ts')
  await requireAccepted(issuer, { now: world.now(), random: world.random })
}
