// Which files on a stick are certstick's. These may be replaced and wiped; all others stay, or are renamed with --force.
import { IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION } from '../answer-file/commands.ts'
import { STAGED_FILE } from '../media/disk-stick.ts'
import { fileNameKey } from '../media/file-name.ts'
import { CERTS_FOLDER, isUserFileName, MEDIA_PATHS } from '../media/layout.ts'
import { findPath, type Medium } from '../media/medium.ts'
import { isAnswerFilePath } from '../verify/rivals.ts'

/**
 * Recognized are: in `Certs` the PFX, its password file, the root and the WLAN profile by their names, and the script by its first
 * assignment; the answer file by its commands; and temporary files of an interrupted run.
 */
export function ownFiles(medium: Medium): string[] {
  return medium.paths.filter((path) => {
    if (isAt(path, MEDIA_PATHS.answerFile)) return holdsOwnCommand(textOf(medium, path))
    if (isAt(path, MEDIA_PATHS.script)) return textOf(medium, path).includes('$UserPrincipalName = ')
    const [folder = '', name, ...deeper] = path.split('/')
    if (name === undefined) return STAGED_FILE.test(path)
    if (deeper.length > 0 || !isAt(folder, CERTS_FOLDER)) return false
    const isNamed = isAt(path, MEDIA_PATHS.rootCertificate) || isAt(path, MEDIA_PATHS.wifi)
    return isNamed || isUserFileName(name) || STAGED_FILE.test(name)
  })
}

/** Other files in the way: answer files that Setup could use, and another script with the name of ours. */
export function filesInTheWay(medium: Medium): string[] {
  const own = ownFiles(medium)
  const isInTheWay = (path: string) => isAnswerFilePath(path) || isAt(path, MEDIA_PATHS.script)
  return medium.paths.filter((path) => isInTheWay(path) && !own.includes(path))
}

/** A free name in the same folder that Setup does not look for. */
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

/** Recognized by the descriptions of our commands, so that a file that was edited or damaged since still counts. */
function holdsOwnCommand(answerFile: string): boolean {
  const text = answerFile.replaceAll('\0', '') // UTF-16 has a zero byte beside each ASCII letter
  return [IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION].some((description) => text.includes(description))
}
