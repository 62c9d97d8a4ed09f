// Makes findings about a root.
import type { Finding, Severity } from '../finding.ts'

/** For a root that still works. */
export const NEW_ROOT = 'create a new root CA soon, with `certstick ca create --ca NEW-FOLDER`'
/** For one that does not, and whose folder is taken. */
export const OTHER_ROOT =
  'create a new root CA with `certstick ca create --ca NEW-FOLDER`, and upload it to Entra ID'

export function rootFinding(severity: Severity, code: string, message: string, hint: string): Finding {
  return { severity, code, message, hint, subject: 'rootCA.crt' }
}
