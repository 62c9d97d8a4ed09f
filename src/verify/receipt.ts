// Compares the files of a stick with its receipt.

import type { Finding } from '../finding.ts'
import { fileNameKey } from '../media/file-name.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import { hashOf, NOT_HASHED, type Receipt } from '../media/receipt.ts'
import { shown } from '../screen-text.ts'
import { toFinding } from './faults.ts'

/**
 * Files that the receipt names and that are missing or changed. If no other files are allowed, also files that it does
 * not name.
 */
export function checkReceipt(
  medium: Medium,
  { receipt, alone }: { readonly receipt: Receipt; readonly alone: boolean },
): Finding[] {
  const findings: Finding[] = []
  for (const [path, hash] of Object.entries(receipt.files)) {
    const bytes = findFile(medium, path)
    if (findPath(medium, path) === null) {
      const message = `${shown(path)} is listed in the receipt, but was not found`
      findings.push(toFinding({ code: 'file-missing', subject: path, message }))
    } else if (bytes === undefined || (hash !== NOT_HASHED && hashOf(bytes) !== hash)) {
      const message = `${shown(path)} was changed: its hash differs from the receipt`
      findings.push(toFinding({ code: 'file-changed', subject: path, message }))
    }
  }
  const known = new Set(Object.keys(receipt.files).map(fileNameKey))
  for (const path of alone ? medium.paths : []) {
    if (known.has(fileNameKey(path))) continue
    const message = `${shown(path)} is not listed in the receipt`
    const hint = 'remove it, unless you added it yourself'
    findings.push(toFinding({ code: 'file-unknown', subject: path, message, hint, severity: 'warning' }))
  }
  return findings
}
