// The verdict on the root CA of a folder, for commands that show it or take it over.
import { join } from 'node:path'
import type { SigningAuthority } from '../../authority/authority.ts'
import { judgeRoot } from '../../authority/judge-root.ts'
import type { Authority } from '../../authority/root-certificate.ts'
import { rootFinding } from '../../authority/root-finding.ts'
import { BadPassphrase } from '../../authority/root-key.ts'
import type { AuthorityStore } from '../../authority/store.ts'
import { lintKeyMode } from '../../authority/store-key-mode.ts'
import { UserError } from '../../errors.ts'
import { type Finding, isError } from '../../finding.ts'
import { exists } from '../../media/disk.ts'
import type { Context } from '../context.ts'

interface Folder {
  readonly store: AuthorityStore
  readonly authority: Authority
}

/** As `judgeRoot` does, with its key if that opens without a passphrase; a key that does not belong to it is an error too. */
export async function judgeFolder(root: Folder, { world }: Context): Promise<readonly Finding[]> {
  const now = world.now()
  const opened = await openKey(root, now)
  const isFault = opened instanceof UserError
  const judged = isFault ? root.authority : (opened ?? root.authority)
  const judgement = await judgeRoot(judged, { now, random: world.random })
  const findings = [...judgement, ...lintKeyMode(root.store.folder)]
  if (!isFault || findings.some(isError)) return findings // an expired root cannot be opened either
  const hint = opened.hint ?? 'restore both files from the same copy of the CA folder'
  return [rootFinding('error', 'root-key-unusable', opened.message, hint), ...findings]
}

/** Null: the key is not here, cannot be read by this user, or needs a passphrase. */
async function openKey({ store }: Folder, now: Date): Promise<SigningAuthority | UserError | null> {
  if (!exists(join(store.folder, 'rootCA.key'))) return null
  try {
    return await store.openAuthority(null, now)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.code === 'wrong-input' && !(error instanceof BadPassphrase) ? error : null
  }
}
