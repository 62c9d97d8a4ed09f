// `certstick ca passphrase`: sets or changes the passphrase of rootCA.key. Both passphrases come from files or questions, never
// from the command line.
import { join } from 'node:path'
import { checkPassphrase } from '../../authority/root-key.ts'
import { openKey, replacePassphrase } from '../../authority/store-passphrase.ts'
import { throwProblems } from '../../errors.ts'
import { formatFindings } from '../../finding.ts'
import { weakSecret } from '../../plan/weak-passwords.ts'
import { joinLines, shown } from '../../screen-text.ts'
import { Secret } from '../../secret.ts'
import type { CommonOptions, Context } from '../context.ts'
import { shownPath } from '../folders.ts'
import { openCaFolder } from '../inventory.ts'
import type { AuthorityOptions } from '../options.ts'
import { readPassphrases } from '../secrets.ts'
import { askUntilOpen } from './authority-open.ts'

export interface CaPassphraseOptions extends CommonOptions, AuthorityOptions {
  readonly newPassphraseFile?: string
}

export async function runCaPassphrase(options: CaPassphraseOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const files = { former: options.caPassphraseFile, next: options.newPassphraseFile }
  const { former, next: given } = await readPassphrases(files, context)
  const { store, authority: root } = await openCaFolder(options, context)
  const open = (passphrase: Secret | null) => openKey(store.folder, root, passphrase)
  const asks = former === null && terminal.interactive
  const key = asks ? (await askUntilOpen(open, context)).opened : open(former)
  const next = given ?? (await ask(context))
  throwProblems('the passphrase cannot be used', checkPassphrase(next, FIELD))
  const findings = weakSecret(next, 'the new passphrase of rootCA.key')
  for (const line of formatFindings(findings)) terminal.say(line)
  replacePassphrase(store.folder, key, next)
  const path = shownPath(join(store.folder, 'rootCA.key'), world)
  if (options.json === true) return terminal.result(JSON.stringify({ key: path }, null, 2))
  terminal.report(
    joinLines([
      `${shown(path)} is now encrypted with the new passphrase.`,
      'Copies of the old file, such as backups, still open as before.',
    ]),
  )
}

const FIELD = 'newPassphrase'

/** Typed twice. @throws UserError wrong-input: there is nobody to ask */
async function ask(context: Context): Promise<Secret> {
  const { world, terminal } = context
  const hint = 'give a file that contains it with --new-passphrase-file, or run the command in a terminal'
  const missing = { field: FIELD, message: 'is missing', hint }
  throwProblems('the passphrase was not changed', terminal.interactive ? [] : [missing])
  const { makePrompts } = await import('../prompts.ts')
  const { askTwice } = await import('../questions.ts')
  const question = { message: 'New passphrase of rootCA.key', validate: () => null }
  return (await askTwice({ prompts: makePrompts(world), context }, question)) ?? new Secret('')
}
