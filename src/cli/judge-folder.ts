// The verdict on the root CA of a folder, for commands that show it or take it over.
import type { SigningAuthority } from '../authority/authority.ts'
import { judgeRoot } from '../authority/judge-root.ts'
import type { Authority } from '../authority/root-certificate.ts'
import type { AuthorityStore } from '../authority/store.ts'
import { UserError } from '../errors.ts'
import type { Finding } from '../finding.ts'
import type { Context } from './context.ts'

/** As `judgeRoot` does, with its key if that opens without a passphrase. */
export async function judgeFolder(
  root: { readonly store: AuthorityStore; readonly authority: Authority },
  { world }: Context,
): Promise<readonly Finding[]> {
  const now = world.now()
  return judgeRoot(await withKey(root, now), { now, random: world.random })
}

async function withKey(
  { store, authority }: { readonly store: AuthorityStore; readonly authority: Authority },
  now: Date,
): Promise<Authority | SigningAuthority> {
  try {
    return await store.openAuthority(null, now)
  } catch (error) {
    if (error instanceof UserError) return authority
    throw error
  }
}
