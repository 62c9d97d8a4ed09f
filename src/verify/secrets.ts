// The passwords that a medium itself gives away, as whoever finds it would read them: each with the PFX it opens.
import { parseImportCommand } from '../answer-file/commands.ts'
import { inspectAnswerFile } from '../answer-file/inspect.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { findFile, type Medium } from '../media/medium.ts'
import type { Secret } from '../secret.ts'

export interface MediumSecret {
  /** In `Certs`, such as `jane-cba.pfx`. */
  readonly pfxFileName: string
  readonly password: Secret
  /** Where it stands: a path on the medium. */
  readonly place: string
}

/** The distinct ones, in the order of the answer file. @throws UserError wrong-input where that is malformed */
export function readSecrets(medium: Medium): MediumSecret[] {
  const secrets = new Map<string, MediumSecret>()
  const answerFile = findFile(medium, MEDIA_PATHS.answerFile)
  for (const { path } of answerFile === undefined ? [] : inspectAnswerFile(answerFile).commands) {
    const command = parseImportCommand(path)
    if (command === null) continue
    const { pfxFileName, password } = command
    secrets.set(`${pfxFileName}\0${password.reveal()}`, {
      pfxFileName,
      password,
      place: MEDIA_PATHS.answerFile,
    })
  }
  return [...secrets.values()]
}
