// The mounted sticks as choices of a question: where each is, its label and size, and what Windows is on it.

import { isError } from '../finding.ts'
import { formatSize, listSticks, type MountedStick } from '../installer/mounted.ts'
import { installerRows } from '../installer/summary.ts'
import { checkInstaller } from '../verify/installer.ts'
import type { World } from '../world.ts'
import type { Choice } from './prompts.ts'

/** The value is the path. */
export function stickChoices(world: Pick<World, 'platform' | 'env'>): Choice<string>[] {
  return listSticks(world).map((stick) => ({ name: describeStick(stick), value: stick.path }))
}

/** Such as `E:\\ (ESD-USB, 15 GB): Windows 11 23H2, build 22631.2861; amd64; en-US`. Label and names come from the stick. */
export function describeStick({ label, path, bytes, installer }: MountedStick): string {
  const size = bytes === null ? null : formatSize(bytes)
  const facts = [label, size].filter((fact) => fact !== null && fact !== '')
  const place = facts.length === 0 ? path : `${path} (${facts.join(', ')})`
  if (installer === null) return `${place}: files only, no device starts from it`
  const [fault] = checkInstaller(installer, { asked: [], modernPfxFiles: [] }).filter(isError)
  if (fault !== undefined) return `${place}: does not work: ${fault.message}`
  return `${place}: ${installerRows(installer)[0]?.[1] ?? ''}`
}
