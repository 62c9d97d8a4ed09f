// Makes findings about a root.
import type { Finding, Severity } from '../finding.ts'

export const NEW_ROOT = 'create a new root CA with `certstick ca create` soon'

export function rootFinding(severity: Severity, code: string, message: string, hint: string): Finding {
  return { severity, code, message, hint, subject: 'rootCA.crt' }
}

export function day(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
