// Puts files on a mounted stick: plans that before anything is signed, writes them, reads them back; and wipes them again.
// `files.ts` knows which files are certstick's, media/disk-read.ts reads, media/disk-stick.ts writes.

import { type Problem, throwProblems, UserError } from '../errors.ts'
import { type Finding, isError } from '../finding.ts'
import { findInstaller, type Installer } from '../installer/installer.ts'
import type { IssuedStick } from '../issue/issue.ts'
import { readIfThere } from '../media/disk.ts'
import { isOutputFolder } from '../media/disk-find.ts'
import { readMedium } from '../media/disk-read.ts'
import { changeStick, removeIfEmpty, requireStick } from '../media/disk-stick.ts'
import { fileNameKey } from '../media/file-name.ts'
import { CERTS_FOLDER, MEDIA_PATHS } from '../media/layout.ts'
import type { Medium } from '../media/medium.ts'
import { decodeZip } from '../media/unzip.ts'
import { shown } from '../screen-text.ts'
import { checkRivals } from '../verify/rivals.ts'
import { checkStrays } from '../verify/strays.ts'
import { isReady, verifyMedia } from '../verify/verify.ts'
import { copiedFiles } from './copied.ts'
import { backupName, filesInTheWay, ownFiles } from './files.ts'

/** What is removed and renamed on a stick. */
export interface StickPlan {
  /** Absolute path of its root. */
  readonly folder: string
  /** Files of certstick, for an earlier user or of an interrupted run. Paths in the stick's spelling. */
  readonly remove: readonly string[]
  /** Other answer files, kept under names that Setup does not look for. */
  readonly rename: readonly { readonly from: string; readonly to: string }[]
  /** Null: the stick has no Windows to install. */
  readonly installer: Installer | null
  /** What may win over our answer file. */
  readonly warnings: readonly Finding[]
}

/**
 * Checks the stick before anything is signed, and changes nothing.
 * @param replace whether other answer files may be renamed
 * @throws UserError wrong-input: it is not a stick, or it has an answer file that is not certstick's
 */
export function planStick(folder: string, replace: boolean): StickPlan {
  requireStick(folder)
  const medium = readMedium(folder)
  const remove = ownFiles(medium)
  const rename = filesInTheWay(medium).map((from) => ({ from, to: backupName(from, medium) }))
  if (rename.length > 0 && !replace) {
    const names = rename.map(({ from }) => shown(from)).join(', ')
    throw new UserError(
      'wrong-input',
      `${shown(folder)} has an answer file that certstick did not create: ${names}`,
      {
        hint: 'give --force to rename it so that Setup does not read it, or take another stick',
      },
    )
  }
  if (medium.paths.some((path) => fileNameKey(path) === fileNameKey(CERTS_FOLDER))) {
    throw new UserError(
      'wrong-input',
      `${shown(folder)} has a file named ${CERTS_FOLDER}, where certstick needs a folder`,
      {
        hint: 'remove the file from the stick',
      },
    )
  }
  refuseUnreadable(folder, medium)
  refuseStrays(folder, medium, { remove, rename })
  const warnings = checkRivals(medium).filter((finding) => !isError(finding))
  return { folder, remove, rename, installer: findInstaller(folder, medium.paths), warnings }
}

/** Links and unreadable files in the places of our files: writing there would fail, or lead off the stick. */
function refuseUnreadable(folder: string, { unread }: Medium): void {
  const places: readonly string[] = [CERTS_FOLDER, ...Object.values(MEDIA_PATHS)].map(fileNameKey)
  const problems = unread
    .filter(({ path }) => places.includes(fileNameKey(path)))
    .map(({ path, why }) => ({
      field: 'stick',
      message: `${shown(path)} ${why}`,
      hint: 'remove it from the stick, or take another stick',
    }))
  throwProblems(`${shown(folder)} cannot be written`, problems)
}

/** Finds before anything is signed what would fail the read-back. */
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
  throwProblems(`${shown(folder)} has files that must not be on a stick`, problems)
}

function toProblem({ message, hint }: Finding): Problem {
  return { field: 'stick', message, hint }
}

/**
 * Unpacks the zip onto the stick, and reads the files back from there.
 * @throws UserError failed; the message says whether the stick was changed
 */
export async function putOnStick(
  plan: StickPlan,
  made: Pick<IssuedStick, 'zip' | 'receipt'>,
  now: Date,
): Promise<void> {
  try {
    await writeAndReadBack(plan, made, now)
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'failed') throw error
    const { message, problems, hint } = error // such as a stick that was pulled out: no fault of the input
    throw new UserError('failed', message, {
      problems,
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

async function writeAndReadBack(
  plan: StickPlan,
  { zip, receipt }: Pick<IssuedStick, 'zip' | 'receipt'>,
  now: Date,
): Promise<void> {
  const { folder, remove, rename, installer } = plan
  const bytes = readIfThere(zip)
  if (bytes === null) throw new UserError('failed', `${shown(zip)} was not found; the stick was not changed`)
  await changeStick({ folder, remove, rename, write: await decodeZip(bytes) })
  const rest = { alone: false, records: null, signsIn: false, warnDays: 0, installer: { found: installer } }
  const verdict = await verifyMedia(readMedium(folder), { receipt, now, ...rest })
  if (isReady(verdict)) return
  throw new UserError('failed', `${shown(folder)} was written, but reading it back found errors`, {
    hint: 'do not use this stick; copy the files from the output folder to another one',
    problems: verdict.findings.filter(isError).map(toProblem),
  })
}

/** What was removed from a stick, and what still needs attention. */
export interface Wiped {
  /** Paths in the stick's spelling. */
  readonly removed: readonly string[]
  /** Keys, PFX files and the like that certstick did not put there, or that were renamed. */
  readonly left: readonly Finding[]
}

function noStick(folder: string): UserError {
  return new UserError('wrong-input', `${shown(folder)} is an output folder, not a stick`, {
    hint: 'give the root of the stick; an output folder can simply be deleted',
  })
}

function filesToWipe(medium: Medium): string[] {
  return [...new Set([...ownFiles(medium), ...copiedFiles(medium)])].sort()
}

/** All folders above the files, deepest first. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = paths.flatMap((path) => {
    const names = path.split('/').slice(0, -1)
    return names.map((_, index) => names.slice(0, index + 1).join('/'))
  })
  return [...new Set(folders)].sort((a, b) => b.split('/').length - a.split('/').length)
}

/** Removes certstick's files from a stick, copied output folders too. All other files stay. @throws UserError */
export async function wipeStick(folder: string): Promise<Wiped> {
  requireStick(folder)
  if (isOutputFolder(folder)) throw noStick(folder)
  const removed = filesToWipe(readMedium(folder))
  await changeStick({ folder, remove: removed, rename: [], write: new Map() })
  for (const name of foldersOf(removed)) removeIfEmpty(folder, name)
  const after = readMedium(folder)
  const still = filesToWipe(after)
  if (still.length > 0)
    throw new UserError('failed', `${still.map(shown).join(', ')} could not be removed from ${shown(folder)}`)
  return { removed, left: checkStrays(after, []) }
}
