// Arguments → command → exit code. The only place that catches.
import { CommanderError } from 'commander'
import { UserError } from '../errors.ts'
import type { World } from '../world.ts'
import { errorToJson, formatBug, formatError } from './error-text.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { commandLine, makeProgram } from './program.ts'
import { makeTerminal } from './terminal.ts'
import { usageError } from './usage-error.ts'

export async function runCommand(world: World): Promise<number> {
  const terminal = makeTerminal(world)
  let exitCode = 0
  const ends: (() => void)[] = []
  const end = (error: UserError): number => {
    terminal.say(formatError(error, world.cwd))
    if (world.argv.includes('--json')) terminal.result(errorToJson(error))
    return EXIT_CODES[error.code]
  }
  try {
    // Loaded only there, because other systems rename and remove files that are open.
    if (world.platform === 'win32') ends.push((await import('./held-open.ts')).sayHeldOpen(terminal))
    const program = makeProgram({
      world,
      terminal,
      setExitCode: (code) => (exitCode = code),
      onEnd: (end) => void ends.push(end),
    })
    await program.parseAsync(commandLine(world.argv, program), { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : end(usageError(error, world.argv))
    }
    if (error instanceof UserError) return end(error)
    terminal.quote(formatBug(error))
    return EXIT_CODES.failed
  } finally {
    for (const end of ends) end()
  }
}
