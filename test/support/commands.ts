// Every command of the program, for tests that hold something of all of them.
import type { Command } from 'commander'
import type { Context } from '../../src/cli/context.ts'
import { makeProgram } from '../../src/cli/program.ts'

/** By its words, such as `ca create`; the first is `certstick` alone, whose words are none. */
export const COMMANDS: ReadonlyMap<string, Command> = commandsIn(
  makeProgram({ world: { argv: [], assets: { version: '', description: '' } } } as unknown as Context),
  '',
)

function commandsIn(command: Command, path: string): Map<string, Command> {
  const inside = command.commands.flatMap((one) => [...commandsIn(one, `${path} ${one.name()}`.trim())])
  return new Map([[path, command], ...inside])
}

/** The command line that shows the help of a command. */
export function helpOf(path: string): string[] {
  return [...path.split(' ').filter((word) => word !== ''), '--help']
}
