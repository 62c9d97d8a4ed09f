// Arguments → command → exit code. The only place that catches.
import { CommanderError } from 'commander'
import { type ErrorCode, UserError } from '../errors.ts'
import type { World } from '../world.ts'
import { errorToJson, formatBug, formatError } from './error-text.ts'
import { makeProgram } from './program.ts'
import { makeTerminal } from './terminal.ts'

/** product.md, "Commands": 0 done, 1 failed, 2 wrong input or usage, 3 a check found an error, 130 cancelled. */
const EXIT_CODES: Readonly<Record<ErrorCode, number>> = { failed: 1, 'wrong-input': 2, cancelled: 130 }
const USAGE = 2
export const FOUND_ERRORS = 3

export async function run(world: World): Promise<number> {
  const terminal = makeTerminal(world)
  let exitCode = 0
  const program = makeProgram({ world, terminal, setExitCode: (code) => (exitCode = code) })
  try {
    await program.parseAsync(world.argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
    if (!(error instanceof UserError)) {
      terminal.say(formatBug(error))
      return EXIT_CODES.failed
    }
    terminal.say(formatError(error, terminal))
    if (world.argv.includes('--json')) terminal.result(errorToJson(error))
    return EXIT_CODES[error.code]
  }
}
