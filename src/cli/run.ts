// Arguments → command → exit code. The only place that catches.
import { CommanderError } from 'commander'
import { UserError } from '../errors.ts'
import type { World } from '../world.ts'
import { errorToJson, formatBug, formatError } from './error-text.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { makeProgram } from './program.ts'
import { makeTerminal } from './terminal.ts'

export async function run(world: World): Promise<number> {
  const terminal = makeTerminal(world)
  let exitCode = 0
  const ends: (() => void)[] = []
  try {
    const program = makeProgram({
      world,
      terminal,
      setExitCode: (code) => (exitCode = code),
      onEnd: (end) => void ends.push(end),
    })
    await program.parseAsync(world.argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0
      if (world.argv.includes('--json')) terminal.result(errorToJson(usageError(error)))
      return EXIT_CODES['wrong-input']
    }
    if (!(error instanceof UserError)) {
      terminal.say(formatBug(error))
      return EXIT_CODES.failed
    }
    terminal.say(formatError(error, terminal, world.cwd))
    if (world.argv.includes('--json')) terminal.result(errorToJson(error))
    return EXIT_CODES[error.code]
  } finally {
    for (const end of ends) end()
  }
}

/** What commander has said on standard error already. */
function usageError({ message }: CommanderError): UserError {
  return new UserError('wrong-input', message.replace(/^error: /, ''), {
    hint: 'certstick --help lists what there is',
  })
}
