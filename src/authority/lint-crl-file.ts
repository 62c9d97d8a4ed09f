// Compares rootCA.crl on the disk with the record of the last CRL. They differ if a command was interrupted, or if somebody
// replaced or removed the file. Then the end of the recorded list says nothing about the list that is published.
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import type { Finding, Severity } from '../finding.ts'
import type { CrlRecord, Reader } from '../inventory/reader.ts'
import { isForeignPath } from '../recorded-path.ts'
import { shown } from '../screen-text.ts'
import { isRecorded } from './issue-crl.ts'
import { readCrlFile, readOwnCrl } from './own-crl.ts'
import type { Authority } from './root-certificate.ts'
import type { AuthorityStore } from './store.ts'

/** Empty: the file is the recorded list, or there is neither. */
export function lintCrlFile(
  store: AuthorityStore,
  root: Pick<Authority, 'facts'>,
  inventory: Reader,
): Finding[] {
  const last = inventory.lastCrl()
  const problem = (
    severity: Severity,
    message: string,
    hint = 'run `certstick crl` and publish the new CRL',
  ): Finding[] => {
    return [{ severity, code: 'crl-not-recorded', subject: 'rootCA.crl', message, hint }]
  }
  try {
    const published = findCrl(last, store)
    if (published === null) {
      if (last === null || last.sha256 === null) return []
      return problem(
        'warning',
        `CRL ${last.crlNumber} was written to ${shown(last.folder ?? store.folder)}, but was not found there`,
      )
    }
    const { folder, bytes } = published
    const found = readOwnCrl(bytes, root)
    if (typeof found === 'string') return problem('error', `rootCA.crl in ${shown(folder)} ${found}`)
    if (isRecorded(found.crl, last)) return []
    const { crlNumber } = found.facts
    const where = `rootCA.crl in ${shown(folder)} is CRL ${crlNumber ?? 'without a number'}`
    if (last?.state === 'imported' && BigInt(last.crlNumber) === crlNumber)
      return problem('warning', `${where}, which was imported, so its end is not known here`)
    const recorded = last === null ? 'no CRL is recorded' : `the last recorded one is ${last.crlNumber}`
    const isNewer = crlNumber !== null && crlNumber > inventory.lastCrlNumber() // a killed run's number is known
    return problem('warning', `${where}, and ${recorded}`, isNewer ? OLD_INVENTORY : undefined)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return problem('warning', error.message) // it cannot be read
  }
}

const OLD_INVENTORY =
  'the certificate inventory may be an old copy; import that file with `certstick ca import FILE`, then run `certstick crl`'

/** In the folder where the last CRL was written; or in the CA folder, which may have moved since, perhaps to another system. */
function findCrl(
  last: CrlRecord | null,
  store: AuthorityStore,
): { readonly folder: string; readonly bytes: Uint8Array } | null {
  const recorded = last?.folder ?? store.folder
  for (const folder of isForeignPath(recorded) ? [store.folder] : [recorded, store.folder]) {
    const bytes = readCrlFile(join(folder, 'rootCA.crl'))
    if (bytes !== null) return { folder, bytes }
  }
  return null
}
