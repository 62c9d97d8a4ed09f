// Creates the folders and files for keys and passwords. On Windows, where modes mean nothing, their access lists are set, and
// what cannot be kept from others is said.
import { dirname } from 'node:path'
import { exists, makeFolder, namesIn, writeNewFile } from '../media/disk.ts'
import { longestPath } from '../media/layout.ts'
import { oneLine, shown } from '../screen-text.ts'
import type { World } from '../world.ts'
import type { Context } from './context.ts'
import { shownPath } from './folders.ts'

type KeyContext = { readonly world: World; readonly terminal: Pick<Context['terminal'], 'say'> }

/**
 * Creates the folder, unless it exists. One that exists keeps its access list: others may have been given access on purpose.
 * @throws UserError failed
 */
export async function makeKeyFolder(folder: string, { world, terminal }: KeyContext): Promise<void> {
  const isNew = !exists(folder) || isOfClone(folder)
  makeFolder(folder)
  if (world.platform !== 'win32') return
  const { othersHaveAccess, restrictAccess, restrictHint } = await import('../media/access-list.ts')
  const { cloudOf } = await import('../media/cloud-folder.ts')
  const place = shown(shownPath(folder, world))
  const cloud = cloudOf(folder, world.env)
  if (cloud !== null) {
    terminal.say(`warning: ${place} is in ${cloud}, which copies the private keys in it to the cloud`)
    terminal.say('hint: use a folder that is not synchronized')
  }
  if (isNew) {
    if (!restrictAccess(folder, 'folder', world)) terminal.say(notRestricted(place))
  } else if (othersHaveAccess(folder, world) === true) {
    terminal.say(`warning: other accounts of this computer have access to ${place}, and so to the keys in it`)
    terminal.say(`hint: ${oneLine(restrictHint(folder, world))}`)
  }
}

/** `output` as it comes with a clone of certstick. */
function isOfClone(folder: string): boolean {
  return namesIn(folder).join() === '.gitkeep'
}

/** Writes a new file with a password, and creates its folder. @throws UserError failed */
export async function writeSecretFile(path: string, text: string, context: KeyContext): Promise<void> {
  const { world, terminal } = context
  makeFolder(dirname(path))
  if (world.platform !== 'win32') return writeNewFile(path, Buffer.from(text))
  const { restrictAccess } = await import('../media/access-list.ts')
  writeNewFile(path, Buffer.from(text), () => {
    if (!restrictAccess(path, 'file', world)) terminal.say(notRestricted(shown(shownPath(path, world))))
  })
}

function notRestricted(place: string): string {
  return `warning: access to ${place} could not be restricted; other accounts of this computer may be able to read it`
}

/** MAX_PATH of Windows, without the zero at the end. Node can create longer paths. */
const LONGEST_PATH = 259

/** Says once that paths are too long for other programs of Windows. */
export function sayLongPath(
  plans: readonly { readonly folder: string; readonly pfx: { readonly fileName: string } }[],
  { world, terminal }: KeyContext,
): void {
  if (world.platform !== 'win32') return
  const long = plans.find(({ folder, pfx }) => longestPath(folder, pfx.fileName).length > LONGEST_PATH)
  if (long === undefined) return
  const place = shown(shownPath(long.folder, world))
  terminal.say(
    `note: paths in ${place} have more than ${LONGEST_PATH} characters; Explorer and other programs may not open them`,
  )
  terminal.say('hint: give a shorter --output')
}
