// Puts a CRL where a web server publishes it, whole or not at all, and reads it back from there.
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { readOwnCrl } from './own-crl.ts'
import type { Authority } from './root-certificate.ts'
import { placeFiles, readSmallFile } from './store-files.ts'

/** More than Entra ID takes. */
const LARGEST_BYTES = 1 << 28

/** The name that the URL ends in; `rootCA.crl` where it has none, or there is no URL. */
export function publishedName(crlUrl: string | null): string {
  const name = crlUrl === null ? '' : (new URL(crlUrl).pathname.split('/').at(-1) ?? '')
  return /^[\w-][\w.-]*$/.test(name) ? name : 'rootCA.crl'
}

/**
 * Looked at before the next CRL is signed.
 * @param path absolute
 * @throws UserError wrong-input: the file there is something else, or the CRL of another CA
 */
export function requireReplaceable(path: string, authority: Pick<Authority, 'facts'>): void {
  const bytes = readSmallFile(path, LARGEST_BYTES)
  const found = bytes === null ? null : readOwnCrl(bytes, authority)
  if (typeof found !== 'string') return
  throw new UserError('wrong-input', `${shown(path)} ${found}`, {
    hint: 'move it away, or give --copy-to another folder',
  })
}

/**
 * @param crl DER
 * @param folder absolute path of a folder that exists
 * @throws UserError failed: the disk refused, or what is read back differs
 */
export function publishCrl(crl: Uint8Array, folder: string, name: string): void {
  const path = join(folder, name)
  placeFiles([{ path, bytes: crl }])
  if (readSmallFile(path, LARGEST_BYTES)?.equals(crl) === true) return
  throw new UserError('failed', `${shown(path)} was written, but reads back differently`, {
    hint: 'check the disk or the network, and run certstick crl again',
  })
}
