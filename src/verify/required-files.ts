// The files that no medium can do without.
import type { Finding } from '../finding.ts'
import { STICK_FOLDER } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import { toFinding } from './faults.ts'

type MissingCode = 'answer-file-missing' | 'root-missing' | 'pfx-missing' | 'password-file-missing'

/** The file that the medium cannot do without, or what is wrong with that. */
export function requireFile(
  medium: Medium,
  subject: string,
  code: MissingCode,
): { bytes: Uint8Array } | Finding {
  const bytes = findFile(medium, subject)
  if (bytes !== undefined) return { bytes }
  if (findPath(medium, subject) === null) {
    const copiedWhole = findPath(medium, `${STICK_FOLDER}/${subject}`) !== null
    const hint = copiedWhole
      ? `copy what is in ${STICK_FOLDER} to the root of the stick`
      : 'make the media again'
    return toFinding({ code, subject, message: `${subject} is not there`, hint })
  }
  return toFinding({
    code: 'file-too-large',
    subject,
    message: `${subject} is larger than any that certstick makes`,
  })
}
