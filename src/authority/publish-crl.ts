// Puts a CRL where a web server publishes it, whole or not at all, and reads it back from there.
import { basename, dirname } from 'node:path'
import { UserError } from '../errors.ts'
import { shown } from '../screen-text.ts'
import { readCrlFile } from './own-crl.ts'
import { placeFiles, removeUnfinished } from './store-files.ts'

/** The name that the URL ends in; `rootCA.crl` where it has none, or there is no URL. */
export function publishedName(crlUrl: string | null): string {
  const name = crlUrl === null ? '' : (new URL(crlUrl).pathname.split('/').at(-1) ?? '')
  return /^[\w-][\w.-]*$/.test(name) ? name : 'rootCA.crl'
}

/**
 * Only one process may do so at a time.
 * @param crl DER
 * @param path absolute, in a folder that exists
 * @throws UserError failed: the disk refused, or what is read back differs
 */
export function publishCrl(crl: Uint8Array, path: string): void {
  removeUnfinished(dirname(path), [basename(path)])
  placeFiles([{ path, bytes: crl }])
  if (readCrlFile(path)?.equals(crl) === true) return
  throw new UserError('failed', `${shown(path)} was written, but reads back differently`, {
    hint: 'check the disk or the network, and run certstick crl again',
  })
}
