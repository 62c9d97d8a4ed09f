// Checks the file names on a stick: names that FAT cannot hold, and names that are the same file there.
import type { Finding } from '../finding.ts'
import { fileNameFault, fileNameKey } from '../media/file-name.ts'
import type { Medium } from '../media/medium.ts'
import { shown } from '../screen-text.ts'
import { toFinding } from './faults.ts'

/** Names that a stick or Windows cannot hold, and pairs of names that are the same file there. */
export function checkNames({ paths }: Medium): Finding[] {
  const findings: Finding[] = []
  const spellings = new Map<string, string>()
  for (const path of paths) {
    for (const name of path.split('/')) {
      const fault = fileNameFault(name)
      if (fault === null) continue
      const message = `${shown(name)} ${fault}`
      findings.push(toFinding({ code: 'name-illegal', subject: path, message, hint: 'rename it' }))
    }
    const other = spellings.get(fileNameKey(path))
    if (other !== undefined) {
      const message = `${shown(path)} and ${shown(other)} are the same file name on a stick`
      findings.push(toFinding({ code: 'name-twice', subject: path, message, hint: 'delete one of them' }))
    }
    spellings.set(fileNameKey(path), path)
  }
  return findings
}
