// Media on a mounted stick: planned before anything is signed, put there, read back; and taken off again. Whose each
// file is, stick-files.ts knows; reading is media/disk-read.ts's part, changing media/disk-stick.ts's.

import { type Problem, throwProblems, UserError } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import type { IssuedStick } from '../issue/issue.ts'
import { readIfThere } from '../media/disk.ts'
import { isOutputFolder } from '../media/disk-find.ts'
import { readMedium } from '../media/disk-read.ts'
import { changeStick, removeIfEmpty, requireStick } from '../media/disk-stick.ts'
import { fileNameKey } from '../media/file-name.ts'
import { CERTS_FOLDER } from '../media/layout.ts'
import type { Medium } from '../media/medium.ts'
import { decodeZip } from '../media/unzip.ts'
import { checkStrays } from '../verify/strays.ts'
import { isReady, verifyMedia } from '../verify/verify.ts'
import { copiedFiles } from './copied.ts'
import { backupName, filesInTheWay, ownFiles } from './files.ts'

/** What will be done to a stick, but for the files that come. */
export interface StickPlan {
  /** Absolute path of its root. */
  readonly folder: string
  /** Ours, of an earlier user or of an interrupted run; paths as spelled there. */
  readonly remove: readonly string[]
  /** Others' answer files, kept under names that Setup does not look for. */
  readonly rename: readonly { readonly from: string; readonly to: string }[]
}

/**
 * Looks before anything is signed; changes nothing.
 * @param replace whether others' answer files may be put aside
 * @throws UserError wrong-input where it is no stick, or holds an answer file of somebody else's
 */
export function planStick(folder: string, replace: boolean): StickPlan {
  requireStick(folder)
  const medium = readMedium(folder)
  const remove = ownFiles(medium)
  const rename = filesInTheWay(medium).map((from) => ({ from, to: backupName(from, medium) }))
  if (rename.length > 0 && !replace) {
    const names = rename.map(({ from }) => from).join(', ')
    throw new UserError('wrong-input', `${folder} holds an answer file that is not certstick’s: ${names}`, {
      hint: 'give --force to keep it under another name that Setup does not look for, or take another stick',
    })
  }
  if (medium.paths.some((path) => fileNameKey(path) === fileNameKey(CERTS_FOLDER))) {
    throw new UserError('wrong-input', `${folder} holds a file ${CERTS_FOLDER}, where a folder has to come`, {
      hint: 'take it off the stick',
    })
  }
  refuseStrays(folder, medium, { remove, rename })
  return { folder, remove, rename }
}

/** What would fail the read-back is better known before anything is signed. */
function refuseStrays(
  folder: string,
  medium: Medium,
  { remove, rename }: Pick<StickPlan, 'remove' | 'rename'>,
): void {
  const renamed = new Map(rename.map(({ from, to }) => [from, to]))
  const paths = medium.paths.filter((path) => !remove.includes(path))
  const stays = (path: string) => renamed.get(path) ?? path
  const files = new Map(
    paths.flatMap((path) => {
      const bytes = medium.files.get(path)
      return bytes === undefined ? [] : [[stays(path), bytes] as const]
    }),
  )
  const problems = checkStrays({ ...medium, paths: paths.map(stays), files }, []).map(toProblem)
  throwProblems(`${folder} holds what must not leave the desk with it`, problems)
}

function toProblem({ code, subject, message, hint }: Finding): Problem {
  return { field: subject ?? code, message, hint }
}

/**
 * Puts media that were delivered on the stick, out of their zip, and reads them back from there.
 * @throws UserError failed, saying whether the stick was changed
 */
export async function putOnStick(
  plan: StickPlan,
  { zip, receipt }: Pick<IssuedStick, 'zip' | 'receipt'>,
  now: Date,
): Promise<void> {
  const { folder, remove, rename } = plan
  const bytes = readIfThere(zip)
  if (bytes === null) throw new UserError('failed', `${zip} is gone, and the stick is as it was`)
  await changeStick({ folder, remove, rename, write: await decodeZip(bytes) })
  const rest = { alone: false, records: null, warnDays: 0 }
  const verdict = await verifyMedia(readMedium(folder), { receipt, now, ...rest })
  if (isReady(verdict)) return
  throw new UserError('failed', `${folder} was written, and does not read back as it should`, {
    hint: 'do not use the stick; the media in the output folder are whole',
    problems: verdict.findings.filter(isError).map(toProblem),
  })
}

/** What was taken off a stick, and what of concern is still on it. */
export interface Wiped {
  /** Paths as they were spelled there. */
  readonly removed: readonly string[]
  /** Keys, PFX files and the like that certstick did not put there, or not under that name. */
  readonly left: readonly Finding[]
}

function noStick(folder: string): UserError {
  return new UserError('wrong-input', `${folder} is what media were made in, not a stick`, {
    hint: 'give the root of the stick; such a folder can be deleted as it is',
  })
}

function filesToWipe(medium: Medium): string[] {
  return [...new Set([...ownFiles(medium), ...copiedFiles(medium)])].sort()
}

/** Every folder above the files, the deepest first. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) => {
    const names = path.split('/').slice(0, -1)
    return names.map((_, index) => names.slice(0, index + 1).join('/'))
  })
  return [...new Set(folders)].sort((a, b) => b.split('/').length - a.split('/').length)
}

/** Takes our files off a stick, whole folders that were copied onto it too; everything else stays. @throws UserError */
export async function wipeStick(folder: string): Promise<Wiped> {
  requireStick(folder)
  if (isOutputFolder(folder)) throw noStick(folder)
  const removed = filesToWipe(readMedium(folder))
  await changeStick({ folder, remove: removed, rename: [], write: new Map() })
  for (const name of foldersOf(removed)) removeIfEmpty(folder, name)
  const after = readMedium(folder)
  const still = filesToWipe(after)
  if (still.length > 0) throw new UserError('failed', `${still.join(', ')} could not be taken off ${folder}`)
  return { removed, left: checkStrays(after, []) }
}
