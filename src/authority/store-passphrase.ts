// Encrypts rootCA.key with another passphrase. The old file is replaced in one step, after the new one was read back from the
// disk; until then it stays as it is.
import type { KeyObject } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { removeIfPossible, renamePath } from '../patience.ts'
import { shown } from '../screen-text.ts'
import type { Secret } from '../secret.ts'
import { requirePair } from './authority.ts'
import type { Authority } from './root-certificate.ts'
import { decodeKey, encodeKey } from './root-key.ts'
import { createFile, readSmallFile, syncFolder, unwritable } from './store-files.ts'

/** The key as it was read, to notice that another process has replaced it. */
export interface OpenedKey {
  readonly bytes: Uint8Array
  readonly privateKey: KeyObject
}

/** @throws UserError wrong-input: it is missing, not the key of that root, or needs another passphrase (`BadPassphrase`) */
export function openKey(folder: string, root: Authority, passphrase: Secret | null): OpenedKey {
  const bytes = readSmallFile(join(folder, 'rootCA.key'))
  if (bytes === null) throw new UserError('wrong-input', `${shown(folder)} has no rootCA.key`)
  const privateKey = decodeKey(bytes, passphrase)
  requirePair(root, privateKey)
  return { bytes, privateKey }
}

/**
 * The staged file has a fixed name and is created by one process only, which keeps others out.
 * @throws UserError wrong-input: another process does the same; failed: the disk refused, and rootCA.key is as before
 */
export function replacePassphrase(folder: string, { bytes, privateKey }: OpenedKey, next: Secret): void {
  const path = join(folder, 'rootCA.key')
  const staged = join(folder, STAGED)
  refuseLink(path)
  if (!createFile(staged, encodeKey(privateKey, next))) throw interrupted(staged)
  try {
    if (!decodeKey(readSmallFile(staged) ?? new Uint8Array(), next).equals(privateKey))
      throw new UserError('failed', `${shown(staged)} was not written as it should be`)
    if (readSmallFile(path)?.equals(bytes) !== true) throw changed(path)
    renamePath(staged, path)
  } catch (error) {
    removeIfPossible(staged)
    throw error instanceof UserError ? error : unwritable(path, error)
  }
  syncFolder(folder)
}

const STAGED = 'rootCA.key.new'

/** Replacing a link would leave the key itself with its old passphrase. */
function refuseLink(path: string): void {
  if (!lstatSync(path).isSymbolicLink()) return
  throw new UserError('wrong-input', `${shown(path)} is a link to the key, not the key itself`, {
    hint: 'move the key to the CA folder, in the place of the link',
  })
}

function interrupted(staged: string): UserError {
  return new UserError('wrong-input', `${shown(staged)} already exists`, {
    hint: 'wait for the other `certstick ca passphrase`; if none is running, one was interrupted: rootCA.key is unchanged, so delete rootCA.key.new and run it again',
  })
}

function changed(path: string): UserError {
  return new UserError('wrong-input', `${shown(path)} was replaced by another process`, {
    hint: 'run the command again',
  })
}
