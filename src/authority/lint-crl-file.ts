// Compares rootCA.crl on the disk with the record of the last CRL. They differ if a command was interrupted, or if somebody
// replaced or removed the file. Then the end of the recorded list says nothing about the list that is published.
import { UserError } from '../errors.ts'
import type { Finding, Severity } from '../finding.ts'
import type { Reader } from '../inventory/reader.ts'
import { decodeCrl, inspectCrl } from './crl-reader.ts'
import { isOurs, isRecorded } from './issue-crl.ts'
import type { Authority } from './root-certificate.ts'
import type { AuthorityStore } from './store.ts'

/** Empty: the file is the recorded list, or there is neither. */
export function lintCrlFile(
  store: AuthorityStore,
  root: Pick<Authority, 'facts'>,
  inventory: Reader,
): Finding[] {
  const last = inventory.lastCrl()
  const folder = last?.folder ?? store.folder
  const problem = (severity: Severity, message: string): Finding[] => {
    const hint = 'run `certstick crl` and publish the new CRL'
    return [{ severity, code: 'crl-not-recorded', subject: 'rootCA.crl', message, hint }]
  }
  let bytes: Buffer | null
  try {
    bytes = store.readCrl(folder)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return problem('warning', error.message)
  }
  if (bytes === null) {
    if (last?.sha256 === null || last === null) return []
    return problem('warning', `CRL ${last.crlNumber} was written to ${folder}, but was not found there`)
  }
  try {
    const crl = decodeCrl(bytes)
    const facts = inspectCrl(crl)
    if (!isOurs(facts, root)) return problem('error', `rootCA.crl in ${folder} is the CRL of another CA`)
    if (isRecorded(crl, last)) return []
    const recorded = last === null ? 'no CRL is recorded' : `the last recorded one is ${last.crlNumber}`
    return problem(
      'warning',
      `rootCA.crl in ${folder} is CRL ${facts.crlNumber ?? 'without a number'}, and ${recorded}`,
    )
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return problem('error', `rootCA.crl in ${folder} is not a CRL: ${error.message}`)
  }
}
