// Checks the files that every stick needs.
import type { Finding } from '../finding.ts'
import { STICK_FOLDER } from '../media/layout.ts'
import { findFile, findPath, type Medium } from '../media/medium.ts'
import { toFinding } from './faults.ts'

type MissingCode =
  | 'answer-file-missing'
  | 'root-missing'
  | 'pfx-missing'
  | 'password-file-missing'
  | 'wifi-missing'

/** The required file, or what is wrong with it. */
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
      ? `copy the content of ${STICK_FOLDER} to the root of the stick`
      : 'recreate the stick: `certstick regenerate NAME`'
    return toFinding({ code, subject, message: `${subject} was not found`, hint })
  }
  return toFinding({
    code: 'file-too-large',
    subject,
    message: `${subject} is larger than any that certstick writes`,
  })
}
