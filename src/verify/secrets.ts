// The PFX passwords that anybody who finds the stick can read from it, each with the PFX that it opens.
import { parseImportCommand } from '../answer-file/commands.ts'
import { inspectAnswerFile } from '../answer-file/inspect.ts'
import { MEDIA_PATHS, passwordPath } from '../media/layout.ts'
import { findFile, type Medium } from '../media/medium.ts'
import { decodePassword } from '../script/password-file.ts'
import { parseScript } from '../script/script.ts'
import type { Secret } from '../secret.ts'

export interface MediumSecret {
  /** In `Certs`, such as `jane-cba.pfx`. */
  readonly pfxFileName: string
  readonly password: Secret
  /** Paths of the files that contain it. */
  readonly places: readonly string[]
}

type Reading = Omit<MediumSecret, 'places'> & { readonly place: string }

/** The distinct passwords, those of the answer file first. @throws UserError wrong-input: the answer file is malformed */
export function readSecrets(medium: Medium): MediumSecret[] {
  const secrets: MediumSecret[] = []
  for (const { pfxFileName, password, place } of [...inAnswerFile(medium), ...besideScript(medium)]) {
    const same = secrets.findIndex(
      (known) => known.pfxFileName === pfxFileName && known.password.equals(password),
    )
    const places = new Set([...(secrets[same]?.places ?? []), place])
    secrets.splice(same < 0 ? secrets.length : same, 1, { pfxFileName, password, places: [...places] })
  }
  return secrets
}

function inAnswerFile(medium: Medium): Reading[] {
  const place = MEDIA_PATHS.answerFile
  const answerFile = findFile(medium, place)
  if (answerFile === undefined) return []
  return inspectAnswerFile(answerFile).commands.flatMap(({ path }) => {
    const command = parseImportCommand(path)
    return command === null ? [] : [{ ...command, place }]
  })
}

/** None if the script was changed, because then it is not known what the script does. */
function besideScript(medium: Medium): Reading[] {
  const script = findFile(medium, MEDIA_PATHS.script)
  const values = script === undefined ? null : parseScript(Buffer.from(script).toString('latin1'))
  if (values === null) return []
  const { pfxFileName } = values
  const place = passwordPath(pfxFileName)
  const bytes = findFile(medium, place)
  const password = bytes === undefined ? null : decodePassword(bytes)
  return password === null ? [] : [{ pfxFileName, password, place }]
}
