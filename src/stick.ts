// A mounted stick: what on it is ours, what gives way to new media, and what stays. Reading is media/disk-read.ts's
// part, changing media/disk-stick.ts's; whether the result works is verify's.
import { IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION } from './answer-file/commands.ts'
import type { Delivered } from './deliver.ts'
import { UserError } from './errors.ts'
import { type Finding, isError } from './finding.ts'
import { readIfThere } from './media/disk.ts'
import { readMedium } from './media/disk-read.ts'
import { changeStick, removeIfEmpty, requireStick, STAGED_FILE } from './media/disk-stick.ts'
import { type Volume, volumeLabelOf } from './media/disk-volumes.ts'
import { fileNameKey, isSameLabel } from './media/file-name.ts'
import { CERTS_FOLDER, MEDIA_PATHS } from './media/layout.ts'
import { findPath, type Medium } from './media/medium.ts'
import { decodeZip } from './media/unzip.ts'
import { isAnswerFilePath } from './verify/names.ts'
import { checkStrays } from './verify/strays.ts'
import { isReady, verifyMedia } from './verify.ts'

/** What will be done to a stick, but for the files that come. */
export interface StickPlan {
  /** Absolute path of its root. */
  readonly folder: string
  /** Null where the system does not tell. */
  readonly label: string | null
  /** Ours, of an earlier user or of an interrupted run; paths as spelled there. */
  readonly remove: readonly string[]
  /** Others' answer files, kept under names that Setup does not look for. */
  readonly rename: readonly { readonly from: string; readonly to: string }[]
}

/** How a stick may be used. */
export interface StickUse {
  /** The label that the command will look for. */
  readonly volumeLabel: string
  /** Whether others' answer files may be put aside. */
  readonly replace: boolean
  readonly volumes: readonly Volume[]
}

/**
 * Looks before anything is signed; changes nothing.
 * @throws UserError wrong-input where it is no stick, has another label, or holds an answer file of somebody else's
 */
export function planStick(folder: string, { volumeLabel, replace, volumes }: StickUse): StickPlan {
  requireStick(folder)
  const label = volumeLabelOf(folder, volumes)
  if (label !== null && !isSameLabel(label, volumeLabel)) {
    throw new UserError(
      'wrong-input',
      `${folder} has the label ${JSON.stringify(label)}, not ${volumeLabel}`,
      {
        hint: `give --label ${JSON.stringify(label)}, or give the stick the label ${volumeLabel}`,
      },
    )
  }
  const medium = readMedium(folder)
  const remove = ownFiles(medium)
  const foreign = medium.paths.filter((path) => isAnswerFilePath(path) && !remove.includes(path))
  if (foreign.length > 0 && !replace) {
    throw new UserError(
      'wrong-input',
      `${folder} holds an answer file that is not certstick’s: ${foreign.join(', ')}`,
      {
        hint: 'give --force to keep it under another name that Setup does not look for, or take another stick',
      },
    )
  }
  return { folder, label, remove, rename: foreign.map((from) => ({ from, to: backupName(from, medium) })) }
}

/**
 * Puts media that were delivered on the stick, out of their zip, and reads them back from there.
 * @throws UserError failed, saying whether the stick was changed
 */
export async function putOnStick(
  plan: StickPlan,
  { zip, receipt }: Pick<Delivered, 'zip' | 'receipt'>,
  now: Date,
): Promise<void> {
  const { folder, remove, rename, label } = plan
  const bytes = readIfThere(zip)
  if (bytes === null) throw new UserError('failed', `${zip} is gone, and the stick is as it was`)
  changeStick({ folder, remove, rename, write: await decodeZip(bytes) })
  const rest = { alone: false, records: null, warnDays: 0, volumeLabel: label }
  const verdict = verifyMedia(readMedium(folder), { receipt, now, ...rest })
  if (isReady(verdict)) return
  throw new UserError('failed', `${folder} was written, and does not read back as it should`, {
    hint: 'do not use the stick; the media in the output folder are whole',
    problems: verdict.findings.filter(isError).map(({ code, subject, message, hint }) => {
      return { field: subject ?? code, message, hint }
    }),
  })
}

/** What was taken off a stick, and what of concern is still on it. */
export interface Wiped {
  /** Paths as they were spelled there. */
  readonly removed: readonly string[]
  /** Keys, PFX files and the like that certstick did not put there, or not under that name. */
  readonly left: readonly Finding[]
}

/** Takes our files off a stick; everything else stays. @throws UserError */
export function wipeStick(folder: string): Wiped {
  requireStick(folder)
  const removed = ownFiles(readMedium(folder))
  changeStick({ folder, remove: removed, rename: [], write: new Map() })
  for (const name of new Set(removed.flatMap((path) => path.split('/').slice(0, -1))))
    removeIfEmpty(folder, name)
  const after = readMedium(folder)
  const still = ownFiles(after)
  if (still.length > 0) throw new UserError('failed', `${still.join(', ')} could not be taken off ${folder}`)
  return { removed, left: checkStrays(after, []) }
}

/** Ours by name in `Certs`; the answer file by the commands in it; and what an interrupted run was writing. */
function ownFiles(medium: Medium): string[] {
  const answerFile = findPath(medium, MEDIA_PATHS.answerFile)
  return medium.paths.filter((path) => {
    const [folder = '', name] = path.split('/')
    if (path === answerFile) return holdsOwnCommand(medium.files.get(path))
    if (name === undefined) return STAGED_FILE.test(path)
    if (path.split('/').length > 2 || fileNameKey(folder) !== fileNameKey(CERTS_FOLDER)) return false
    return OWN_NAMES.includes(fileNameKey(path)) || /-cba\.pfx$/i.test(name) || STAGED_FILE.test(name)
  })
}

const OWN_NAMES = [MEDIA_PATHS.rootCertificate, MEDIA_PATHS.script].map(fileNameKey)

/** By the descriptions of our commands, so that one that was edited or damaged since, secrets and all, is ours too. */
function holdsOwnCommand(answerFile: Uint8Array | undefined): boolean {
  const text = Buffer.from(answerFile ?? [])
    .toString('latin1')
    .replaceAll('\0', '') // of UTF-16 too
  return [IMPORT_DESCRIPTION, SCRIPT_DESCRIPTION].some((description) => text.includes(description))
}

/** Not one of the names that Setup looks for, and not taken. */
function backupName(path: string, medium: Medium): string {
  for (let i = 1; ; i++) {
    const name = `${path}.before-certstick${i === 1 ? '' : `-${i}`}`
    if (findPath(medium, name) === null) return name
  }
}
