// Whose each file on a stick is. Ours may be replaced and wiped; all others stay, or are put aside when told to.
import { IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION } from '../answer-file/commands.ts'
import { STAGED_FILE } from '../media/disk-stick.ts'
import { fileNameKey } from '../media/file-name.ts'
import { CERTS_FOLDER, isUserFileName, MEDIA_PATHS } from '../media/layout.ts'
import { findPath, type Medium } from '../media/medium.ts'
import { isAnswerFilePath } from '../verify/names.ts'

/**
 * In `Certs` the PFX, its password and the root by their names, the script by its first assignment; the answer file by the commands
 * in it; and what an interrupted run was writing.
 */
export function ownFiles(medium: Medium): string[] {
  return medium.paths.filter((path) => {
    if (isAt(path, MEDIA_PATHS.answerFile)) return holdsOwnCommand(textOf(medium, path))
    if (isAt(path, MEDIA_PATHS.script)) return textOf(medium, path).includes('$UserPrincipalName = ')
    const [folder = '', name, ...deeper] = path.split('/')
    if (name === undefined) return STAGED_FILE.test(path)
    if (deeper.length > 0 || !isAt(folder, CERTS_FOLDER)) return false
    return isAt(path, MEDIA_PATHS.rootCertificate) || isUserFileName(name) || STAGED_FILE.test(name)
  })
}

/** Of others, and in the way: answer files that Setup could take for ours, and a script in the place of ours. */
export function filesInTheWay(medium: Medium): string[] {
  const own = ownFiles(medium)
  const isInTheWay = (path: string) => isAnswerFilePath(path) || isAt(path, MEDIA_PATHS.script)
  return medium.paths.filter((path) => isInTheWay(path) && !own.includes(path))
}

/** A name beside it that is not taken, and that Setup does not look for. */
export function backupName(path: string, medium: Medium): string {
  for (let i = 1; ; i++) {
    const name = `${path}.before-certstick${i === 1 ? '' : `-${i}`}`
    if (findPath(medium, name) === null) return name
  }
}

function textOf({ files }: Medium, path: string): string {
  return Buffer.from(files.get(path) ?? []).toString('latin1')
}

function isAt(path: string, place: string): boolean {
  return fileNameKey(path) === fileNameKey(place)
}

/** By the descriptions of our commands, so that one that was edited or damaged since, secrets and all, is ours too. */
function holdsOwnCommand(answerFile: string): boolean {
  const text = answerFile.replaceAll('\0', '') // UTF-16 has one beside each ASCII letter
  return [IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION].some((description) => text.includes(description))
}
