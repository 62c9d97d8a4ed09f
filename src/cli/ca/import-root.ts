// Takes the root CA of another tool into a CA folder that has none: `certstick ca import root.pfx`.
import { checkPassphrase, encodeKey } from '../../authority/root-key.ts'
import { type RootPair, searchRoot } from '../../authority/root-search.ts'
import { AuthorityStore, rootIsThere } from '../../authority/store.ts'
import type { SourceFile } from '../../authority/store-sources.ts'
import { throwProblems, UserError } from '../../errors.ts'
import { formatFindings, isError } from '../../finding.ts'
import { shown } from '../../screen-text.ts'
import type { Secret } from '../../secret.ts'
import { encodePem } from '../../x509/pem.ts'
import type { Context } from '../context.ts'
import { FOUND_ERRORS } from '../exit-codes.ts'
import { shownPath } from '../folders.ts'
import { makeKeyFolder } from '../key-folder.ts'
import type { AuthorityOptions } from '../options.ts'
import { readPassphrase } from '../secrets.ts'
import { askUntilOpen, sayProtection } from './authority-open.ts'

/**
 * rootCA.key gets the passphrase that the key or the PFX had. The files that were given stay as they are.
 * @throws UserError wrong-input: there is no root among the files, or its key cannot be opened
 */
export async function importRoot(
  folder: string,
  files: readonly SourceFile[],
  { options, paths }: { readonly options: AuthorityOptions; readonly paths: readonly string[] },
  context: Context,
): Promise<RootPair> {
  const { world, terminal } = context
  const given = await readPassphrase(options.caPassphraseFile, context)
  const search = async (passphrase: Secret | null): Promise<RootPair> => {
    const found = await searchRoot(files, passphrase)
    if (found === null) throw noRootIn(paths, shownPath(folder, world))
    return found
  }
  const asks = given === null && terminal.interactive
  const { opened, passphrase } = asks
    ? await askUntilOpen(search, context)
    : { opened: await search(given), passphrase: given }
  const secret = passphrase?.reveal() === '' ? null : passphrase
  if (secret !== null) throwProblems('the passphrase cannot be used', checkPassphrase(secret))
  const pair = {
    certificate: encodePem('CERTIFICATE', opened.certificate),
    privateKey: encodeKey(opened.privateKey, secret),
  }
  await makeKeyFolder(folder, context)
  const store = await AuthorityStore.create(folder, pair, { crlUrl: null, random: world.random })
  if (store === null) throw rootIsThere(folder)
  const place = shown(shownPath(folder, world))
  terminal.say(
    `note: the root CA was copied to ${place}; the files that you gave still have its private key too`,
  )
  await sayProtection(secret, context)
  return opened
}

/** It is taken over even with an error, because what it issued may have to be revoked; exit code 3 then. */
export async function sayVerdict(root: RootPair, { world, terminal, setExitCode }: Context): Promise<void> {
  const { judgeRoot } = await import('../../authority/judge-root.ts')
  const findings = await judgeRoot(root, { now: world.now(), random: world.random })
  for (const line of formatFindings(findings)) terminal.say(line)
  if (findings.some(isError)) setExitCode(FOUND_ERRORS)
}

function noRootIn(paths: readonly string[], folder: string): UserError {
  const message = `there is no root CA in ${shown(folder)}, and none was found in ${paths.map(shown).join(', ')}`
  return new UserError('wrong-input', message, {
    hint: 'give the certificate of a root CA and its private key, a PFX with both, or their folder',
  })
}
