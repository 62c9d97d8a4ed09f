// The files that no medium can do without.
import type { Finding } from '../finding.ts'
import { MEDIA_PATHS, STICK_FOLDER } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import { toFinding } from './faults.ts'

const MISSING_CODES: Readonly<Record<string, string>> = {
  [MEDIA_PATHS.answerFile]: 'answer-file-missing',
  [MEDIA_PATHS.rootCertificate]: 'root-missing',
}

/** The file that the medium cannot do without, or what is wrong with that. */
export function requireFile(medium: Medium, subject: string): { bytes: Uint8Array } | Finding {
  const bytes = findFile(medium, subject)
  if (bytes !== undefined) return { bytes }
  const code = MISSING_CODES[subject] ?? 'pfx-missing'
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
