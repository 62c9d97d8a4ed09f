// The whole conversation of `certstick` alone: which root CA, which user, a summary to confirm.
import { resolve } from 'node:path'
import type { Secret } from '../secret.ts'
import { formatName } from '../x509/name.ts'
import { type FoundAuthority, findAuthority, openAsking } from './authority.ts'
import type { Context } from './context.ts'
import { caFolder, outputFolder, shownPath } from './folders.ts'
import { newMedia } from './new-media.ts'
import { makePrompts, type Prompts } from './prompts.ts'
import { askNewPassphrase, askRequest, askStick, type Conversation } from './wizard.ts'

export async function runWizard(context: Context): Promise<void> {
  const { world, terminal } = context
  const prompts = makePrompts(world)
  terminal.say(
    'An installer stick that brings its user’s sign-in certificate with it. Enter takes each default.',
  )
  const { folder, passphrase, lastDomain } = await askAuthority(prompts, context)
  const input = await askRequest({ prompts, context, lastDomain })
  await newMedia(
    {
      input,
      caFolder: folder,
      outputFolder: outputFolder({}, world),
      passphrase,
      makeRoot: true,
      asks: true,
      passwordOut: undefined,
      stick: await askStick({ prompts, context }),
      dryRun: false,
      replace: false,
      json: false,
      confirm: (summary) => {
        terminal.say(`\n${summary}\n`)
        return prompts.confirm({ message: 'Make it', default: true })
      },
    },
    context,
  )
}

interface AuthorityAnswer {
  readonly folder: string
  readonly passphrase: Secret | null
  readonly lastDomain: string | null
}

/** Which folder, and the passphrase of its key or of the key that will be made there. Makes nothing yet. */
async function askAuthority(prompts: Prompts, context: Context): Promise<AuthorityAnswer> {
  const { world } = context
  let folder = caFolder({}, world)
  for (;;) {
    const found = await findAuthority({ caFolder: folder, makeRoot: true }, context)
    const here = { name: describe(found, shownPath(folder, world)), value: true }
    const elsewhere = { name: 'another folder', value: false }
    if (await prompts.choice({ message: 'Root CA', choices: [here, elsewhere], default: true })) {
      const passphrase = await passphraseFor(found, { prompts, context })
      return { folder, passphrase, lastDomain: lastDomainOf(found) }
    }
    const answer = await prompts.text({ message: 'Folder with rootCA.crt and rootCA.key', default: 'ca' })
    folder = resolve(world.cwd, answer)
  }
}

function describe(found: FoundAuthority, folder: string): string {
  if (found.kind === 'planned') return `make a new one in ${folder}`
  const { facts } = found.authority
  return `${formatName(facts.subjectDer)}, in ${folder}, until ${facts.notAfter.toISOString().slice(0, 10)}`
}

async function passphraseFor(
  found: FoundAuthority,
  { prompts, context }: Pick<Conversation, 'prompts' | 'context'>,
): Promise<Secret | null> {
  if (found.kind === 'planned') return askNewPassphrase({ prompts, context })
  return (await openAsking(found.store, context)).passphrase
}

/** Of the user before this one; null where nobody was served yet. */
function lastDomainOf(found: FoundAuthority): string | null {
  if (found.kind === 'planned') return null
  const last = [...found.store.readLedger().state.entries.values()].at(-1)
  return last === undefined ? null : last.userPrincipalName.slice(last.userPrincipalName.lastIndexOf('@') + 1)
}
