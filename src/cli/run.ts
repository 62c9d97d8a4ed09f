// Arguments → exit code. The overview of all commands is asked for most, and needs neither the parser of command lines nor any
// command; `run-command.ts` does all else.
import type { World } from '../world.ts'
import { asksForOverview, overview } from './overview.ts'
import { helpWidth } from './terminal.ts'

export async function run(world: World): Promise<number> {
  const { argv, stdout, assets } = world
  if (!asksForOverview(argv)) return (await import('./run-command.ts')).runCommand(world)
  stdout.write(overview(assets.description, helpWidth(stdout)))
  return 0
}
