// Asks for a stick: lists what can be pulled out, with label, size and Windows, and takes any other folder too. A stick that
// cannot be used is said to be so at the question, so that no earlier answer is lost.
import { resolve } from 'node:path'
import { UserError } from '../../errors.ts'
import { isError } from '../../finding.ts'
import { formatSize, listSticks, type MountedStick } from '../../installer/mounted.ts'
import { shortSummary } from '../../installer/summary.ts'
import { exists } from '../../media/disk.ts'
import { shown } from '../../screen-text.ts'
import { planStick } from '../../stick/stick.ts'
import { checkInstaller } from '../../verify/installer.ts'
import type { Context } from '../context.ts'
import { formatError } from '../error-text.ts'
import type { Choice, Prompts } from '../prompts.ts'

export type ListSticks = () => readonly MountedStick[]

/** Such as `E:\ (ESD-USB, 16 GB): Windows 11 23H2, amd64, en-US`. Label and names come from the stick. */
export function describeStick({ label, path, bytes, installer }: MountedStick): string {
  const size = bytes === null ? null : formatSize(bytes)
  const facts = [label, size].filter((fact) => fact !== null && fact !== '')
  const place = facts.length === 0 ? path : `${path} (${facts.join(', ')})`
  if (installer === null) return `${place}: files only, no device starts from it`
  const [fault] = checkInstaller(installer, { asked: [], modernPfxFiles: [] }).filter(isError)
  return `${place}: ${fault === undefined ? shortSummary(installer) : `does not work: ${fault.message}`}`
}

export interface StickQuestion<T> {
  readonly message: string
  /** Other answers, before the sticks and after them. */
  readonly first: readonly Choice<T>[]
  readonly last: readonly Choice<T>[]
}

export interface Folder {
  /** Absolute path. */
  readonly folder: string
}

/** A stick's folder, or one of the other answers. @param list the sticks that are mounted now */
export async function chooseStick<T>(
  { message, first, last }: StickQuestion<T>,
  { prompts, context: { world } }: { readonly prompts: Prompts; readonly context: Pick<Context, 'world'> },
  list: ListSticks = () => listSticks(world),
): Promise<T | Folder> {
  for (;;) {
    const sticks = list().map((stick) => ({ name: describeStick(stick), value: { folder: stick.path } }))
    const answer = await prompts.choice<T | Folder | 'again' | 'elsewhere'>({
      message,
      choices: [
        ...first,
        ...sticks,
        { name: 'look for sticks again', value: 'again' },
        { name: 'another drive or folder', value: 'elsewhere' },
        ...last,
      ],
    })
    if (answer === 'again') continue
    if (answer !== 'elsewhere') return answer
    const path = await prompts.text({
      message: 'Drive or folder of the stick (leave empty to go back)',
      validate: (text) => {
        const isThere = text.trim() === '' || exists(resolve(world.cwd, text.trim()))
        return isThere ? null : `${shown(text)} was not found`
      },
    })
    if (path.trim() !== '') return { folder: resolve(world.cwd, path.trim()) }
  }
}

/** For the wizard: a stick that the files can be written to; null where none is wanted. */
export async function askStick(
  { prompts, context }: { readonly prompts: Prompts; readonly context: Context },
  list: ListSticks = () => listSticks(context.world),
): Promise<string | null> {
  const none = { name: 'no, to the output folder only', value: null }
  const question = { message: 'Write the files to a stick too', first: [none], last: [] }
  for (;;) {
    const answer = await chooseStick<null>(question, { prompts, context }, list)
    if (answer === null || canBeUsed(answer, context)) return answer?.folder ?? null
  }
}

function canBeUsed({ folder }: Folder, { world, terminal }: Context): boolean {
  try {
    planStick(folder, false)
    return true
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    terminal.say(formatError(error, world.cwd))
    return false
  }
}
