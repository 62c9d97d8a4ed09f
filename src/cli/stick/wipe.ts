// `certstick wipe`: removes the files of certstick from a mounted stick.
import { resolve } from 'node:path'
import { formatFindings } from '../../finding.ts'
import { joinLines, shown } from '../../screen-text.ts'
import { wipeStick } from '../../stick/stick.ts'
import type { CommonOptions, Context } from '../context.ts'
import { shownPath } from '../folders.ts'

/** Removes our files from a stick, and reports which, and what else of concern is on it. */
export async function runWipe(path: string, { json }: CommonOptions, context: Context): Promise<void> {
  const { world, terminal } = context
  const folder = resolve(world.cwd, path)
  const { removed, left } = await wipeStick(folder)
  if (json === true) {
    terminal.result(JSON.stringify({ folder, removed, left }, null, 2))
    return
  }
  const place = shown(shownPath(folder, world))
  const lines =
    removed.length === 0
      ? [`${place} holds no files of certstick.`]
      : [
          `Removed from ${place}:`,
          ...removed.map((file) => `  ${file}`),
          '',
          'The files were overwritten and deleted. Flash memory may keep old copies that no program can reach. If the stick was out of your hands, revoke the certificate too: certstick revoke NAME',
        ]
  if (left.length > 0)
    lines.push('', 'Still on the stick, because certstick did not write it:', ...formatFindings(left))
  terminal.report(joinLines(lines))
}
