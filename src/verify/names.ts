// Checks the file names on a stick: names that FAT cannot hold, and other answer files that Setup may use instead of ours.
import type { Finding } from '../finding.ts'
import { fileNameFault, fileNameKey } from '../media/file-name.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { findPath, type Medium } from '../media/medium.ts'
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
      const message = `${path} and ${other} are the same file name on a stick`
      findings.push(toFinding({ code: 'name-twice', subject: path, message, hint: 'delete one of them' }))
    }
    spellings.set(fileNameKey(path), path)
  }
  return findings
}

/**
 * Where Setup looks for answer files on the stick that it started from: the root, `sources`, and the folder that is
 * copied to Panther before ours. ("Windows Setup Automation Overview", implicit answer file search)
 */
const RIVAL_PATHS = [
  /^(?:auto)?unattend\.xml$/i,
  /^sources\/[^/]*unattend\.xml$/i,
  /^(?:sources\/)?\$OEM\$\/\$\$\/Panther\/(?:Unattend\/)?(?:auto)?unattend\.xml$/i,
]

/** Whether Setup may use that file as its answer file. */
export function isAnswerFilePath(path: string): boolean {
  return RIVAL_PATHS.some((pattern) => pattern.test(path))
}

/** Other answer files than ours. */
export function checkRivals(medium: Medium): Finding[] {
  const ours = findPath(medium, MEDIA_PATHS.answerFile)
  return medium.paths
    .filter((path) => path !== ours && isAnswerFilePath(path))
    .map((path) =>
      toFinding({
        code: 'rival-answer-file',
        subject: path,
        message: `${path} is another answer file, which Setup may use instead of ${MEDIA_PATHS.answerFile}`,
        hint: 'delete or rename it',
      }),
    )
}
